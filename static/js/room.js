// Notes as fast as they are spoken: Enter stores a line without loading the page anew, and the next can be written at
// once. What is to be asked comes back into the form; what was typed meanwhile waits for its turn. Without JavaScript
// the form is sent and the page comes back.
const form = document.querySelector("[data-write]");
const card = form.querySelector("[data-card]");
const asked = document.getElementById("asked");
const said = document.getElementById("said");
const line = () => document.getElementById("id_line");
const isAsking = () => asked.childElementCount > 0;
let sending = Promise.resolve();
let waiting = "";
let cutOff = false;
let typedAt = -Infinity;

// Nothing is asked in the middle of a word: the keys that follow would go into the wrong box.
const PAUSE = 600;
const pause = async () => {
  while (performance.now() - typedAt < PAUSE) {
    await new Promise((done) => setTimeout(done, typedAt + PAUSE - performance.now()));
  }
};

const tell = () => line().dispatchEvent(new Event("input", { bubbles: true }));

const listen = () => {
  const kind = form.querySelector("input[name=kind]:checked")?.value ?? "discussion";
  line().dataset.understood = `${window.location.pathname}understood/?kind=${kind}`;
};

const choose = (kind) => {
  form.querySelector(`input[name=kind][value=${kind}]`).checked = true;
  listen();
};

// An empty line, ready for the next.
const clear = (text) => {
  for (const field of form.querySelectorAll("[data-card] input, [data-card] select")) field.value = "";
  form.querySelector("details").open = false;
  form.querySelectorAll("output.understood").forEach((output) => output.replaceChildren());
  asked.replaceChildren();
  line().value = text;
};

const takeForm = (page) => {
  card.querySelector(".card__form").replaceWith(page.querySelector("#write .card__form"));
  asked.replaceChildren(...page.getElementById("asked").children);
  choose(page.querySelector("#write input[name=kind]:checked").value);
  (form.querySelector(".govuk-form-group--error :is(input, select)") ?? line()).focus();
};

const take = async (page, sent) => {
  const theirs = page.getElementById("write");
  form.elements.token.value = theirs.querySelector("[name=token]").value;
  card.dataset.seen = theirs.querySelector("[data-card]").dataset.seen;
  document.getElementById("notes").replaceWith(page.getElementById("notes"));
  const refused = page.getElementById("asked").childElementCount > 0;
  if (refused && isAsking()) {
    waiting = [waiting, sent].filter(Boolean).join(" ");
  } else if (refused) {
    await pause();
    waiting = [waiting, line().value].filter(Boolean).join(" ");
    takeForm(page);
  } else {
    localStorage.removeItem(`draft:${form.dataset.drafts}:${card.dataset.card}`);
    const last = document.querySelector(".notes > li:last-child .note__text");
    said.textContent = last ? `Stored: ${last.textContent.trim()}` : "";
    if (!isAsking() && waiting) {
      line().value = [waiting, line().value].filter(Boolean).join(" ");
      waiting = "";
    }
    if (line().value) tell();
    document.getElementById("write").scrollIntoView({ block: "nearest" });
  }
};

const send = async (data) => {
  data.set("token", form.elements.token.value);
  let page;
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body: data });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("write")) throw new Error("not the room");
  } catch {
    // Signed out, cut off, or the sitting has ended: the words are put back, and sending them again says which.
    cutOff = true;
    line().value = [data.get("line"), line().value].filter(Boolean).join(" ");
    said.textContent = "This line is not stored yet. Press Enter again.";
    form.querySelector("output.understood").textContent = said.textContent;
    return;
  }
  await take(page, data.get("line"));
};

form.addEventListener("submit", (event) => {
  if (cutOff) return;
  event.preventDefault();
  const data = new FormData(form);
  if (!data.get("line").trim()) return;
  clear("");
  choose("discussion");
  line().focus();
  sending = sending.then(() => send(data));
});

document.addEventListener("change", ({ target }) => {
  if (target.name === "kind") {
    listen();
    tell();
  }
  const ticks = target.closest("[data-ticks]");
  if (!ticks) return;
  const sent = new FormData(ticks);
  const was = ticks.elements[target.name.replace("presence", "was")];
  const before = was.value;
  was.value = target.value;
  fetch(ticks.action, { method: "POST", body: sent })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
    .then((text) => {
      // Somebody else ticked the same otherwise meanwhile: what stands there now, and why.
      const page = new DOMParser().parseFromString(text, "text/html");
      const why = page.querySelector(".govuk-notification-banner:not(.govuk-notification-banner--success)");
      const theirs = page.querySelector("[data-ticks]");
      if (why && theirs) {
        ticks.replaceWith(theirs);
        theirs.before(why);
        said.textContent = why.textContent.trim();
        return;
      }
      said.textContent = "Who is there is saved.";
    })
    .catch(() => {
      was.value = before;
      ticks.requestSubmit();
    });
});

form.addEventListener("input", () => {
  typedAt = performance.now();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const label = form.querySelector(`label[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!label) return;
  event.preventDefault();
  choose(document.getElementById(label.htmlFor).value);
  tell();
  line().focus();
});

listen();
