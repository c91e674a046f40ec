// Shows a pack as soon as it is built. Without JavaScript the page has a link that looks again.
const waiting = document.getElementById("progress");
if (waiting) {
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).unfinished === 0) {
        window.location.reload();
        return;
      }
    } catch {
      // The next look may succeed.
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
}
