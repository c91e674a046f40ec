// Moves in the structure of a plan without loading the page anew: by its buttons, and by dragging a grip. What was moved
// keeps the focus, and where it stands now is read out. Without JavaScript the buttons do the same with a new page.
const structure = () => document.getElementById("structure");
const said = document.getElementById("said");

// "line-12-3-up" is a button of line 12 as it was at its version 3.
const sameButton = (value) => {
  const [part, key, , where] = value.split("-");
  const row = document.getElementById(`${part}-${key}`);
  return row?.querySelector(`button[value^="${part}-${key}-"][value$="-${where}"]`) ?? row;
};

const grips = () => {
  structure().classList.add("outline--grips");
  for (const row of structure().querySelectorAll("[data-move]")) {
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.draggable = true;
    grip.title = "Drag to move";
    grip.setAttribute("aria-hidden", "true");
    grip.textContent = "⠿";
    (row.querySelector(":scope > .outline__row") ?? row).prepend(grip);
  }
};

const send = async (data) => {
  structure().setAttribute("aria-busy", "true");
  let page;
  let address;
  try {
    const answer = await fetch(structure().action, { method: "POST", body: data });
    if (!answer.ok) throw new Error(answer.statusText);
    address = answer.url;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("structure")) throw new Error("not the plan");
  } catch {
    window.location.reload(); // signed out, or cut off: the page itself says so
    return;
  }
  // What was moved may stand in another section now: the page that shows it takes the place of this one.
  document.getElementById("outline").replaceWith(page.getElementById("outline"));
  history.replaceState(null, "", address);
  grips();
  said.textContent = [...page.querySelectorAll(".govuk-notification-banner__heading")]
    .map((message) => message.textContent.trim())
    .join(" ");
  sameButton(data.get("do"))?.focus();
};

document.addEventListener("submit", (event) => {
  if (event.target === structure() && event.submitter) {
    event.preventDefault();
    send(new FormData(structure(), event.submitter));
  }
});

let dragged = null;
let place = null;

const unmark = () => {
  for (const row of structure().querySelectorAll(".is-target, .is-target-end")) {
    row.classList.remove("is-target", "is-target-end");
  }
};

// Where a drop would put it: among what, and before which.
const placeAt = (event) => {
  const into = event.target.closest?.(`[data-into="${dragged.dataset.move}"]`);
  if (!into || dragged.contains(into)) return null;
  const beside = [...into.children].filter((row) => row.dataset.move && row !== dragged);
  const before = beside.find((row) => {
    const box = row.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
  return { into, before, last: beside.at(-1) };
};

document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.(".grip")) return;
  dragged = event.target.closest("[data-move]");
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.name);
  event.dataTransfer.setDragImage(dragged, 0, 0);
});

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  unmark();
  place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  if (place.before) place.before.classList.add("is-target");
  else (place.last ?? place.into).classList.add("is-target-end");
});

document.addEventListener("drop", (event) => {
  if (!dragged || !place) return;
  event.preventDefault();
  const data = new FormData(structure());
  data.set("do", `${dragged.dataset.do}-to`);
  data.set("into", place.into.dataset.key);
  data.set("before", place.before ? place.before.dataset.do.split("-")[1] : "");
  send(data);
});

document.addEventListener("dragend", () => {
  unmark();
  dragged?.classList.remove("is-dragged");
  dragged = place = null;
});

grips();
