// The map: ground, symbols, names, circles of losses, scale. The ground is a picture of its own, which is drawn anew only
// when the view changes; what moves lies above it.
const board = { layouts: new Map(), drawn: null, size: { width: 1, height: 1 } };

function measureBoard() {
  const box = get("map").getBoundingClientRect();
  board.size = { width: Math.max(box.width, 1), height: Math.max(box.height, 1) };
}

// Pixels of the screen for one of the drawing, the middle of the view in the middle of the board.
function zoomNow() {
  const { width, height } = board.size;
  return Math.min(width / show.view.width, height / show.view.height);
}
function corner() {
  const k = zoomNow();
  const { left, top, width, height } = show.view;
  return { k, x: board.size.width / 2 - (left + width / 2) * k, y: board.size.height / 2 - (top + height / 2) * k };
}

// The units of a snapshot as the layout wants them, for the truth or for what a side knows.
function unitsAt(snapshot, k) {
  const units = [];
  for (let unit = 0; unit < count; unit++) {
    const { side, formation, regiment, division, short, mark, name, branch } = data.units[unit];
    const unknown = show.knows !== TRUTH && side !== show.knows;
    const spot = unknown ? at("seen", snapshot, unit) : at("where", snapshot, unit);
    if (spot < 0 || !inField(snapshot, unit)) continue;
    const [x, y] = data.where[spot];
    const common = { unit, spot, x: x * k, y: y * k, side, short, mark, name, branch };
    if (unknown) units.push({ ...common, contact: true, formation: -1, regiment: -1, division: -1, men: 1, most: 1, lost: 0, age: at("seen_age", snapshot, unit), broken: false });
    else {
      const broken = wordAt("status", snapshot, unit) === "broken";
      units.push({ ...common, contact: false, formation, regiment, division, men: at("men", snapshot, unit), most: show.run.most[unit], lost: Math.max(lostSince(snapshot, unit), 0), broken });
    }
  }
  return units;
}

// The symbols of a snapshot at this zoom, each placed; kept, since one plays and pauses over the same hours.
function layoutAt(snapshot) {
  const k = zoomNow();
  const key = `${snapshot} ${k.toFixed(4)} ${show.knows} ${show.run.replication}`;
  if (board.layouts.has(key)) return board.layouts.get(key);
  if (board.layouts.size > 400) board.layouts.clear();
  const metre = k * data.measure.scale;
  const symbols = pushedApart(gathered(unitsAt(snapshot, k), metre, data.hex_m));
  const sum = (units, name) => units.reduce((total, unit) => total + unit[name], 0);
  const of = new Map();
  symbols.forEach((symbol, number) => {
    Object.assign(symbol, called(symbol.units, data.formations), { men: sum(symbol.units, "men"), most: sum(symbol.units, "most"), lost: sum(symbol.units, "lost") });
    for (const { unit } of symbol.units) of.set(unit, number);
  });
  const layout = { key, symbols, of };
  board.layouts.set(key, layout);
  return layout;
}

// Draw everything that the moment and the view ask for; in between two snapshots only places change.
function draw() {
  if (!show.run) return;
  const snapshot = snapshotNow();
  const layout = layoutAt(snapshot);
  show.active = layout.of.get(show.activeUnit) ?? -1;
  const { k, x, y } = corner();
  const view = `${x.toFixed(2)} ${y.toFixed(2)} ${k.toFixed(4)} ${board.size.width} ${board.size.height}`;
  if (board.view !== view) {
    board.view = view;
    drawGround(k, x, y);
  }
  const marks = `${layout.key} ${view} ${show.chosen} ${show.active} ${show.fallen} ${get("show-losses").checked}`;
  if (board.drawn !== marks) {
    board.drawn = marks;
    drawSymbols(layout, x, y);
  }
  glide(layout, snapshot);
  tellMoment(snapshot);
}

function drawGround(k, x, y) {
  const ground = get("ground");
  ground.setAttribute("viewBox", `0 0 ${board.size.width} ${board.size.height}`);
  ground.firstElementChild.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
  ground.style.setProperty("--zoom", (1.12 / k).toFixed(3));
  drawScale(k);
}

