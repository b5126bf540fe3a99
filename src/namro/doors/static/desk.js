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
