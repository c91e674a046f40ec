// Asks the browser for a passkey, and sends what it answers with the form. Without it, codes are typed.
const form = document.querySelector("[data-passkey]");
const asked = document.getElementById("passkey-asked");
if (form && asked && window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  form.hidden = false;
  const kind = form.dataset.passkey;
  const said = form.querySelector("[data-passkey-said]");
  const options = JSON.parse(asked.textContent).publicKey;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    said.textContent = "";
    try {
      const publicKey =
        kind === "create"
          ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
          : PublicKeyCredential.parseRequestOptionsFromJSON(options);
      const answer = await navigator.credentials[kind]({ publicKey });
      form.elements.answer.value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      said.textContent = "No passkey was given. Try again, or use a code.";
    }
  });
} else if (form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "This browser knows no passkeys.";
}
