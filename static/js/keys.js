// Single keys from wherever nobody is writing: / to the search, ? shows all keys, g and then a letter goes to a place.
// Who dictates or strays can turn them off, where they are listed and on the page of the search (WCAG 2.1.4); that is
// kept in this browser.
const box = document.getElementById("search");
const page = document.getElementById("keys"); // the way to the list of keys
let list = null; // that list as a dialog, once it was asked for
const OFF = "search-key-off";
const WAITS = 1500; // milliseconds for the letter after g

const isOff = () => {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return true; // a browser that keeps nothing could not be told to leave it off
  }
};

const isWriting = (element) =>
  element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

const tell = () => {
  if (isOff()) box?.removeAttribute("aria-keyshortcuts");
  else box?.setAttribute("aria-keyshortcuts", "/");
  for (const help of document.querySelectorAll("[data-search-key]")) {
    help.hidden = false;
    help.querySelector("span").textContent = isOff() ? help.dataset.off : help.dataset.on;
    help.querySelector("button").textContent = isOff() ? help.dataset.turnOn : help.dataset.turnOff;
  }
};

const turn = (help) => {
  help.querySelector("button").addEventListener("click", () => {
    try {
      if (isOff()) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    } catch {
      // it stays off
    }
    tell();
  });
};

// The list of keys over the page; where it cannot be had, the page that holds it.
const show = async () => {
  try {
    if (!list) {
      const answer = await fetch(page.href);
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("keys-list");
      list = document.createElement("dialog");
      list.className = "keys-dialog";
      list.setAttribute("aria-label", "Keyboard");
      const close = document.createElement("button");
      close.className = "govuk-button";
      close.textContent = "Close";
      close.addEventListener("click", () => list.close());
      list.append(...found.childNodes, close);
      document.body.append(list);
      list.querySelectorAll("[data-search-key]").forEach(turn);
      tell();
    }
    list.showModal();
  } catch {
    location.assign(page.href);
  }
};

let went = 0; // when g was pressed
document.addEventListener("keydown", (event) => {
  const isAlone = !(event.ctrlKey || event.altKey || event.metaKey);
  if (!isAlone || event.isComposing || isOff() || isWriting(event.target) || list?.open) return;
  const place = event.timeStamp - went < WAITS && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  went = event.key === "g" ? event.timeStamp : 0;
  if (place) place.click();
  else if (event.key === "/" && box) {
    box.focus();
    box.select();
  } else if (event.key === "?" && page) show();
  else return;
  event.preventDefault();
});

document.querySelectorAll("[data-search-key]").forEach(turn);
tell();
