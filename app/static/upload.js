// form[data-files]: what was chosen is listed file by file, seen before it is sent, and kept (kept-files.js); what
//                   is none of the accepted kinds is named at once (file-kinds.js).
//   data-files="keep"   the files travel with the form; at most data-total megabytes
//   data-files="send"   each file is sent by itself, with its progress, and what became of it is said beside it;
//                       the parts of the page marked data-fresh are then taken from a fresh copy
//   data-most           files a record can have; data-megabytes: of one file
// Without this file the form sends all files at once, as any form does.
"use strict";

{ // names of its own: scripts of one page share those at the top
const MEGABYTE = 1024 * 1024;
const STALLED = 60_000;
const sizeOf = (bytes) => (bytes < MEGABYTE ? `${Math.max(Math.round(bytes / 1024), 1)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`);
const made = (name, className, textContent = "") => Object.assign(document.createElement(name), { className, textContent });

const thumbnail = async (file, place) => {
  try {
    const picture = await createImageBitmap(file);
    const canvas = Object.assign(document.createElement("canvas"), { width: 112, height: 112 });
    const side = Math.min(picture.width, picture.height);
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, 112, 112);
    canvas.setAttribute("aria-hidden", "true");
    picture.close();
    place.replaceWith(canvas);
  } catch { /* no picture of it: the name says enough */ }
};

const freshen = async () => {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.querySelector("form[data-files]")) { location.reload(); return; }
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const newer = fresh.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
    if (newer) part.replaceWith(document.adoptNode(newer));
  }
  for (const field of document.querySelectorAll("input[name=version]")) field.value = fresh.querySelector("form[data-files] [name=version]").value;
};

const signedOut = async () => (await fetch(location.href, { method: "HEAD" })).redirected; // before megabytes are sent in vain

