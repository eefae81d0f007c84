// [data-slip-bar="#slip"]: where the live slip stands below its form, its first line stays in sight as a link to it.
// What is said aloud is said by the slip itself (data-preview-said in app.js).
"use strict";

for (const bar of document.querySelectorAll("[data-slip-bar]")) {
  const slip = document.querySelector(bar.dataset.slipBar);
  const follow = () => {
    const sum = slip.querySelector(".slip-sum");
    bar.hidden = !sum;
    bar.firstElementChild.textContent = sum?.textContent.trim() ?? "";
  };
  new MutationObserver(follow).observe(slip, { childList: true });
  follow();
}
