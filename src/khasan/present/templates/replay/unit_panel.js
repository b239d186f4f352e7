// The state of the unit that is chosen, and the field to find one by its name.
function choose(unit, jump = false) {
  show.chosen = unit;
  get("unit").value = unit >= 0 ? labelOf(unit) : "";
  if (unit >= 0) {
    show.activeUnit = unit;
    const spot = at("where", snapshotNow(), unit);
    if (jump && spot >= 0) bringInto(...data.where[spot]);
  }
  draw();
  describe(snapshotNow());
  rememberSoon();
}

const labelOf = (unit) => `${data.units[unit].name} (${formationName(unit)})`;

function fillFinder() {
  const units = [...data.units.keys()].sort((one, other) => data.units[one].side - data.units[other].side || one - other);
  get("units").innerHTML = units.map((unit) => `<option value="${escaped(labelOf(unit))}">${escaped(data.sides[data.units[unit].side])}</option>`).join("");
  const known = new Map(units.map((unit) => [labelOf(unit), unit]));
  get("unit").onchange = (event) => {
    const sought = event.target.value.trim().toLowerCase();
    const unit = known.get(event.target.value) ?? units.find((one) => sought && labelOf(one).toLowerCase().includes(sought)) ?? -1;
    choose(unit, true);
    if (sought && unit < 0) get("live").textContent = `No unit is called ${event.target.value}.`;
  };
}

function describe(snapshot) {
  const panel = get("panel");
  const unit = show.chosen;
  panel.hidden = unit < 0;
  if (unit < 0) return;
  const { name, side, symbol } = data.units[unit];
  const hidden = show.knows !== TRUTH && side !== show.knows;
  const rows = hidden ? [["State", `The other side: ${escaped(data.sides[show.knows])} does not know it.`]] : rowsOf(unit, snapshot);
  const loss = hidden ? 0 : lostSince(snapshot, unit);
  panel.innerHTML =
    `<div class="rp-dock-head"><h3><i class="rp-key rp-${data.shapes[side]}"></i>${escaped(name)}</h3><svg class="rp-app6" viewBox="30 20 140 160" aria-hidden="true"><use href="#symbol-${symbol}" width="200" height="200"/></svg><button type="button" id="rp-panel-close" aria-label="Close the unit">×</button></div>` +
    `<p class="rp-quiet">${escaped(formationName(unit))}, ${escaped(data.sides[side])}</p>` +
    `<dl>${rows.map(([term, text]) => `<dt>${term}</dt><dd>${text}</dd>`).join("")}</dl>` +
    (loss > 0 ? `<button type="button" id="rp-panel-why">Why did it lose ${counted(loss, "man", "men")} in the last ${span()}?</button>` : "") +
    (hidden ? "" : strengthLine(unit, snapshot));
  get("panel-close").onclick = () => choose(-1);
  if (loss > 0) get("panel-why").onclick = () => tellWhy([unit], snapshot, name);
}

function rowsOf(unit, snapshot) {
  const status = wordAt("status", snapshot, unit);
  const men = at("men", snapshot, unit);
  const rows = [];
  if (status === "expected") return [["State", "not yet arrived"]];
  if (status === "gone") rows.push(["State", "gone: dead, captured or dissolved"]);
  else {
    rows.push(["Strength", `${plain(men)} of ${counted(men + lost(snapshot, unit), "man", "men")}`]);
    rows.push(["Posture", wordAt("posture", snapshot, unit) + (status === "broken" ? ", broken" : "")]);
    const order = wordAt("order", snapshot, unit);
    const place = at("order_place", snapshot, unit);
    if (order && order !== "none") rows.push(["Order", `${order}${place >= 0 ? ` ${escaped(data.places[place])}` : ""}`]);
  }
  rows.push(["Losses", `${plain(at("killed", snapshot, unit))} killed, ${plain(at("wounded", snapshot, unit))} wounded, ${plain(at("missing", snapshot, unit))} missing`]);
  rows.push(...vehicleRows(unit, snapshot));
  if (status !== "active" && status !== "broken") return rows;
  rows.push(["Cohesion", `${at("cohesion", snapshot, unit)}%`], ["Suppression", `${at("suppression", snapshot, unit)}%`]);
  rows.push(["Ammunition", `${at("ammunition", snapshot, unit)}% of its basic load`]);
  const seen = at("seen", snapshot, unit);
  rows.push(["Known to the enemy", seen < 0 ? "no" : `yes, last seen ${age(at("seen_age", snapshot, unit))}`]);
  return rows;
}

function vehicleRows(unit, snapshot) {
  const { flies, vehicles } = data.units[unit];
  const [fit, burnt, hit] = ["vehicles", "burnt", "knocked_out"].map((name) => at(name, snapshot, unit));
  if (fit + burnt + hit === 0) return [];
  const name = flies ? "aircraft" : vehicles || "vehicles";
  const [gone, broken] = flies ? ["lost", "damaged"] : [name === "boats" ? "sunk" : "burnt", "knocked out"];
  return [[name[0].toUpperCase() + name.slice(1), `${fit} fit, ${burnt} ${gone}, ${hit} ${broken} so far`]];
}

function strengthLine(unit, now) {
  const points = [];
  const most = Math.max(show.run.most[unit], 1);
  for (let s = 0; s <= last; s++) {
    if (wordAt("status", s, unit) !== "expected") points.push(`${s},${(40 - (38 * at("men", s, unit)) / most).toFixed(1)}`);
  }
  return `<svg class="rp-strength rp-${data.shapes[data.units[unit].side]}" viewBox="0 0 ${Math.max(last, 1)} 42" preserveAspectRatio="none" aria-hidden="true">` +
    `<polyline points="${points.join(" ")}"/><line x1="${now}" x2="${now}" y1="0" y2="42"/></svg><p class="rp-quiet">men present over the whole time</p>`;
}
