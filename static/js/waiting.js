// Says in words what somebody waits for who asked for a file or sent a form, once it takes longer than a moment, and
// when a file has come. That a file has come, the server says by a cookie (core/waiting.py): a browser tells nobody.
const said = document.getElementById("waiting");
const MOMENT = 700; // milliseconds
const LOOKS = 300;
const LONG = 60_000;
const SHOWN = 10_000; // so long it says that the file has come
const FILES = /\.(pdf|zip|docx|xlsx|ods|csv|json)$/;
const ASKED = "waits-for";

let waited = null; // {name, address, since, timer}

const put = (name, value, seconds) => {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; samesite=lax; max-age=${seconds}${secure}`;
};
const has = (name) => document.cookie.split("; ").some((cookie) => cookie.startsWith(`${name}=`));
const say = (words) => {
  if (said.textContent !== words) said.textContent = words;
};

const end = () => {
  clearTimeout(waited?.timer);
  waited = null;
};

const look = () => {
  const { name, since, words } = waited;
  const took = Date.now() - since;
  if (has(`came-${name}`)) {
    put(`came-${name}`, "", 0);
    const told = said.textContent !== "";
    end();
    say(told ? said.dataset.came : "");
    if (told) setTimeout(() => waited || say(""), SHOWN);
    return;
  }
  if (took > LONG) say(said.dataset.late);
  else if (took > MOMENT) say(words);
  waited.timer = setTimeout(look, LOOKS);
};

const wait = (address, words) => {
  end();
  const name = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => (byte % 36).toString(36)).join("");
  put(ASKED, name, 300);
  waited = { name, address, words, since: Date.now(), timer: setTimeout(look, LOOKS) };
};

if (said) {
  if (has(ASKED)) put(ASKED, "", 0); // a page came, and no file
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || link.origin !== location.origin) return;
    const isPaper = link.pathname.endsWith(".pdf");
    if (!FILES.test(link.pathname) && !/[?&]_export=/.test(link.search) && !link.dataset.waiting) return;
    // Asked twice in a minute, it would be made twice.
    if (waited?.address === link.href && Date.now() - waited.since < LONG) event.preventDefault();
    else wait(link.href, link.dataset.waiting || (isPaper ? said.dataset.paper : said.dataset.file));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.method !== "post" && !form.dataset.waiting)) return;
    wait(form.action, form.dataset.waiting || said.dataset.form);
    setTimeout(() => event.defaultPrevented && end()); // another script sends it, and says how that goes
  });
  // The page is shown again as it was left, from what the browser keeps.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    end();
    say("");
  });
}
