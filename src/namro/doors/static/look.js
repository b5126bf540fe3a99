/* A convenience only: what is typed on a look is kept after a pause, and what was missing is marked while it is missing. */
"use strict";
const form = document.querySelector("form[data-keeps]");
if (form) {
  const said = form.querySelector("[data-kept]");
  let timer = 0;
  let busy = false;
  let more = false;
  const keep = async (leaving) => {
    clearTimeout(timer);
    timer = 0;
    if (busy) { more = true; return; }
    busy = true;
    const body = new URLSearchParams(new FormData(form));
    body.set("go", "keep");
    body.set("by", "script");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, keepalive: leaving && body.toString().length < 60000 });
      const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? (await answer.json()).said : "";
      said.textContent = told || (answer.status === 401 ? said.dataset.ended : said.dataset.failed);
      said.classList.toggle("text-late", !answer.ok);
      if (!answer.ok && answer.status !== 409) timer = setTimeout(keep, 15000);
    } catch {
      said.textContent = said.dataset.failed;
      said.classList.add("text-late");
      timer = setTimeout(keep, 15000);
    }
    busy = false;
    if (more) { more = false; keep(false); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(keep, 3000); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; more = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) keep(true); });
  const filled = (one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : one.value.trim() !== "");
  const marks = form.querySelectorAll("[data-until]");
  const mark = () => marks.forEach((one) => {
    one.hidden = one.dataset.until.split(" ").some((id) => { const at = document.getElementById(id); return at !== null && filled(at); });
  });
  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  mark();
}
