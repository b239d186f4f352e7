"use strict";
/* The page of a battle: light or dark, a figure's dots by arrow keys, links into what is folded, and days that open in view. */
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let folded = target.closest("details");
    if (!folded) return;
    for (; folded; folded = folded.parentElement.closest("details")) folded.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  // the claims of a day open over the page: as much of them as has room comes into view
  for (const day of document.querySelectorAll(".told-days details")) {
    day.addEventListener("toggle", () => {
      if (day.open) day.querySelector("ul").scrollIntoView({ block: "nearest" });
    });
  }

  for (const figure of document.querySelectorAll("figure.against")) {
    const rows = [...figure.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".dot")]).filter((row) => row.length);
    const said = figure.querySelector(".pointed");
    const all = rows.flat();
    if (!all.length) continue;
    all[0].tabIndex = 0;
    const choose = (dot) => {
      for (const other of all) other.tabIndex = other === dot ? 0 : -1;
      dot.focus();
    };
    for (const dot of all) {
      const tell = () => { said.textContent = dot.getAttribute("aria-label"); };
      dot.addEventListener("focus", tell);
      dot.addEventListener("pointerenter", tell);
      dot.addEventListener("click", () => choose(dot));
    }
    figure.addEventListener("keydown", (event) => {
      const at = all.indexOf(document.activeElement);
      if (at < 0) return;
      const row = rows.findIndex((some) => some.includes(all[at]));
      const to = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], ArrowDown: rows[row + 1]?.[0], ArrowUp: rows[row - 1]?.[0], Home: all[0], End: all.at(-1) }[event.key];
      if (event.key === "Escape") { said.textContent = ""; document.activeElement.blur(); }
      if (!to) return;
      event.preventDefault();
      choose(to);
    });
  }
})();
