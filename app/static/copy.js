// button[data-copy="id"] copies what the field of that id holds; without this file people copy by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // a plain-http school network has no clipboard of its own
    }
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
