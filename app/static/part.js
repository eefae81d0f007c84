// [data-part="address"]: fetches the part of the page that takes a while, and says so meanwhile. Without this
// file [data-plain], a link in it, leads to the same as a page; where it fails [data-failed] says so.
"use strict";

for (const place of document.querySelectorAll("[data-part]")) {
  const show = (name) => {
    for (const one of ["wait", "failed", "plain"]) place.querySelector(`[data-${one}]`).hidden = one !== name;
  };
  show("wait");
  place.setAttribute("aria-busy", "true");
  const address = new URL(place.dataset.part, location.href);
  address.searchParams.set("part", "1");
  fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } })
    .then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    })
    .then((html) => { place.innerHTML = html; })
    .catch(() => show("failed"))
    .finally(() => place.removeAttribute("aria-busy"));
}
