// Symbols as SVG about their middle: the mark of the size above, name, arm and men in the frame, men left below.
const FRAME = { top: -14, high: 33, wide: 68 };

function symbolMarkup(symbol, number) {
  const { units, side } = symbol;
  const shape = data.shapes[side];
  const corner = shape === "round" ? FRAME.high / 2 : 1.5;
  const frame = (dx, dy, css) => `<rect class="${css}" x="${dx - FRAME.wide / 2}" y="${FRAME.top + dy}" width="${FRAME.wide}" height="${FRAME.high}" rx="${corner}"/>`;
  const classes = ["rp-symbol", `rp-${shape}`];
  if (units.every((unit) => unit.broken)) classes.push("rp-broken");
  if (units[0].contact) classes.push("rp-contact");
  if (units.some((unit) => unit.unit === show.chosen)) classes.push("rp-chosen");
  if (number === show.active) classes.push("rp-active");
  return (
    `<g id="rp-symbol-${number}" class="${classes.join(" ")}" role="option" aria-selected="${number === show.active}" data-symbol="${number}" aria-label="${escaped(saidOf(symbol))}">` +
    `<g aria-hidden="true"><title>${escaped(saidOf(symbol))}</title>` +
    `<rect class="rp-halo" x="-37" y="-18" width="74" height="46" rx="${shape === "round" ? 22 : 5}"/>` +
    (units.length > 1 ? frame(2, -2, "rp-frame rp-behind") : "") +
    frame(0, 0, "rp-frame") +
    markOf(symbol) +
    lineOf(symbol.short, -1, FRAME.wide - 8, "rp-short") +
    secondLine(symbol) +
    barOf(symbol) +
    badgeOf(symbol) +
    "</g></g>"
  );
}

const markOf = ({ mark, lost }) => (mark ? `<text class="rp-mark" x="${lost && get("show-losses").checked ? -15 : 0}" y="-17">${escaped(mark)}</text>` : "");

// A line that is wider than its room is set closer, so that no letter leaves the frame.
function lineOf(text, y, room, css) {
  const squeeze = lettersWide(text, 12.5) > room ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text class="${css}" x="0" y="${y}"${squeeze}>${escaped(text)}</text>`;
}

function secondLine({ units, men }) {
  const branch = sharesOf(units, "branch")[0][0];
  const told = units[0].contact ? age(Math.min(...units.map((unit) => unit.age))).replace(" ago", "") : plain(men);
  const wide = 14 + 4 + lettersWide(told, 12, 400);
  const left = -Math.min(wide, FRAME.wide - 6) / 2;
  return `<g class="rp-glyph" transform="translate(${left.toFixed(1)} 4.5)">${glyphOf(branch)}</g><text class="rp-men" x="${(left + 18).toFixed(1)}" y="13.5">${escaped(told)}</text>`;
}

function barOf({ units, men, most }) {
  if (units[0].contact) return "";
  const full = 60;
  const fit = (full * Math.min(men / Math.max(most, 1), 1)).toFixed(1);
  return `<rect class="rp-full" x="-30" y="21.5" width="${full}" height="4.5"/><rect class="rp-fit" x="-30" y="21.5" width="${fit}" height="4.5"/>`;
}

// Men lost since the snapshot before; a click on it says why.
function badgeOf({ lost, units }) {
  if (!lost || units[0].contact || !get("show-losses").checked) return "";
  const text = `−${plain(lost)}`;
  const wide = lettersWide(text, 12) + 5;
  return `<g class="rp-badge" data-why="yes"><rect x="${(36 - wide).toFixed(1)}" y="-27" width="${wide.toFixed(1)}" height="13" rx="2"/><text x="${(36 - wide / 2).toFixed(1)}" y="-16.5">${text}</text></g>`;
}

// What a symbol says to who does not see it, and in the tip.
function saidOf({ units, side, name, men, most, lost }) {
  if (units[0].contact) return `${data.sides[side]}: ${name}, last seen ${age(Math.min(...units.map((unit) => unit.age)))}`;
  const parts = units.length > 1 ? `, ${units.length} units` : "";
  const gone = lost ? `, ${counted(lost, "man", "men")} lost in the last ${span()}` : "";
  return `${data.sides[side]}: ${name}${parts}, ${counted(men, "man", "men")}, ${Math.round((100 * men) / Math.max(most, 1))} in 100 left${gone}${units.every((unit) => unit.broken) ? ", broken" : ""}`;
}

const leaderOf = (symbol) => {
  const [dx, dy] = [symbol.at.x - symbol.x, symbol.at.y - symbol.y];
  if (Math.hypot(dx, dy) < 3) return "";
  return `<g class="rp-leader"><path d="M${symbol.x.toFixed(1)} ${symbol.y.toFixed(1)}L${symbol.at.x.toFixed(1)} ${symbol.at.y.toFixed(1)}"/><circle cx="${symbol.x.toFixed(1)}" cy="${symbol.y.toFixed(1)}" r="3"/></g>`;
};
