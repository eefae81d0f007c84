// Progressive enhancement only: every page works without this file.
//   form[data-preview-url][data-preview-target]  asks the address while typing, with the fields of
//                                                data-preview-fields; shows the answer in the target and
//                                                says what is marked data-say in data-preview-said
//                                                and tells the page with an event "preview" at the target
//   form[data-keep]                               keeps what is typed in this browser under that key until it
//                                                is saved, and offers it when the form comes back without it;
//                                                [data-kept] in it says when that was, and [data-done] on the next
//                                                page, as a note of success, that it is saved;
//                                                chosen files too, with kept-files.js and upload.js, which are
//                                                told by the events "restore" and "forget"
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

// What is typed stays in this browser until it is saved: not tokens, at most a month; of files the number.
const KEPT = "typed:";
const SENT = "typed-sent";
const A_MONTH = 30 * 24 * 60 * 60 * 1000;

const kept = (work) => {
  try { return work(localStorage, sessionStorage); } catch { return null; } // storage can be full or forbidden
};
const forgetAll = (storage, which) => {
  for (const key of Object.keys(storage)) if (key.startsWith(KEPT) && which(key)) storage.removeItem(key);
};
const writtenAt = (storage, key) => {
  try { return JSON.parse(storage.getItem(key)).at; } catch { return 0; }
};
const valuesOf = (form) => [...new FormData(form)].filter(([name, value]) =>
  typeof value === "string" && name !== "csrf_token" && name !== "version");
const versionOf = (form) => form.elements.version?.value ?? "";
const sameValues = (one, other) => {
  const plain = (values) => JSON.stringify(values.map(([name, value]) => [name, value.trim().replace(/\s+/g, " ")]));
  return plain(one) === plain(other);
};
const chosenFiles = (form) => form.querySelector("input[type=file][name]")?.files.length ?? 0;
const fill = (form, values) => {
  for (const element of form.elements) {
    if (!element.name || ["file", "hidden", "submit"].includes(element.type)) continue;
    const held = values.filter(([name]) => name === element.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(element.type)) element.checked = held.includes(element.value);
    else element.value = held[0] ?? "";
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

const offer = (form, key, draft, typed) => {
  const note = document.createElement("div");
  note.className = "note note-info offer";
  note.setAttribute("role", "status");
  const text = document.createElement("p");
  const when = new Date(draft.at).toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short" });
  const what = [...(typed ? ["填写的内容"] : []), ...(draft.files ? [`选好的 ${draft.files} 个文件`] : [])];
  const older = (draft.version ?? "") === versionOf(form) ? "" : "；在那之后这条记录又改过，恢复后请核对再保存";
  text.textContent = `上次在这里${what.join("和")}没有保存（${when}）${older}。`;
  const button = (label, kind, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: kind, textContent: label });
    made.addEventListener("click", () => {
      note.remove();
      act();
      form.querySelector("select, input:not([type=hidden]), textarea")?.focus();
    });
    return made;
  };
  note.append(
    text,
    button("恢复刚才没保存的内容", "btn btn-outline", () => { fill(form, draft.values); form.dispatchEvent(new CustomEvent("restore", { detail: draft.files })); }),
    button("不要了", "btn-link", () => { kept((local) => local.removeItem(key)); form.dispatchEvent(new CustomEvent("forget")); }),
  );
  form.before(note);
  form.closest("details")?.setAttribute("open", "");
};

kept((local, session) => {
  const sent = session.getItem(SENT);
  session.removeItem(SENT);
  if (sent && document.querySelector(".flashes .note-success, [data-done]")) local.removeItem(sent);
  forgetAll(local, (key) => Date.now() - writtenAt(local, key) > A_MONTH);
});

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = KEPT + form.dataset.keep;
  const fromServer = valuesOf(form);
  const note = form.querySelector("[data-kept]");
  const keep = () => {
    const values = valuesOf(form);
    const now = new Date();
    const files = chosenFiles(form);
    const done = kept((local) => {
      if (sameValues(values, fromServer) && !files) { local.removeItem(key); return false; }
      local.setItem(key, JSON.stringify({ at: now.getTime(), version: versionOf(form), values, files }));
      return true;
    });
    if (!note) return;
    const time = now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
    note.textContent = done ? `已在这台设备上留存 ${time}，提交前不会丢` : "";
  };
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (!event.defaultPrevented) kept((_, session) => session.setItem(SENT, key));
  });
  const draft = kept((local) => JSON.parse(local.getItem(key)));
  const cameBack = document.getElementById("error-summary"); // with its text; upload.js puts its files back
  const typed = draft && !sameValues(draft.values, fromServer);
  if (typed || (draft?.files && !cameBack)) offer(form, key, draft, typed);
}

document.addEventListener("submit", (event) => {
  const where = new URL(event.target.getAttribute("action") ?? "", location.href).pathname;
  if (where.endsWith("/sign-out")) kept((local) => forgetAll(local, () => true));
});

for (const form of document.querySelectorAll("form[data-preview-url]")) {
  const target = document.querySelector(form.dataset.previewTarget);
  const said = document.querySelector(form.dataset.previewSaid);
  const fields = form.dataset.previewFields.split(" ");
  let timer = 0;
  let running = null;
  const show = (html) => {
    target.innerHTML = html;
    const words = [...target.querySelectorAll("[data-say]")].map((part) => part.textContent.trim()).join("；");
    if (said.textContent !== words) said.textContent = words;
  };
  const sorry = (words) => show(`<p class="hint" data-say>${words}</p>`);
  const preview = async () => {
    running?.abort();
    running = new AbortController();
    const address = new URL(form.dataset.previewUrl, location.href);
    for (const [name, value] of valuesOf(form)) {
      if (fields.includes(name)) address.searchParams.append(name, value.trim().replace(/\s+/g, " "));
    }
    try {
      const answer = await fetch(address, { signal: running.signal });
      if (answer.redirected) sorry("登录已过期。请照常保存，登录后可以恢复现在填写的内容。");
      else if (answer.ok) {
        show(await answer.text());
        target.dispatchEvent(new CustomEvent("preview", { bubbles: true }));
      }
      else sorry("现在算不出来，不影响填写和保存。");
    } catch (error) {
      if (error.name !== "AbortError") sorry("网络暂时不通，填写的内容已留在这台设备上。");
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(preview, 400); });
  addEventListener("pageshow", preview);
}

document.getElementById("error-summary")?.focus();
