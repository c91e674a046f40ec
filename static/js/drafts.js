// Keeps what is written on cards until it is saved, on this device alone and for this person alone: a closed tab loses
// nothing. Signing out forgets all drafts. Without JavaScript the page works, and keeps nothing.
// A card that begins with words (data-was) is written on once they differ from these.
const PREFIX = "draft:";
const key = (card) => `${PREFIX}${card.closest("form").dataset.drafts}:${card.dataset.card}`;
const was = (card, field) => ("was" in card.dataset ? field.defaultValue : "");
const fields = (card) => [...card.querySelectorAll("input, textarea")].filter((field) => field.type !== "hidden" && field.type !== "submit");

const written = (card) => {
  const draft = {};
  for (const field of fields(card)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) draft[field.id] = true;
    } else if (field.value !== was(card, field)) {
      draft[field.id] = field.value;
    }
  }
  return draft;
};

const keep = (card) => {
  const draft = written(card);
  if (Object.keys(draft).length) {
    localStorage.setItem(key(card), JSON.stringify({ seen: card.dataset.seen, draft }));
  } else {
    localStorage.removeItem(key(card));
  }
};

const fill = (card, draft) => {
  for (const field of fields(card)) {
    if (!(field.id in draft)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = true;
    else field.value = draft[field.id];
    if (field.closest("details")) field.closest("details").open = true;
  }
};

const tell = (card, again) => {
  const note = document.createElement("p");
  note.className = "draft";
  note.setAttribute("role", "status");
  note.append(again ? "Your draft is back. Something has been said since you wrote it: look at it first. " : "Your draft is back; it is not saved yet. ");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "govuk-link draft__drop";
  drop.textContent = "Throw it away";
  drop.addEventListener("click", () => {
    for (const field of fields(card)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else field.value = was(card, field);
    }
    localStorage.removeItem(key(card));
    note.remove();
  });
  note.append(drop);
  card.querySelector(".card__form").prepend(note);
};

for (const form of document.querySelectorAll("form[data-drafts]")) {
  for (const card of form.querySelectorAll("[data-card]")) {
    const kept = localStorage.getItem(key(card));
    const { seen, draft, sent } = kept ? JSON.parse(kept) : {};
    if (draft && sent && seen !== card.dataset.seen && !("posted" in card.dataset)) {
      localStorage.removeItem(key(card)); // it was sent, and something new was stored: it is saved
    } else if (draft && !Object.keys(written(card)).length) {
      fill(card, draft);
      tell(card, seen !== card.dataset.seen);
    }
    card.addEventListener("input", () => keep(card));
  }
  form.addEventListener("submit", (event) => {
    const only = event.submitter && event.submitter.name === "only" ? event.submitter.value : "";
    for (const card of form.querySelectorAll("[data-card]")) {
      const kept = localStorage.getItem(key(card));
      if (kept && (!only || only === card.dataset.card)) {
        localStorage.setItem(key(card), JSON.stringify({ ...JSON.parse(kept), sent: true }));
      }
    }
  });
}

for (const leaving of document.querySelectorAll("form[action$='/sign-out/']")) {
  leaving.addEventListener("submit", () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  });
}
