// The place of a record: one field to search in, instead of a long list and two text fields.
// Around them: [data-places] with the address that answers a search with a list of options (venues/_found.html).
// The list keeps the answer and its name, so that everything else reads the form as it does without this file.
// There can be several, in a form whose fields bear a prefix (p1-site_id); without .new-place nothing new is named.
"use strict";

{ // names of its own: scripts of one page share those at the top
const IN_THE_LIST = "请选择实践单位；名单里没有的，在下面填写企业全称"; // as app/practice/forms.py says it of the two fields
const IN_THE_BOX = "请写出单位名称并从名单里选；名单里没有的，选“作为新企业填写”";
const NOT_SETTLED = "还没有选定：请从列出的单位里选一个，或者作为新企业填写。";
const NOT_CHOSEN = "还没有选定：请从列出的单位里选一个，或者清空。";

const made = (tag, values, ...children) => {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...children);
  return element;
};

const placeField = (around) => {
  const form = around.closest("form");
  const select = around.querySelector("select");
  const chosenField = select.closest(".field");
  const newPlace = around.querySelector(".new-place");
  const enterprise = newPlace?.querySelector("[name=enterprise]");
  const code = newPlace?.querySelector("[name=credit_code]");
  const named = newPlace ? [enterprise, code] : [];
  const prefix = select.name.replace(/site_id$/, "");
  const dayFields = ["first_day", "last_day"].map((name) => [name, form.elements[prefix + name]]);
  const box = made("input", { type: "text", className: "input", autocomplete: "off", spellcheck: false });
  const popup = made("div", { className: "found-box", hidden: true });
  const note = made("p", { className: "hint place-note", id: `${prefix}place-note` });
  const said = made("p", { className: "visually-hidden" });
  const back = made("button", { type: "button", className: "btn-link", textContent: "改从名单里选" });
  const twin = made("div", { className: "twin", hidden: true });
  let active = null;
  let timer = 0;
  const running = {};
  let shown = ""; // the text of the box that needs no further choice

  const calm = (field) => {
    const around = field.closest(".field");
    around.classList.remove("has-error");
    around.querySelectorAll(".field-error").forEach((error) => error.remove());
    for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
  };
  const complain = (field, words) => {
    const error = made("p", { className: "field-error", id: `${field.id}-error`, textContent: words });
    field.closest(".field").classList.add("has-error");
    field.closest(".field").append(error);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
    said.textContent = words;
  };
  const options = () => [...popup.querySelectorAll("[role=option]")];
  const nameOf = () => (select.value ? select.selectedOptions[0].textContent.trim() : "");
  const open = () => !popup.hidden;
  const tell = () => form.dispatchEvent(new Event("input", { bubbles: true }));

  const mark = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) { box.removeAttribute("aria-activedescendant"); return; }
    active.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    clearTimeout(timer);
    running.search?.abort();
    popup.hidden = true;
    box.setAttribute("aria-expanded", "false");
    mark(null);
    popup.replaceChildren(); // another field of the page lists its places under the same ids
  };

  const ask = async (what, values) => {
    running[what]?.abort();
    running[what] = new AbortController();
    const { signal } = running[what];
    const address = new URL(around.dataset.places, location.href);
    for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
    for (const [name, field] of dayFields) address.searchParams.set(name, field.value);
    const answer = await fetch(address, { signal });
    if (!answer.ok || answer.redirected) throw new Error("no answer");
    return answer.text();
  };
  const withoutSearch = (error) => {
    if (error.name === "AbortError") return;
    close();
    note.textContent = "现在查不了名单，请在下面的列表里选。";
    select.hidden = false;
  };
  const search = async () => {
    try {
      popup.innerHTML = await ask("search", { q: box.value.trim() });
    } catch (error) { withoutSearch(error); return; }
    active = null;
    if (!newPlace) popup.querySelector("[data-new]")?.remove();
    popup.querySelector("[role=listbox]").hidden = options().length === 0;
    popup.hidden = false;
    box.setAttribute("aria-expanded", "true");
    box.removeAttribute("aria-activedescendant");
    said.textContent = popup.querySelector("[data-said]").textContent;
  };

  const describe = async () => {
    note.textContent = "";
    if (!select.value) return;
    try {
      const found = made("div", { innerHTML: await ask("describe", { site: select.value }) });
      note.textContent = found.querySelector(".found-note")?.textContent ?? "";
    } catch (error) { if (error.name !== "AbortError") note.textContent = ""; }
  };
  const show = () => {
    if (newPlace) {
      const begun = named.some((field) => field.value) || newPlace.querySelector(".has-error");
      newPlace.hidden = !begun && !newPlace.dataset.opened;
      chosenField.hidden = !newPlace.hidden && !select.value && !chosenField.classList.contains("has-error");
    }
    if (nameOf() !== shown) {
      box.value = shown = nameOf();
      describe();
    }
  };
  const choose = (id, name) => {
    if (![...select.options].some((option) => option.value === id)) select.append(new Option(name, id));
    select.value = id;
    for (const field of named) { field.value = ""; calm(field); }
    newPlace?.querySelectorAll("[type=checkbox]").forEach((offered) => { offered.checked = false; });
    if (newPlace) delete newPlace.dataset.opened;
    twin.hidden = true;
    chosenField.classList.remove("has-error");
    chosenField.querySelector(".field-error")?.remove();
    box.removeAttribute("aria-invalid");
    close();
    show();
    chosenField.hidden = false;
    box.value = name;
    tell();
  };
  const nameNew = (field, value) => {
    close();
    select.value = "";
    box.value = shown = "";
    newPlace.dataset.opened = "1";
    newPlace.querySelector(`[name=${field}]`).value = value;
    show();
    (field === "enterprise" ? code : enterprise).focus();
    tell();
  };
  const take = (option) => {
    if (option.dataset.site) choose(option.dataset.site, option.dataset.name);
    else nameNew(option.dataset.new, option.dataset.value);
  };

  const sayOfTheBox = () => {
    for (const said of document.querySelectorAll(`#${box.id}-error, #error-summary a[href="#${box.id}"]`)) {
      said.textContent = said.textContent.replace(IN_THE_LIST, IN_THE_BOX);
    }
  };

  const unresolved = () => !chosenField.hidden && select.hidden && box.value.trim() !== shown;
  const askAgain = () => {
    note.textContent = newPlace ? NOT_SETTLED : NOT_CHOSEN;
    box.focus();
    search();
  };

  const keys = {
    ArrowDown: () => {
      if (!open()) { search(); return; }
      const all = options();
      mark(all[(all.indexOf(active) + 1) % all.length]);
    },
    ArrowUp: () => {
      if (!open()) { search(); return; }
      const all = options();
      mark(all.at(active ? all.indexOf(active) - 1 : -1));
    },
    Escape: () => {
      if (open()) close();
      else { box.value = shown; note.textContent = ""; if (shown) describe(); }
    },
  };
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
    if (event.key === "Enter") {
      const places = options().filter((option) => option.dataset.site);
      if (open() && active) take(active);
      else if (open() && places.length === 1 && box.value.trim()) take(places[0]);
      else if (open()) mark(options()[0]);
      else if (unresolved()) askAgain();
      else return;
      event.preventDefault();
    } else if (keys[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    }
  });
  const later = () => { clearTimeout(timer); timer = setTimeout(search, 200); };
  box.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing of the form has changed yet, but for a choice that is taken back
    if (select.value && !box.value.trim()) { select.value = ""; shown = ""; note.textContent = ""; tell(); }
    if (!event.isComposing) later();
  });
  box.addEventListener("compositionend", later);
  box.addEventListener("focus", () => {
    box.select();
    if (innerWidth < 720) box.scrollIntoView({ block: "start" }); // room for the list above the phone's keyboard
  });
  box.addEventListener("click", () => { if (!open()) search(); });
  box.addEventListener("blur", () => {
    close();
    if (unresolved()) note.textContent = newPlace ? NOT_SETTLED : NOT_CHOSEN;
  });
  popup.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  popup.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  back.addEventListener("click", () => {
    choose("", "");
    box.focus();
  });
  form.addEventListener("submit", (event) => {
    if (!unresolved()) return;
    event.preventDefault();
    askAgain();
  }, { capture: true });
  form.addEventListener("input", show); // what was kept has come back
  for (const [, field] of dayFields) field.addEventListener("change", describe);

  // A name or a code of an enterprise that is in the list already: say so at once.
  for (const field of named) {
    field.addEventListener("change", async () => {
      calm(field);
      if (!field.value.trim()) { twin.hidden = true; return; }
      let found = null;
      try { found = made("div", { innerHTML: await ask("named", { q: field.value.trim() }) }); } catch { return; }
      const problem = found.querySelector("[data-problem]");
      if (field === code && problem) complain(code, problem.textContent);
      const known = found.querySelector("[data-twin]");
      twin.hidden = !known;
      if (!known) return;
      const { site, name } = known.dataset;
      const button = made("button", { type: "button", className: "btn btn-outline", textContent: `改选“${name}”` });
      button.addEventListener("click", () => { choose(site, name); box.focus(); });
      twin.replaceChildren(made("p", { textContent: `这就是名单里的“${name}”。` }), button);
    });
  }

  said.setAttribute("role", "status");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) box.setAttribute(name, select.getAttribute(name));
  }
  box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim());
  const attributes = {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found-places",
    "aria-haspopup": "listbox", placeholder: "写名称中的几个字，或统一社会信用代码", enterkeyhint: "search",
  };
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
  box.id = select.id; // the label and the links of the error summary lead to the box from now on
  select.id = `${box.id}-list`;
  select.setAttribute("aria-label", "单位名单");
  sayOfTheBox();
  select.hidden = true;
  select.before(made("div", { className: "place-box" }, box, popup));
  select.closest(".control").after(note, said);
  newPlace?.append(twin, back);
  enterprise?.closest(".field").querySelector(".optional")?.remove(); // it is asked for only where it is needed
  show();
};

for (const around of document.querySelectorAll("[data-places]")) placeField(around);
}
