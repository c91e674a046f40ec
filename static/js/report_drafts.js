// Keeps what is written under the headings of a report as one types: on the server, so that it is there on another
// machine too. What is shown beside as a preview follows. Without JavaScript the Save buttons keep it.
const form = document.querySelector("form[data-keep]");
const aside = document.querySelector("[data-preview]");
const trouble = form.querySelector("[data-trouble]");
const PAUSE = 1500;
const changed = new Map(); // a heading's section, and its timer
const sending = new Map(); // and what is under way of it
const tooMuch = new Set(); // headings whose text is too long to be saved: it takes longer to be kept
let leaving = false;

const content = (section) => {
  const data = new FormData();
  data.set("heading", section.dataset.heading);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const field of section.querySelectorAll("textarea, input[type=hidden]")) data.set(field.name, field.value);
  return data;
};

const said = (section, words) => {
  section.querySelector("[data-kept]").textContent = words;
};

// One at a time for each heading, so that an older text never overtakes a newer one.
const keep = async (section) => {
  clearTimeout(changed.get(section));
  changed.delete(section);
  await sending.get(section);
  const sent = fetch(form.dataset.keep, { method: "POST", body: content(section), keepalive: document.visibilityState === "hidden" });
  sending.set(section, sent.catch(() => {}));
  try {
    const answer = await sent;
    if (answer.redirected) throw new Error("You are signed out. Sign in again in another tab, then go on writing here.");
    const { at, refused } = await answer.json().catch(() => ({ refused: "What you wrote is too long to be kept as a draft, or the server did not take it." }));
    if (refused && !at) throw new Error(refused);
    said(section, at ? `Draft saved ${at}` : "As saved");
    tooMuch[refused ? "add" : "delete"](section);
    trouble.textContent = refused ? `${section.getAttribute("aria-label")}: ${refused} What you wrote is kept as a draft.` : "";
    if (aside.querySelector(".paper")) refresh();
  } catch (error) {
    if (leaving) return;
    said(section, "Draft not saved");
    trouble.textContent = error instanceof TypeError ? "The draft could not be kept: the connection is gone. It is tried again as you type." : error.message;
    if (error instanceof TypeError) later(section, PAUSE * 4);
  }
};

const later = (section, pause) => {
  clearTimeout(changed.get(section));
  changed.set(section, setTimeout(() => keep(section), pause));
};

form.addEventListener("input", (event) => {
  const section = event.target.closest("[data-heading]");
  if (!section) return;
  said(section, "…");
  later(section, tooMuch.has(section) ? PAUSE * 6 : PAUSE);
});

const keepAll = () => {
  for (const section of [...changed.keys()]) keep(section);
};
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !leaving) keepAll();
});
window.addEventListener("pagehide", () => {
  if (!leaving) keepAll();
});
form.addEventListener("submit", (event) => {
  const length = new URLSearchParams(new FormData(form, event.submitter)).toString().length;
  if (length > Number(form.dataset.most)) {
    event.preventDefault();
    trouble.textContent = "All headings together are too long to be sent at once. Nothing is lost: shorten what you pasted, then save again. A long table is best attached to the item as a file of its own.";
    trouble.scrollIntoView({ block: "center" });
    return;
  }
  leaving = true; // it is being saved: a draft would come after it
  for (const timer of changed.values()) clearTimeout(timer);
  changed.clear();
});

// The preview beside.
const refresh = async () => {
  const answer = await fetch(aside.dataset.preview);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("preview");
  if (!page) return;
  page.removeAttribute("id");
  for (const named of page.querySelectorAll("[id]")) named.removeAttribute("id");
  aside.querySelector(".paper")?.remove();
  aside.append(page);
};
const button = document.createElement("button");
button.type = "button";
button.className = "govuk-button govuk-button--secondary";
button.setAttribute("aria-pressed", "false");
button.textContent = "Preview beside the text";
button.addEventListener("click", () => {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  document.getElementById("writing").classList.toggle("writing--beside", on);
  aside.hidden = !on;
  if (on) refresh();
  else aside.querySelector(".paper")?.remove();
});
document.querySelector("[data-tools]").prepend(button);
