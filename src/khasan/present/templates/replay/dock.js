// The parts of a symbol, docked at the foot of the map: at most eight, then how many more.
const DOCKED = 8;

function openSymbol(symbol, byKey = false) {
  show.open = symbol.units;
  if (symbol.units.length === 1) {
    closeDock();
    choose(symbol.units[0].contact ? -1 : symbol.units[0].unit);
    return;
  }
  drawDock(symbol.units, symbol.name);
  draw();
  if (byKey) get("dock").querySelector("li button").focus();
}

function drawDock(units, name) {
  const parts = partsOf(units);
  const rows = parts.slice(0, DOCKED).map((part, number) => partMarkup(part, number)).join("");
  const more = parts.length > DOCKED ? `<p class="rp-quiet">and ${parts.length - DOCKED} more</p>` : "";
  const men = units[0].contact ? "" : `, ${counted(units.reduce((sum, unit) => sum + unit.men, 0), "man", "men")}`;
  get("dock").innerHTML =
    `<div class="rp-dock-head"><strong>${escaped(name)}: ${counted(parts.length, "part", "parts")}${men}</strong>` +
    `<button type="button" id="rp-dock-close" aria-label="Close the parts">×</button></div><ul>${rows}</ul>${more}`;
  get("dock").hidden = false;
  get("dock").parts = parts;
  get("dock-close").onclick = () => closeAll(true);
}

// The formations that a symbol holds, the largest first; of one formation its units.
function partsOf(units) {
  const formations = groupsBy(units, (unit) => (unit.contact ? `unit ${unit.unit}` : unit.formation));
  const groups = formations.size > 1 ? [...formations.values()] : units.map((unit) => [unit]);
  const men = (group) => group.reduce((sum, unit) => sum + unit.men, 0);
  return groups.sort((one, other) => men(other) - men(one));
}

function partMarkup(units, number) {
  const symbol = { units, side: units[0].side, ...called(units, data.formations), men: 0, most: 0, lost: 0 };
  for (const unit of units) {
    symbol.men += unit.men;
    symbol.most += unit.most;
    symbol.lost += unit.lost;
  }
  const left = units[0].contact ? `last seen ${age(units[0].age)}` : `${Math.round((100 * symbol.men) / Math.max(symbol.most, 1))} in 100 left`;
  const many = units.length > 1 ? `${units.length} units, ` : "";
  return `<li><button type="button" tabindex="${number ? -1 : 0}" data-part="${number}"><svg viewBox="-38 -28 76 56" aria-hidden="true">${symbolMarkup(symbol, `part-${number}`)}</svg><span>${escaped(symbol.name)}<br><span class="rp-quiet">${many}${left}</span></span></button></li>`;
}

function closeDock() {
  get("dock").hidden = true;
  get("dock").innerHTML = "";
}

// Escape and a click beside the symbols close what is open, the innermost first.
function closeAll(toMap = false) {
  const was = !get("dock").hidden;
  if (was) closeDock();
  else if (!get("why").hidden) closeWhy();
  else choose(-1);
  show.open = null;
  if (toMap || was) get("over").focus({ preventScroll: true });
  draw();
}

function handsOnDock() {
  get("dock").addEventListener("click", (event) => {
    const button = event.target.closest("[data-part]");
    if (!button) return;
    const units = get("dock").parts[Number(button.dataset.part)];
    if (units.length === 1) choose(units[0].contact ? -1 : units[0].unit);
    else {
      drawDock(units, called(units, data.formations).name);
      get("dock").querySelector("li button").focus();
    }
  });
  rove(get("dock"), "li button");
}

// A list is one tab stop: up and down, first and last go through it.
function rove(list, which) {
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll(which)].filter((item) => item.offsetParent);
    const now = items.indexOf(document.activeElement);
    const next = { ArrowDown: now + 1, ArrowRight: now + 1, ArrowUp: now - 1, ArrowLeft: now - 1, Home: 0, End: items.length - 1 }[event.key];
    if (now < 0 || next === undefined || !items[next]) return;
    event.preventDefault();
    event.stopPropagation();
    items[now].tabIndex = -1;
    items[next].tabIndex = 0;
    items[next].focus();
  });
}