for (const form of document.querySelectorAll("form[data-files]")) {
  const input = form.querySelector("input[type=file][name]");
  const key = KEPT + form.dataset.keep;
  const sends = form.dataset.files === "send";
  const { most, megabytes, total } = Object.fromEntries(["most", "megabytes", "total"].map((name) => [name, Number(form.dataset[name] ?? Infinity)]));
  let rows = [];
  let busy = false;
  let ready = false;

  const list = made("ul", "uploads");
  const said = made("p", "upload-said muted");
  said.setAttribute("role", "status");
  input.closest(".control").after(list, said);

  const waiting = () => rows.filter((row) => ["waiting", "failed"].includes(row.state));
  const held = () => Number(document.querySelector("[data-held]")?.dataset.held ?? 0);

  const sync = () => { // the form's own field holds what is still to be sent
    const files = new DataTransfer();
    for (const row of waiting()) files.items.add(row.file);
    input.files = files.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return keptFiles.put(key, waiting().map((row) => row.file));
  };

  const show = (row, state, words, ...more) => {
    row.state = state;
    row.line.className = `upload${{ refused: " is-refused", failed: " is-refused", saved: " is-saved" }[state] ?? ""}`;
    row.place.replaceChildren(document.createTextNode(words), ...more);
    row.remove.hidden = ["sending", "saved"].includes(state);
  };

  const button = (label, act) => {
    const one = Object.assign(made("button", "btn-link", label), { type: "button" });
    one.addEventListener("click", act);
    return one;
  };

  const problem = (file) => {
    if (file.size > megabytes * MEGABYTE) return `文件超过 ${megabytes} MB，请压缩或分成几个文件。`;
    const others = waiting();
    if (held() + others.length >= most) return `一条记录最多 ${most} 个文件，这个没有选上。`;
    const sum = others.reduce((bytes, row) => bytes + row.file.size, file.size);
    if (sum > (total - 1) * MEGABYTE) return `一次最多传 ${total - 1} MB，这个请在存为草稿以后再传。`;
    return "";
  };

  const add = (file, kind) => {
    if (waiting().some((row) => row.file.name === file.name && row.file.size === file.size && row.file.lastModified === file.lastModified)) return;
    const row = { file, state: "", line: made("li", "upload"), place: made("div", "upload-state") };
    const page = made("span", "upload-page", file.name.split(".").pop().toUpperCase().slice(0, 4));
    page.setAttribute("aria-hidden", "true");
    row.remove = button("去掉", () => {
      rows = rows.filter((one) => one !== row);
      row.line.remove();
      sync();
      (list.querySelector("button") ?? input).focus();
    });
    row.remove.setAttribute("aria-label", `去掉 ${file.name}`);
    const actions = made("div", "upload-actions");
    actions.append(row.remove);
    row.line.append(page, made("span", "upload-name", file.name), row.place, actions);
    const wrong = problem(file) || kind;
    show(row, wrong ? "refused" : "waiting", wrong || `${sizeOf(file.size)}，${sends ? "还没有上传" : "保存时一起上传"}`);
    list.append(row.line);
    rows.push(row);
    if (!wrong && file.type.startsWith("image/")) row.seen = () => thumbnail(file, page);
  };

  const choose = async (files) => {
    const kinds = await Promise.all(files.map(wrongKind));
    files.forEach((file, place) => { add(file, kinds[place]); });
    const left = rows.filter((row) => row.state === "refused").length;
    const count = waiting().length;
    said.textContent = `${count ? `选好了 ${count} 个文件` : "没有选好的文件"}${left ? `，${left} 个没有选上，原因见上` : ""}。`;
    await sync();
    for (const row of rows) { await row.seen?.(); delete row.seen; } // one after another: photos are large
  };

  input.addEventListener("change", () => { choose([...input.files]); });

  const camera = made("label", "btn btn-outline camera", "拍照");
  const lens = Object.assign(made("input", "visually-hidden"), { type: "file", accept: "image/*" });
  lens.setAttribute("capture", "environment");
  lens.addEventListener("change", () => { const files = [...lens.files]; lens.value = ""; choose(files); });
  camera.append(lens);
  input.closest(".control").append(camera);

  const restore = async (expected) => {
    const files = await keptFiles.get(key);
    if (!files.length && !expected) return 0;
    await choose(files);
    if (files.length < expected) said.textContent = `放回了 ${files.length} 个文件；另外 ${expected - files.length} 个没有留住，请重新选择。`;
    return files.length;
  };
  form.addEventListener("restore", (event) => { if (event.detail) restore(event.detail); });
  form.addEventListener("forget", () => keptFiles.put(key, []));
  if (document.getElementById("error-summary")) {
    const note = document.querySelector("[data-files-note]");
    const expected = Number(note?.dataset.filesNote ?? 0);
    restore(expected).then((count) => { // where all came back, nothing is left to warn of
      if (!note || !count) return;
      if (count < expected) note.textContent = `刚才选的 ${expected} 个文件中放回了 ${count} 个，另外 ${expected - count} 个请重新选择。`;
      else { note.remove(); said.textContent = `刚才选的 ${count} 个文件已经放回，保存时一起上传。`; }
    });
  }

  const send = (row) => new Promise((resolve) => {
    const asked = new XMLHttpRequest();
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    bar.setAttribute("aria-label", `${row.file.name} 的上传进度`);
    show(row, "sending", "正在上传", bar);
    let stalled = 0;
    const alive = () => { clearTimeout(stalled); stalled = setTimeout(() => asked.abort(), STALLED); };
    const failed = (words) => {
      clearTimeout(stalled);
      show(row, "failed", words, button("再试一次", () => { queue([row]); }));
      resolve();
    };
    const answered = (state, words) => { show(row, state, words); resolve(); };
    asked.upload.addEventListener("progress", (event) => {
      alive();
      bar.value = (100 * event.loaded) / event.total;
      if (event.loaded === event.total) row.place.firstChild.textContent = "已传完，正在检查";
    });
    for (const name of ["error", "abort"]) asked.addEventListener(name, () => failed("没传上去，网络中断；再试一次"));
    asked.addEventListener("load", async () => {
      clearTimeout(stalled);
      if (asked.status === 409) {
        await freshen().catch(() => {});
        failed("这条记录刚刚有了变化，清单已更新；再试一次");
      } else if (asked.status === 400 || !asked.responseURL.endsWith(new URL(form.action).pathname)) {
        failed("登录已过期，请在新窗口登录并刷新本页；选好的文件还在");
      } else if (asked.status === 413) {
        answered("refused", `文件超过 ${megabytes} MB，请压缩或分成几个文件。`);
      } else if (asked.status !== 200) {
        failed("服务器没有收下，请稍后再试一次");
      } else {
        const { version, refused } = JSON.parse(asked.responseText);
        form.elements.version.value = version;
        if (refused.length) answered("refused", `没有保存：${refused[0]}`);
        else answered("saved", "已上传");
      }
    });
    const data = new FormData();
    for (const name of ["csrf_token", "version"]) data.append(name, form.elements[name].value);
    if (form.elements.stamped?.checked) data.append("stamped", "y");
    data.append(input.name, row.file);
    asked.open("POST", form.action);
    asked.setRequestHeader("Accept", "application/json");
    alive();
    asked.send(data);
  });

  const tell = () => {
    const count = (state) => rows.filter((row) => row.state === state).length;
    const parts = [["saved", "个已上传"], ["refused", "个没有保存，原因见上"], ["failed", "个没传上去，可以再试一次"], ["waiting", "个还没有上传"]];
    said.textContent = `${parts.filter(([state]) => count(state)).map(([state, words]) => `${count(state)} ${words}`).join("，")}。`;
  };

  const queue = async (some) => {
    for (const row of some) { row.queued = true; show(row, "waiting", "排队等待上传"); }
    if (busy) return;
    busy = true;
    if (await signedOut().catch(() => false)) { // without a network each file says so
      for (const row of some) { row.queued = false; show(row, "waiting", `${sizeOf(row.file.size)}，还没有上传`); }
      busy = false;
      await sync();
      const link = Object.assign(made("a", "", "重新登录"), { href: location.href });
      said.replaceChildren("登录已过期。选好的文件还在这台设备上，", link, "后可以接着上传。");
      return;
    }
    for (let row; (row = rows.find((one) => one.queued)); ) {
      row.queued = false;
      await send(row);
    }
    busy = false;
    await sync();
    tell();
    await freshen().catch(() => {}); // the network may be gone
    for (const row of rows) if (row.state === "saved") row.line.remove();
    rows = rows.filter((row) => row.state !== "saved");
  };

  form.addEventListener("submit", async (event) => {
    if (ready || !waiting().length) return;
    event.preventDefault();
    if (sends) {
      kept((_, session) => session.removeItem(SENT));
      queue(waiting());
      return;
    }
    const sum = waiting().reduce((bytes, row) => bytes + row.file.size, 0);
    said.textContent = `正在保存和上传 ${waiting().length} 个文件，共 ${sizeOf(sum)}，请不要离开这一页。`;
    await Promise.race([sync(), new Promise((resolve) => setTimeout(resolve, 3000))]); // another tab may have forgotten them
    try {
      if (await signedOut()) { location.assign(form.action); return; } // leads to the sign-in page and back
    } catch {
      said.textContent = "网络不通，还没有保存。填写的内容和选好的文件已留在这台设备上，请稍后再保存一次。";
      return;
    }
    ready = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { ready = false; });
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
}
}
