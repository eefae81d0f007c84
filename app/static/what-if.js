// The what-if form: the answer below is asked by app.js while somebody types. Here what is wrong is put beside its
// field ([data-error-of] in the answer), and the address follows the form, so that it can be kept or sent on.
"use strict";

{ // names of its own: scripts of one page share those at the top
const form = document.querySelector("form.what-if");
const answer = document.getElementById("what-if");

const errorAt = (id) => document.getElementById(`${id}-error`);
const calm = () => {
  for (const around of form.querySelectorAll(".has-error")) {
    around.classList.remove("has-error");
    around.querySelectorAll(".field-error").forEach((error) => error.remove());
    for (const field of around.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
      field.setAttribute("aria-describedby", described.join(" "));
    }
  }
};
const complain = ({ dataset, textContent }) => {
  const field = document.getElementById(dataset.errorOf);
  const around = field?.closest(".field");
  if (!around || errorAt(field.id)) return;
  const error = Object.assign(document.createElement("p"), { className: "field-error", id: `${field.id}-error`, textContent });
  around.classList.add("has-error");
  around.append(error);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${error.id}`.trim());
};

const address = () => {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) asked.append(name, value.trim());
  const rows = form.querySelectorAll("fieldset.imagined").length;
  if (rows > 1) asked.append("rows", rows);
  history.replaceState(history.state, "", `${location.pathname}?${asked}`);
};

let touched = false;
form.addEventListener("input", () => { touched = true; });
document.addEventListener("preview", (event) => {
  if (event.target !== answer || !touched) return;
  calm();
  answer.querySelectorAll("[data-error-of]").forEach(complain);
  address();
});
}
