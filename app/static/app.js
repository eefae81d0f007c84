// Progressive enhancement only: every page works without this file.
//   form[data-preview-url][data-preview-target]  posts the form while typing, shows the answer in the target
//   select[data-autosubmit]                       sends its form when changed
//   [data-href] in a drawing                      a click opens the address (the list beside it has the link)
//   [data-key]                                    a key presses the button, outside of fields
"use strict";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !event.defaultPrevented) {
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const drawn = event.target.closest("svg [data-href]");
  if (drawn) location.assign(drawn.dataset.href);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest("details[open].reason-action, details[open].menu");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  const text = button.closest("details[open]")?.querySelector("textarea");
  if (text) text.focus(); else button.focus();
});

for (const form of document.querySelectorAll("form[data-preview-url]")) {
  const target = document.querySelector(form.dataset.previewTarget);
  let timer = 0;
  let running = null;
  const preview = async () => {
    running?.abort();
    running = new AbortController();
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.previewUrl, { method: "POST", body, signal: running.signal });
      if (answer.ok) target.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(preview, 400); });
}

document.getElementById("error-summary")?.focus();
