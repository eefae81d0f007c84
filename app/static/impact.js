// [data-impact]: fetches the part of the page that takes a while, and says so meanwhile. Without this file
// the link in it leads to the same as a page.
"use strict";

for (const place of document.querySelectorAll("[data-impact]")) {
  const part = (name) => place.querySelector(`.impact-${name}`);
  part("link").hidden = true;
  part("busy").hidden = false;
  place.setAttribute("aria-busy", "true");
  fetch(`${place.dataset.impact}?part=1`, { credentials: "same-origin" })
    .then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    })
    .then((html) => { place.innerHTML = html; })
    .catch(() => {
      part("busy").hidden = true;
      part("failed").hidden = false;
    })
    .finally(() => place.removeAttribute("aria-busy"));
}
