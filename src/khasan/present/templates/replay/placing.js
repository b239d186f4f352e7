// Where symbols and names go, so that none lies on another. Boxes are {x, y, wide, high} about a middle.
const meet = (one, other, gap = 0) =>
  Math.abs(one.x - other.x) < (one.wide + other.wide) / 2 + gap && Math.abs(one.y - other.y) < (one.high + other.high) / 2 + gap;

// Opponents are never merged: the stronger stays at its place, the other is moved to the nearest free one, away from
// whom it is too close to. Every symbol gets `at`, its place on the screen.
function pushedApart(symbols, box = BOX) {
  const placed = [];
  const strength = (symbol) => symbol.units.reduce((men, unit) => men + unit.men, 0);
  const first = (symbol) => Math.min(...symbol.units.map((unit) => unit.unit));
  const order = [...symbols].sort((one, other) => strength(other) - strength(one) || first(one) - first(other));
  for (const symbol of order) {
    symbol.at = freePlace(symbol, placed, box);
    placed.push({ ...symbol.at, wide: box.wide, high: box.high });
  }
  return symbols;
}

function freePlace(symbol, placed, box) {
  const free = (x, y) => !placed.some((other) => meet({ x, y, wide: box.wide, high: box.high }, other, box.gap));
  if (free(symbol.x, symbol.y)) return { x: symbol.x, y: symbol.y };
  const near = placed.reduce((one, other) => (Math.hypot(other.x - symbol.x, other.y - symbol.y) < Math.hypot(one.x - symbol.x, one.y - symbol.y) ? other : one));
  const away = Math.atan2(symbol.y - near.y || 1e-6, symbol.x - near.x);
  for (let ring = 8; ; ring += 8) {
    for (let turn = 0; turn < 24; turn++) {
      const angle = away + (turn % 2 ? -1 : 1) * Math.ceil(turn / 2) * (Math.PI / 12);
      const [x, y] = [symbol.x + ring * Math.cos(angle), symbol.y + ring * Math.sin(angle)];
      if (free(x, y)) return { x, y };
    }
  }
}

// A name takes the first free of twelve places about its point: right, left, above, below, and the corners between.
const NAME_PLACES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1], [1, -0.5], [-1, -0.5], [1, 0.5], [-1, 0.5]];
function namePlace(point, wide, high, taken, inside) {
  for (const away of [9, 30]) {
    for (const [across, down] of NAME_PLACES) {
      const box = { x: point.x + across * (wide / 2 + away), y: point.y + down * (high / 2 + (across ? away / 2 : away)), wide, high };
      if (within(box, inside) && !taken.some((other) => meet(box, other, 1))) return { ...box, far: away > 9 };
    }
  }
  return null;
}
const within = (box, frame) =>
  box.x - box.wide / 2 >= frame.left && box.x + box.wide / 2 <= frame.right && box.y - box.high / 2 >= frame.top && box.y + box.high / 2 <= frame.bottom;

// Width of a line of letters: measured where there is a page, else on the safe side.
const ruler = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
function lettersWide(text, size, weight = 700) {
  if (ruler) {
    lettersWide.font ??= getComputedStyle(document.getElementById("player")).fontFamily;
    ruler.font = `${weight} ${size}px ${lettersWide.font}`;
    return ruler.measureText(text).width;
  }
  let sum = 0;
  for (const letter of text) sum += "iljtfr.,'()/ I|•".includes(letter) ? 0.42 : /[A-ZmwMW0-9]/.test(letter) ? 0.78 : 0.7;
  return sum * size;
}
