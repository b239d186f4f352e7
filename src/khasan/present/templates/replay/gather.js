// Which units stand in one symbol. Lengths are pixels of the screen, measured from the corner of the map; nothing here
// knows the page, so that the rules can be tried without one.
const BOX = { wide: 72, high: 54, gap: 2 };
const REACH_M = 600; // units of one formation closer than this are one symbol
const WHOLE_REGIMENT = 0.8; // share of the men that gives a stack its regiment's name
const TWO_REGIMENTS = 0.7; // ... and the names of its two largest
const OWN_DIVISION = 0.5; // ... and that of its division; with less it is called by the number of its units

// `units`: {unit, x, y, spot, side, formation, regiment, division, men, short, mark, contact, branch};
// `metre`: pixels a metre; `hex`: metres across a hex. Symbols: {units, side, x, y}.
function gathered(units, metre, hex, box = BOX) {
  const { parted, rest } = partedInHexes(units, hex * metre, box);
  const reach = Math.min(REACH_M * metre, box.wide);
  return merged([...parted, ...byFormation(rest, reach)], box);
}

// So close that a hex holds all its units side by side: each is a symbol of its own, or each formation.
function partedInHexes(units, hex, box) {
  const across = Math.floor(hex / (box.wide + box.gap));
  const down = Math.floor((0.87 * hex) / (box.high + box.gap));
  const room = across * down;
  if (room < 2) return { parted: [], rest: units };
  const parted = [];
  const rest = [];
  for (const group of groupsBy(units, (unit) => unit.spot).values()) {
    const single = group.map((unit) => [unit]);
    const formations = [...groupsBy(group, (unit) => `${unit.side}/${unit.contact ? unit.unit : unit.formation}`).values()];
    const parts = single.length <= room ? single : formations.length <= room ? formations : null;
    if (!parts) {
      rest.push(...group);
      continue;
    }
    const wide = Math.max(Math.ceil(parts.length / down), Math.min(across, Math.ceil(Math.sqrt(parts.length))));
    const rows = Math.ceil(parts.length / wide);
    parts.sort((one, other) => one[0].side - other[0].side || one[0].unit - other[0].unit);
    parts.forEach((part, n) => {
      const x = part[0].x + ((n % wide) - (wide - 1) / 2) * (box.wide + box.gap);
      const y = part[0].y + (Math.floor(n / wide) - (rows - 1) / 2) * (box.high + box.gap);
      parted.push({ units: part, side: part[0].side, x, y });
    });
  }
  return { parted, rest };
}

// Units of one formation that stand within reach of each other's middle.
function byFormation(units, reach) {
  const symbols = [];
  const whose = (unit) => (unit.contact || unit.formation < 0 ? `unit ${unit.unit}` : `${unit.side}/${unit.formation}`);
  for (const group of groupsBy(units, whose).values()) {
    const open = [];
    for (const unit of group) {
      const near = open.find((symbol) => Math.hypot(symbol.x - unit.x, symbol.y - unit.y) <= reach);
      if (near) {
        near.units.push(unit);
        Object.assign(near, middle(near.units));
      } else open.push({ units: [unit], side: unit.side, x: unit.x, y: unit.y });
    }
    symbols.push(...open);
  }
  return symbols;
}

// Symbols of one side whose boxes overlap become one, the nearest first, those of one regiment before others. Each knows
// its nearest partner, so that a merger looks again only at those whom it concerns.
function merged(symbols, box) {
  const open = new Set(symbols.map((symbol) => ({ ...symbol, regiment: largest(symbol.units, "regiment") })));
  for (const symbol of open) findPartner(symbol, open, box);
  for (;;) {
    let best = null;
    for (const symbol of open) if (symbol.partner && (!best || symbol.apart < best.apart)) best = symbol;
    if (!best) return [...open].map(({ units, side, x, y }) => ({ units, side, x, y }));
    const { partner } = best;
    const units = [...best.units, ...partner.units];
    const one = { units, side: best.side, ...middle(units), regiment: largest(units, "regiment") };
    open.delete(best);
    open.delete(partner);
    for (const other of open) if (other.partner === best || other.partner === partner) findPartner(other, open, box);
    open.add(one);
    for (const other of open) if (other !== one) comparePartner(other, one, box);
    findPartner(one, open, box);
  }
}

