// The key / goes to the search box from wherever nobody is writing. Who dictates or strays can turn it off, on the page of
// the search (WCAG 2.1.4); that is kept in this browser.
const box = document.getElementById("search");
const help = document.querySelector("[data-search-key]");
const OFF = "search-key-off";

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
  if (isOff()) box.removeAttribute("aria-keyshortcuts");
  else box.setAttribute("aria-keyshortcuts", "/");
  if (!help) return;
  help.hidden = false;
  help.querySelector("span").textContent = isOff() ? "does nothing" : "goes to the search box";
  help.querySelector("button").textContent = isOff() ? "Turn it on" : "Turn it off";
};

document.addEventListener("keydown", (event) => {
  const isAlone = !(event.ctrlKey || event.altKey || event.metaKey);
  if (event.key !== "/" || !isAlone || event.isComposing || isOff() || isWriting(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

help?.querySelector("button").addEventListener("click", () => {
  try {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  } catch {
    // it stays off
  }
  tell();
});

tell();
