// Sharing and printing a story. The buttons are hidden until this runs.

const share = document.querySelector("[data-share]");
const print = document.querySelector("[data-print]");

// A page that came over plain HTTP has no clipboard.
if (share && (navigator.share || navigator.clipboard)) {
  share.hidden = false;
  share.addEventListener("click", async () => {
    const story = { title: document.title, url: document.querySelector("link[rel=canonical]").href };
    if (navigator.share) {
      // Closing the sheet without sharing is no error.
      await navigator.share(story).catch(() => {});
      return;
    }
    await navigator.clipboard.writeText(story.url);
    const label = share.textContent;
    share.textContent = share.dataset.done;
    setTimeout(() => (share.textContent = label), 2000);
  });
}

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
