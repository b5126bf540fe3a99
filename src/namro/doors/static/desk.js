/* A convenience only: an open menu closes by Escape, by a click elsewhere and when the focus goes on. */
"use strict";
const menus = document.querySelectorAll("details.more");
const shut = (menu) => { menu.open = false; };
document.addEventListener("click", (event) => menus.forEach((menu) => { if (!menu.contains(event.target)) shut(menu); }));
menus.forEach((menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    shut(menu);
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) shut(menu);
  });
});
/* What is chosen for all fills the lines that have no choice yet; an offer fills its own line. Without this the same
   buttons send the form, which comes back filled in. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-fill], button[data-fill-one]");
  if (!button) return;
  const one = button.dataset.fillOne;
  const value = one ? button.dataset.value : document.getElementById(button.dataset.fill).value;
  if (!value) return;
  event.preventDefault();
  const lines = one ? [document.getElementById(one)] : [...document.querySelectorAll(button.dataset.into)].filter((line) => !line.value);
  lines.forEach((line) => { line.value = value; });
  if (lines.length) { recount(lines[0]); lines[0].focus(); }
});
/* What was counted of choices is hidden as soon as one of them is another: it is counted again by its button. */
const recount = (line) => {
  const form = line.closest("form[data-counts]");
  if (!form || !line.matches(form.dataset.counts)) return;
  form.querySelectorAll("[data-counted]").forEach((one) => { one.hidden = true; });
  form.querySelectorAll("[data-uncounted]").forEach((one) => { one.hidden = false; });
};
document.addEventListener("input", (event) => recount(event.target));
/* What is folded for small screens stands open where there is room. */
if (window.matchMedia("(min-width: 60rem)").matches) document.querySelectorAll("details[data-wide]").forEach((one) => { one.open = true; });