function drawSymbols(layout, x, y) {
  const over = get("over");
  over.setAttribute("viewBox", `0 0 ${board.size.width} ${board.size.height}`);
  for (const part of ["losses", "names", "leaders", "symbols"]) get(part).setAttribute("transform", `translate(${x} ${y})`);
  get("symbols").innerHTML = layout.symbols.map(symbolMarkup).join("");
  get("leaders").innerHTML = layout.symbols.map(leaderOf).join("");
  get("losses").innerHTML = show.fallen ? fallenMarkup(snapshotNow()) : "";
  get("names").innerHTML = namesMarkup(layout, x, y);
  board.marks = [...get("symbols").children];
  board.moved = null;
  const many = layout.symbols.length;
  const units = layout.symbols.reduce((sum, symbol) => sum + symbol.units.length, 0);
  get("gathered").textContent = `${counted(units, "unit", "units")} in ${counted(many, "symbol", "symbols")}${units > many ? "; zoom in to part them" : ""}`;
  over.setAttribute("aria-activedescendant", show.active >= 0 ? `rp-symbol-${show.active}` : "");
}

// Each symbol moves towards the one that holds most of its units at the next snapshot.
function glide(layout, snapshot) {
  const part = show.at - snapshot;
  if (part === 0 && board.moved === 0) return;
  board.moved = part;
  const next = part > 0 && snapshot < last ? layoutAt(snapshot + 1) : null;
  layout.symbols.forEach((symbol, number) => {
    let { x, y } = symbol.at;
    const goal = next && goalOf(symbol, next);
    if (goal) [x, y] = [x + (goal.x - x) * part, y + (goal.y - y) * part];
    board.marks[number].setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  });
  get("leaders").style.opacity = part > 0 ? 0 : 1;
}

function goalOf(symbol, next) {
  const votes = new Map();
  for (const { unit, men } of symbol.units) {
    const number = next.of.get(unit);
    if (number !== undefined) votes.set(number, (votes.get(number) || 0) + Math.max(men, 1));
  }
  const best = [...votes].sort((one, other) => other[1] - one[1])[0];
  return best ? next.symbols[best[0]].at : null;
}

// -- circles where men fell, square for the side with corners ------------------------------------------------------
function fallenMarkup(snapshot) {
  const k = zoomNow();
  const sums = new Map();
  for (let s = 1; s <= snapshot; s++) {
    for (let unit = 0; unit < count; unit++) {
      const men = lostSince(s, unit);
      const where = at("where", s - 1, unit) >= 0 ? at("where", s - 1, unit) : at("where", s, unit);
      if (men <= 0 || where < 0) continue;
      const key = `${where} ${data.units[unit].side}`;
      sums.set(key, (sums.get(key) || 0) + men);
    }
  }
  return [...sums].map(([key, men]) => {
    const [where, side] = key.split(" ").map(Number);
    const [x, y] = data.where[where].map((value) => value * k);
    const r = 1.9 * Math.sqrt(men);
    const form = data.shapes[side] === "round" ? `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}">` : `<rect x="${(x - 0.89 * r).toFixed(1)}" y="${(y - 0.89 * r).toFixed(1)}" width="${(1.78 * r).toFixed(1)}" height="${(1.78 * r).toFixed(1)}">`;
    return `<g class="rp-fallen rp-${data.shapes[side]}">${form}<title>${escaped(data.sides[side])}: ${counted(men, "man", "men")} lost here so far</title>${form.startsWith("<circle") ? "</circle>" : "</rect>"}</g>`;
  }).join("");
}

// -- names of heights and villages, and of the claimed lines ----------------------------------------------------------
function namesMarkup(layout, x, y) {
  const k = zoomNow();
  const { width, height } = board.size;
  const inside = { left: 4 - x, right: width - 4 - x, top: 4 - y, bottom: height - 4 - y };
  const taken = layout.symbols.map((symbol) => ({ ...symbol.at, wide: BOX.wide, high: BOX.high }));
  const corners = [[inside.right - 22, inside.top + 24, 48, 54], [inside.right - 72, inside.bottom - 20, 150, 44]];
  for (const [cx, cy, wide, high] of corners) taken.push({ x: cx, y: cy, wide, high });
  return show.run.claims.map((line) => claimMarkup(line, k, taken, inside)).join("") + pointNames(k, taken, inside);
}

