// The days of a record as a calendar to click: it writes into the two fields of days, which stay the truth.
// Which days the pattern attends comes with the answer to the live slip ([data-attends] in standing/_slip.html),
// so that holidays and the days worked for them are never guessed here.
"use strict";

{ // names of its own: scripts of one page share those at the top
const A_DAY = /(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/g; // as app/web/fields.py reads it
const WEEK = ["一", "二", "三", "四", "五", "六", "日"];
const BACKWARDS = "结束日期早于开始日期"; // as app/practice/checks.py says it
const FEW_MONTHS = 3; // all of them are open; of more, the first two and those with a marked day

const isoOf = (day) => day.toISOString().slice(0, 10);
const after = (day, days) => new Date(day.getTime() + days * 86400000);
const columnOf = (day) => (day.getUTCDay() + 6) % 7;

// What a field of days holds: its days, and the words that are none, which are left as they are.
const daysIn = (field) => {
  const days = new Set();
  const rest = field.value.replace(A_DAY, (_, year, month, day) => {
    days.add(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
    return " ";
  });
  return { days, words: rest.replace(/[\s,，、;；]+/g, " ").trim() };
};
const write = (field, { days, words }) => {
  field.value = [...[...days].sort(), words].filter(Boolean).join("\n");
};

const STATES = {
  on: { says: "出勤", then: "改为缺勤", sign: "" },
  absent: { says: "缺勤", then: "恢复出勤", sign: "缺" },
  off: { says: "不去", then: "改为休息日出勤", sign: "" },
  extra: { says: "休息日出勤", then: "恢复为不去", sign: "加" },
};
const MARKS = { h: ["休", "，法定节假日"], m: ["班", "，调休上班"], ".": ["", ""] };

const calendarOf = (form) => {
  const frame = form.querySelector("[data-calendar]");
  const months = frame.querySelector(".calendar-months");
  const plain = form.querySelector("details.plain-days");
  const fields = { absent: form.elements.absent, extra: form.elements.attended_rest_days };
  let span = null; // { first, attends, marks } as the server said it
  let buttons = new Map(); // by day

  const stateOf = (iso, held) => {
    if (span.attends[buttons.get(iso).place] === "1") return held.absent.days.has(iso) ? "absent" : "on";
    return held.extra.days.has(iso) && !held.absent.days.has(iso) ? "extra" : "off";
  };
  const held = () => ({ absent: daysIn(fields.absent), extra: daysIn(fields.extra) });

  const refresh = () => {
    if (!span) return;
    const now = held();
    const sums = new Map();
    for (const [iso, { button, place, day }] of buttons) {
      const state = stateOf(iso, now);
      const changed = state === "absent" || state === "extra";
      button.className = `day is-${state}`;
      button.setAttribute("aria-pressed", String(changed));
      const [mark, said] = MARKS[span.marks[place]];
      button.lastChild.textContent = STATES[state].sign || mark;
      const date = `${day.getUTCMonth() + 1} 月 ${day.getUTCDate()} 日 周${WEEK[columnOf(day)]}`;
      button.setAttribute("aria-label", `${date}${said}，${STATES[state].says}；按下${STATES[state].then}`);
      const month = button.closest("details");
      const sum = sums.get(month) ?? { there: 0, absent: 0, extra: 0 };
      sum.there += state === "on" || state === "extra";
      if (changed) sum[state] += 1;
      sums.set(month, sum);
    }
    for (const [month, { there, absent, extra }] of sums) {
      const parts = [absent && `缺勤 ${absent}`, extra && `另加 ${extra}`].filter(Boolean).join("，");
      month.querySelector(".month-sum").textContent = `出勤 ${there} 天${parts && `（${parts}）`}`;
    }
  };

  const toggle = (iso) => {
    const now = held();
    const state = stateOf(iso, now);
    now.absent.days.delete(iso);
    now.extra.days.delete(iso);
    if (state === "on") now.absent.days.add(iso);
    if (state === "off") now.extra.days.add(iso);
    write(fields.absent, now.absent);
    write(fields.extra, now.extra);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const go = (iso) => {
    const next = buttons.get(iso);
    if (!next) return;
    const month = next.button.closest("details");
    month.open = true;
    month.querySelector(".day[tabindex='0']")?.setAttribute("tabindex", "-1");
    next.button.setAttribute("tabindex", "0");
    next.button.focus();
  };
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  months.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const here = event.target.dataset.day;
    if (!step || !here || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(isoOf(after(new Date(here), step)));
  });
  months.addEventListener("click", (event) => {
    const button = event.target.closest("[data-day]");
    if (!button) return;
    toggle(button.dataset.day);
    go(button.dataset.day);
  });

  const dayButton = (day, place) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", tabIndex: -1 });
    button.dataset.day = isoOf(day);
    const number = document.createElement("span");
    number.textContent = day.getUTCDate();
    button.append(number, document.createElement("small"));
    buttons.set(isoOf(day), { button, place, day });
    return button;
  };
  const monthFrame = (day, isOpen) => {
    const month = document.createElement("details");
    month.className = "calendar-month";
    month.open = isOpen;
    const summary = document.createElement("summary");
    summary.textContent = `${day.getUTCFullYear()} 年 ${day.getUTCMonth() + 1} 月 `;
    summary.append(Object.assign(document.createElement("span"), { className: "month-sum" }));
    const grid = document.createElement("div");
    grid.className = "calendar-grid";
    for (const name of WEEK) {
      const head = Object.assign(document.createElement("span"), { className: "calendar-head", textContent: name });
      head.setAttribute("aria-hidden", "true");
      grid.append(head);
    }
    for (let n = columnOf(day); n > 0; n -= 1) grid.append(document.createElement("span"));
    month.append(summary, grid);
    return month;
  };

  const build = () => {
    buttons = new Map();
    const parts = [];
    const last = after(span.first, span.attends.length - 1);
    const years = last.getUTCFullYear() - span.first.getUTCFullYear();
    const many = 12 * years + last.getUTCMonth() - span.first.getUTCMonth() + 1 > FEW_MONTHS;
    const touched = new Set([...held().absent.days, ...held().extra.days].map((iso) => iso.slice(0, 7)));
    for (let place = 0; place < span.attends.length; place += 1) {
      const day = after(span.first, place);
      if (place === 0 || day.getUTCDate() === 1) {
        parts.push(monthFrame(day, !many || parts.length < 2 || touched.has(isoOf(day).slice(0, 7))));
      }
      const button = dayButton(day, place);
      const grid = parts.at(-1).lastChild;
      if (!grid.querySelector(".day, [data-day]")) button.tabIndex = 0;
      grid.append(button);
    }
    months.replaceChildren(...parts);
  };

  const openIfOutside = () => { // days that no month shows can only be taken out where they are written
    const { first_day: first, last_day: last } = form.elements;
    const { absent, extra } = held();
    if (!first.value || last.value < first.value) return;
    if ([...absent.days, ...extra.days].some((iso) => iso < first.value || iso > last.value)) plain.open = true;
  };

  document.addEventListener("preview", (event) => {
    openIfOutside();
    const said = event.target.querySelector("[data-attends]");
    frame.classList.toggle("is-waiting", !said);
    if (!said) { span = null; months.replaceChildren(); return; }
    const { firstDay, attends, marks } = said.dataset;
    if (!span || isoOf(span.first) !== firstDay || span.attends !== attends) {
      span = { first: new Date(firstDay), attends, marks };
      build();
    }
    refresh();
  });
  form.addEventListener("input", refresh);
  frame.hidden = false;
  plain.open = plain.querySelector(".has-error") !== null;

  const { first_day: first, last_day: last } = form.elements;
  const earliest = last.min;
  const sayOrder = () => { // a year that is still being typed is below 1000
    const around = last.closest(".field");
    const error = around.querySelector(".field-error");
    const wrong = last.value > "1000" && last.value < first.value;
    if (wrong && !error) {
      around.append(Object.assign(document.createElement("p"), { className: "field-error", id: `${last.id}-error`, textContent: BACKWARDS }));
    } else if (!wrong && error?.textContent === BACKWARDS) {
      error.remove();
    } else return;
    around.classList.toggle("has-error", wrong);
    last.setAttribute("aria-invalid", String(wrong));
    if (wrong) last.setAttribute("aria-describedby", `${last.id}-error`);
    else last.removeAttribute("aria-describedby");
  };
  const follow = () => {
    last.min = first.value > earliest ? first.value : earliest;
    sayOrder();
  };
  form.addEventListener("input", follow);
  follow();
};

for (const frame of document.querySelectorAll("[data-calendar]")) calendarOf(frame.closest("form"));
}
