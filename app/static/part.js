// [data-part="address"] shows what that address answers; until then, and if it fails, its own content stands.
"use strict";

for (const place of document.querySelectorAll("[data-part]")) {
  const wait = place.querySelector("[data-wait]");
  wait.hidden = false;
  place.querySelector("[data-plain]").hidden = true;
  fetch(place.dataset.part, { headers: { Accept: "text/html" } })
    .then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
      return answer.text();
    })
    .then((html) => {
      place.innerHTML = html;
      place.removeAttribute("aria-busy");
    })
    .catch(() => {
      wait.hidden = true;
      place.querySelector("[data-plain]").hidden = false;
      place.removeAttribute("aria-busy");
    });
}