function pointNames(k, taken, inside) {
  let told = "";
  const visible = show.run.names.filter(([px, py]) => px * k > inside.left && px * k < inside.right && py * k > inside.top && py * k < inside.bottom);
  for (const [px, py, name, rank] of visible.sort((one, other) => one[3] - other[3])) {
    const point = { x: px * k, y: py * k };
    if (rank === 0) told += `<path class="rp-height" d="M${point.x.toFixed(1)} ${(point.y - 6).toFixed(1)}l6 10h-12z"/>`;
    const size = rank === 0 ? 13.5 : 12;
    const box = namePlace(point, lettersWide(name, size, rank === 0 ? 700 : 400) + 4, size + 3, taken, inside);
    if (!box) continue;
    taken.push(box);
    if (box.far) told += `<path class="rp-lead" d="M${point.x.toFixed(1)} ${point.y.toFixed(1)}L${box.x.toFixed(1)} ${box.y.toFixed(1)}"/>`;
    told += `<text class="rp-name rp-rank-${rank}" x="${box.x.toFixed(1)}" y="${(box.y + size * 0.36).toFixed(1)}" font-size="${size}">${escaped(name)}</text>`;
  }
  return told;
}

// A line is named beside the first of its points, from the top of the view, where the tag finds room.
function claimMarkup(line, k, taken, inside) {
  const wide = lettersWide(line.name, 12.5) + 14;
  const high = 20;
  const seen = line.points.map(([px, py]) => ({ x: px * k, y: py * k })).filter((point) => point.x > inside.left + 8 && point.x < inside.right - 8 && point.y > inside.top + 4 && point.y < inside.bottom - 4);
  for (const point of seen.sort((one, other) => one.y - other.y)) {
    for (const across of line.claim === "soviet" ? [-1, 1] : [1, -1]) {
      const box = { x: point.x + across * (wide / 2 + 16), y: point.y + 4, wide, high };
      if (!within(box, inside) || taken.some((other) => meet(box, other, 3))) continue;
      taken.push(box);
      const css = `rp-claim rp-claim-${line.claim === "soviet" ? "soviet" : "japanese"}${line.old ? " rp-old" : ""}`;
      return `<g class="${css}"><title>${escaped(line.whole)}</title><path d="M${point.x.toFixed(1)} ${point.y.toFixed(1)}L${(box.x - (across * wide) / 2).toFixed(1)} ${box.y.toFixed(1)}"/>` +
        `<rect x="${(box.x - wide / 2).toFixed(1)}" y="${(box.y - high / 2).toFixed(1)}" width="${wide.toFixed(1)}" height="${high}" rx="2"/><text x="${box.x.toFixed(1)}" y="${(box.y + 4.5).toFixed(1)}">${escaped(line.name)}</text></g>`;
    }
  }
  return "";
}

function drawScale(k) {
  const metre = k * data.measure.scale;
  const length = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000].filter((m) => m * metre <= 130).pop() || 20;
  const wide = length * metre;
  get("scale").innerHTML = `<svg width="${Math.ceil(wide + 14)}" height="30" role="img" aria-label="Scale: this bar is ${metres(length)}"><path d="M7 5v8h${wide.toFixed(1)}v-8" fill="none" stroke="currentColor" stroke-width="1.5"/><text x="${(7 + wide / 2).toFixed(1)}" y="27" text-anchor="middle">${length >= 1000 ? `${length / 1000} km` : `${length} m`}</text></svg>`;
}