function findPartner(symbol, open, box) {
  symbol.partner = null;
  for (const other of open) if (other !== symbol) comparePartner(symbol, other, box);
}
function comparePartner(symbol, other, box) {
  if (symbol.side !== other.side || !overlap(symbol, other, box)) return;
  const apart = Math.hypot(symbol.x - other.x, symbol.y - other.y) + (symbol.regiment === other.regiment ? 0 : box.wide);
  if (!symbol.partner || apart < symbol.apart) Object.assign(symbol, { partner: other, apart });
}

const overlap = (one, other, box) =>
  Math.abs(one.x - other.x) < box.wide + box.gap && Math.abs(one.y - other.y) < box.high + box.gap;

function groupsBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    groups.has(name) ? groups.get(name).push(item) : groups.set(name, [item]);
  }
  return groups;
}

const weight = (unit) => Math.max(unit.men, 1);

// The place of a unit, the one nearest to the middle of the men: a symbol stands where some of its men do.
function middle(units) {
  let [x, y, men] = [0, 0, 0];
  for (const unit of units) {
    x += unit.x * weight(unit);
    y += unit.y * weight(unit);
    men += weight(unit);
  }
  const apart = (unit) => Math.hypot(unit.x - x / men, unit.y - y / men);
  const nearest = units.reduce((one, other) => (apart(other) < apart(one) ? other : one));
  return { x: nearest.x, y: nearest.y };
}

function sharesOf(units, field) {
  const men = new Map();
  let all = 0;
  for (const unit of units) {
    men.set(unit[field], (men.get(unit[field]) || 0) + weight(unit));
    all += weight(unit);
  }
  return [...men].map(([which, count]) => [which, count / all]).sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}
const largest = (units, field) => sharesOf(units, field)[0][0];

// What a stack is called: {short, mark, name}. `formations` as the page has them: {name, short, part, mark}.
function called(units, formations) {
  if (units[0].contact) return calledUnknown(units);
  if (units.length === 1) return { short: units[0].short, mark: units[0].mark, name: units[0].name };
  const formation = sharesOf(units, "formation");
  if (formation.length === 1 && formation[0][0] >= 0) return formations[formation[0][0]];
  const regiments = sharesOf(units, "regiment").filter(([which]) => which >= 0);
  if (regiments.length && regiments[0][1] >= WHOLE_REGIMENT) return formations[regiments[0][0]];
  if (regiments.length > 1 && regiments[0][1] + regiments[1][1] >= TWO_REGIMENTS) {
    const [one, other] = [formations[regiments[0][0]], formations[regiments[1][0]]];
    const short = `${one.part}+${other.part}`;
    if (short.length <= 10) return { short, mark: one.mark, name: `${one.name} and ${other.name}` };
  }
  const [division, share] = sharesOf(units, "division")[0];
  if (division >= 0 && share >= OWN_DIVISION) return formations[division];
  return { short: `${units.length} units`, mark: "", name: `${units.length} units of several formations` };
}

// Of the enemy a side knows the arm and the place, not the name and not the number.
function calledUnknown(units) {
  const branches = new Set(units.map((unit) => unit.branch));
  const arm = branches.size === 1 ? [...branches][0].replaceAll("_", " ") : "mixed";
  const name = units.length === 1 ? `a unit of ${arm}` : `${units.length} units seen, ${arm}`;
  return { short: units.length === 1 ? "seen" : `${units.length} seen`, mark: "", name };
}
