// Keys for cards with a form. A single key does something only while the focus is in a card and not in a box, so that
// nobody who dictates or strays sets anything (WCAG 2.1.4).
const cards = [...document.querySelectorAll("[data-card]")];
const help = document.querySelector(".shortcuts");
if (help) help.hidden = false;

const isBox = (element) => element.matches("textarea, input:not([type=radio]):not([type=checkbox])");
const start = (card) => card.querySelector("input[type=radio]");

for (const card of cards) {
  card.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey && key === "Enter") {
      event.preventDefault();
      card.closest("form").requestSubmit();
      return;
    }
    if (isBox(target)) {
      if (key === "Escape") start(card).focus();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const choose = (field) => {
      field.checked = field.type === "radio" ? true : !field.checked;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const radios = card.querySelectorAll("input[type=radio]");
    const next = cards[cards.indexOf(card) + (key === "j" ? 1 : -1)];
    if (key >= "1" && key <= String(radios.length)) choose(radios[Number(key) - 1]);
    else if (key === "0") choose(card.querySelector(".choice--same input"));
    else if (key === "w") card.querySelector("textarea").focus();
    else if ((key === "j" || key === "k") && next) start(next).focus();
    else return;
    event.preventDefault();
  });
}
