/* Conveniences only; every page works without them. The code after # never leaves the browser. */
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const code = document.querySelector("[data-code]");
if (code && location.hash.length > 1 && !code.value) {
  code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 60);
  history.replaceState(null, "", location.pathname);
}