// -- looking closer and elsewhere ---------------------------------------------------------------------------------
function zoomBy(factor, px = board.size.width / 2, py = board.size.height / 2) {
  const { k, x, y } = corner();
  const [mx, my] = [(px - x) / k, (py - y) / k];
  const width = Math.min(Math.max(show.view.width * factor, data.map.width / 60), data.map.width * 1.05);
  const ratio = width / show.view.width;
  const { left, top, height } = show.view;
  show.view = { left: mx - (mx - left) * ratio, top: my - (my - top) * ratio, width, height: height * ratio };
  draw();
  rememberSoon();
}
function panBy(dx, dy) {
  const k = zoomNow();
  show.view = { ...show.view, left: show.view.left - dx / k, top: show.view.top - dy / k };
  draw();
  rememberSoon();
}
function lookAt(view) {
  show.view = { ...view };
  draw();
  rememberSoon();
}

// Move the view so that a place of the drawing lies in it.
function bringInto(px, py) {
  const { left, top, width, height } = show.view;
  if (px > left + 0.08 * width && px < left + 0.92 * width && py > top + 0.08 * height && py < top + 0.92 * height) return;
  show.view = { ...show.view, left: px - width / 2, top: py - height / 2 };
}

// -- hands on the map ---------------------------------------------------------------------------------------------
function handsOnBoard() {
  const over = get("over");
  let drag = null;
  const here = (event) => {
    const box = over.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  over.addEventListener("pointerdown", (event) => { drag = { from: here(event), moved: false }; });
  over.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons) return;
    const [px, py] = here(event);
    const [dx, dy] = [px - drag.from[0], py - drag.from[1]];
    if (!drag.moved && Math.hypot(dx, dy) < 5) return;
    drag = { from: [px, py], moved: true };
    panBy(dx, dy);
  });
  over.addEventListener("click", (event) => {
    const dragged = drag && drag.moved;
    drag = null;
    if (dragged) return;
    const mark = event.target.closest(".rp-symbol");
    if (!mark) return closeAll();
    const symbol = layoutAt(snapshotNow()).symbols[Number(mark.dataset.symbol)];
    show.activeUnit = symbol.units[0].unit;
    if (event.target.closest("[data-why]")) tellWhy(symbol.units.map(({ unit }) => unit), snapshotNow(), symbol.name);
    else openSymbol(symbol);
  });
  over.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== over) return; // else the page scrolls
    event.preventDefault();
    zoomBy(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...here(event));
  }, { passive: false });
  over.addEventListener("keydown", keysOnBoard);
  get("closer").onclick = () => zoomBy(0.7);
  get("farther").onclick = () => zoomBy(1 / 0.7);
  get("fight").onclick = () => lookAt(data.start);
  get("whole").onclick = () => lookAt(data.map);
}

// One tab stop: arrows go from symbol to symbol, Enter opens one, Escape closes what is open.
function keysOnBoard(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const step = steps[event.key];
  if (step && event.shiftKey) panBy(-step[0] * 60, -step[1] * 60);
  else if (step) stepTo(step);
  else if (event.key === "Enter" && show.active >= 0) openSymbol(layoutAt(snapshotNow()).symbols[show.active], true);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function stepTo([right, down]) {
  const { symbols } = layoutAt(snapshotNow());
  const { x, y } = corner();
  const stand = (number) => { show.activeUnit = symbols[number].units[0].unit; };
  const seen = symbols.map((symbol, number) => ({ number, x: symbol.at.x + x, y: symbol.at.y + y }))
    .filter((one) => one.x > 0 && one.x < board.size.width && one.y > 0 && one.y < board.size.height);
  if (!seen.length) return;
  const from = seen.find((one) => one.number === show.active);
  if (!from) stand(seen.sort((one, other) => one.y - other.y || one.x - other.x)[0].number);
  else {
    const far = (one) => {
      const along = (one.x - from.x) * right + (one.y - from.y) * down;
      const aside = Math.abs((one.x - from.x) * down) + Math.abs((one.y - from.y) * right);
      return along > 4 ? along + 2.5 * aside : Infinity;
    };
    const best = seen.reduce((one, other) => (far(other) < far(one) ? other : one));
    if (far(best) < Infinity) stand(best.number);
  }
  draw();
}
