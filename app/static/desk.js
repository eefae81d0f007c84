// The review desk and its list; both work without it.
//   [data-tick-all]   a link that opens the page anew gives way to a button that ticks every box in place; the
//                     number is put on the buttons, which wait until something is ticked
//   details.keys      is closed by Esc and by a click elsewhere
//   [data-digit]      while its details is open, the digit picks this reason, outside of the text
"use strict";

for (const link of document.querySelectorAll("[data-tick-all]")) {
  const form = link.closest("form");
  const ticking = document.createElement("button");
  ticking.type = "button";
  ticking.className = "btn-link";
  link.replaceWith(ticking);
  const boxes = () => [...form.querySelectorAll("input[type=checkbox]")];
  const say = () => {
    const number = boxes().filter((box) => box.checked).length;
    ticking.textContent = number === boxes().length ? "全不选" : "全选本页";
    for (const button of form.querySelectorAll("button[data-counted], button[name=action]")) {
      button.dataset.label ??= button.textContent;
      button.disabled = !number;
      button.textContent = number ? `${button.dataset.label} ${number} 份` : button.dataset.label;
    }
  };
  ticking.addEventListener("click", () => {
    const all = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !all;
    say();
  });
  form.addEventListener("change", say);
  addEventListener("pageshow", say);
  say();
}

const keys = document.querySelector("details.keys");
document.addEventListener("click", (event) => {
  if (keys?.open && !keys.contains(event.target)) keys.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && keys?.open) {
    if (keys.contains(document.activeElement)) keys.querySelector("summary").focus();
    keys.open = false;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select")) return;
  if (event.defaultPrevented) { // app.js has opened the reasons and stands in the text: begin with the list
    document.activeElement.closest("details.reason-action[open]")?.querySelector("[data-digit]")?.focus();
    return;
  }
  const near = event.target.closest("details.reason-action[open]") ?? document;
  const reason = near.querySelector(`details[open] [data-digit="${CSS.escape(event.key)}"]`);
  if (!reason) return;
  event.preventDefault();
  reason.checked = true;
  reason.focus();
});
