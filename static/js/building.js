// Says where builds stand, and shows them as soon as they are there. Without JavaScript the page has a link that looks again.
const waiting = document.getElementById("progress");
const status = document.getElementById("progress-said");
if (waiting && status) {
  let spoken = 0;
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const { unfinished, builds, at, of } = await answer.json();
        if (unfinished === 0) {
          window.location.reload();
          return;
        }
        const bar = waiting.querySelector("progress");
        if (bar && of) {
          bar.max = of;
          bar.value = at;
        }
        const words = builds.map((build) => `${build.name}: ${build.sentence}`).join(" ");
        // Spoken aloud every few seconds at most, whatever is passed in between.
        if (words !== status.textContent && Date.now() - spoken > 4000) {
          spoken = Date.now();
          status.textContent = words;
        }
      }
    } catch {
      // The next look may succeed.
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}
