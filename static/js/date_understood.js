// Says under a date in words what is understood of it, as one types. Without JavaScript the page says it once it is sent.
const PAUSE = 300;
const pauses = new WeakMap();
const asked = new WeakMap();

const tell = async (field) => {
  const output = field.parentElement.querySelector("output");
  const text = field.value;
  const address = new URL(field.dataset.understood, window.location);
  address.searchParams.set("text", text);
  asked.set(field, text);
  let sentence = "";
  try {
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected) {
      sentence = await answer.text();
    }
  } catch {
    // Nothing is said where the server cannot be reached; it reads the date again when the form is sent.
  }
  if (asked.get(field) === text) {
    output.textContent = sentence;
  }
};

// On the document, so that rows which are added to a form speak too.
document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-understood]")) {
    clearTimeout(pauses.get(target));
    pauses.set(target, setTimeout(tell, PAUSE, target));
  }
});
