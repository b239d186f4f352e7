// Why men were lost: the factors that were multiplied and the draw, as `khasan explain` prints them.
const LARGEST = 8;
const FACTORS = {
  exposure: "Exposure", steadiness: "Steadiness", observation: "Observation", quality: "Quality", parameter: "Kind of fire",
  fight: "The day", saturation: "Saturation",
};

function tellWhy(units, snapshot, name) {
  const reasons = show.run.reasons;
  if (!reasons) return;
  const wanted = new Set(units);
  const found = [];
  for (let k = 0; k < reasons.told; k++) if (reasons.snapshot[k] === snapshot && wanted.has(reasons.target[k])) found.push(k);
  const men = (k) => reasons.killed[k] + reasons.wounded[k] + reasons.missing[k];
  const all = units.reduce((sum, unit) => sum + Math.max(lostSince(snapshot, unit), 0), 0);
  found.sort((one, other) => men(other) - men(one) || one - other);
  const told = found.reduce((sum, k) => sum + men(k), 0);
  const panel = get("why");
  panel.hidden = false;
  panel.shown = { found, name, all, told, snapshot };
  const list = found.slice(0, LARGEST).map((k, number) => `<li><button type="button" tabindex="${number ? -1 : 0}" data-loss="${k}" aria-pressed="${!number}">${escaped(lossInShort(k))}</button></li>`).join("");
  const more = found.length > LARGEST ? ` The ${LARGEST} largest of ${plain(found.length)} are listed.` : "";
  const left = all > told ? ` ${told ? `${plain(told)} of the ${plain(all)} men` : "None of them"} can be explained here: the page holds the ${plain(reasons.told)} largest of this run’s ${plain(reasons.all)} losses.` : "";
  panel.innerHTML =
    `<div class="rp-dock-head"><h3 tabindex="-1" id="rp-why-head">Why did ${escaped(name)} lose ${counted(all, "man", "men")} by ${escaped(data.times[snapshot].split(", ")[1])}?</h3><button type="button" id="rp-why-close" aria-label="Close the reasons">×</button></div>` +
    `<p class="rp-quiet">Each burst of fire, bombardment or hand-to-hand fight draws its own number.${more}${left}</p>` +
    `<div class="rp-why-grid"><ul id="rp-losses-list" aria-label="Losses, the largest first">${list}</ul><div id="rp-reason" aria-live="polite"></div></div>`;
  get("why-close").onclick = closeWhy;
  get("losses-list").onclick = (event) => {
    const button = event.target.closest("[data-loss]");
    if (button) tellReason(Number(button.dataset.loss));
  };
  rove(get("losses-list"), "button");
  if (found.length) tellReason(found[0]);
  panel.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  get("why-head").focus({ preventScroll: true });
  get("live").textContent = `Reasons are shown below the map: ${counted(found.length, "loss", "losses")}.`;
}

function closeWhy() {
  get("why").hidden = true;
  get("why").innerHTML = "";
}

const fallenOf = (k) => {
  const { killed, wounded, missing, vehicles_burnt: burnt, vehicles_knocked_out: hit } = show.run.reasons;
  return [[killed[k], "killed"], [wounded[k], "wounded"], [missing[k], "missing"], [burnt[k], "vehicles burnt"], [hit[k], "vehicles knocked out"]].filter(([many]) => many);
};
const lossSaid = (k) => fallenOf(k).map(([many, how]) => `${plain(many)} ${how}`).join(", ");
const nameOf = (unit) => (unit < 0 ? "nobody in particular" : data.units[unit].name);
const clockOf = (step) => {
  const minutes = minuteOfStart + (step * data.minutes) / data.stepsASnapshot;
  const inDay = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(Math.floor(inDay % 60)).padStart(2, "0")}`;
};

function lossInShort(k) {
  const { target, cause, step } = show.run.reasons;
  return `${clockOf(step[k])} ${nameOf(target[k])}: ${lossSaid(k)} (${data.reasons.causes[cause[k]]})`;
}

function tellReason(k) {
  for (const button of get("losses-list").querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.loss) === k));
  const reasons = show.run.reasons;
  const factors = data.reasons.factors.map((name, n) => ({ name, value: reasons[name][k], meaning: data.reasons.meanings[reasons.cause[k]][n] }));
  get("reason").innerHTML = `<p class="rp-said">${escaped(sentenceOf(k))}</p>${waterfall(k, factors)}<p>${escaped(drawSaid(k))}</p>` +
    `<p class="rp-quiet">The same from the command line: <code>khasan explain RUN --replication ${show.run.replication} --event ${reasons.event[k]}</code></p>`;
}

function sentenceOf(k) {
  const { cause, shooter, target, weapon, range_m: range } = show.run.reasons;
  const armed = weapon[k] >= 0 ? `, ${data.weapons[weapon[k]]}` : "";
  const far = range[k] > 0 ? ` at ${metres(range[k])}` : "";
  return `${nameOf(target[k])} lost ${lossSaid(k)} by ${data.reasons.causes[cause[k]]}${far} of ${nameOf(shooter[k])}${armed}.`;
}

// Rounds times their deadliness make the first bar; each factor after it takes away or adds.
function waterfall(k, factors) {
  const { expected } = show.run.reasons;
  const [rounds, effect, ...others] = factors;
  const drawn = fallenCount(k);
  const base = rounds.value * effect.value;
  let value = base;
  const rows = [{ label: "In the open", from: 0, to: base, css: "rp-total", said: digits(base), meaning: `${digits(rounds.value)} ${rounds.meaning} × ${digits(effect.value)}: ${effect.meaning}` }];
  for (const factor of others) {
    const next = value * factor.value;
    if (factor.value !== 1) rows.push({ label: FACTORS[factor.name] || factor.name, from: value, to: next, css: next < value ? "rp-down" : "rp-up", said: `× ${digits(factor.value)}`, meaning: factor.meaning });
    value = next;
  }
  rows.push({ label: "Expected", from: 0, to: expected[k], css: "rp-total", said: digits(expected[k]), meaning: "the product of all of them" });
  rows.push({ label: "Drawn", from: 0, to: drawn, css: "rp-drawn", said: plain(drawn), meaning: "what chance made of it" });
  const most = Math.max(...rows.map((row) => Math.max(row.from, row.to)), 1e-9);
  const percent = (number) => `${((100 * number) / most).toFixed(2)}%`;
  const cells = rows.map(({ label, from, to, css, said, meaning }) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    return `<tr><th scope="row">${escaped(label)}</th><td class="rp-fall"><i class="${css}" style="left:${percent(low)};width:max(2px,${percent(high - low)})"></i></td><td class="rp-number">${said}</td><td class="rp-quiet">${escaped(meaning)}</td></tr>`;
  });
  return `<table class="rp-falls"><caption class="rp-unseen">Factors of the loss, multiplied from top to bottom</caption><thead class="rp-unseen"><tr><th scope="col">Factor</th><th scope="col">Bar</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead><tbody>${cells.join("")}</tbody></table>`;
}

// What the draw counted: vehicles where any were hit, else men.
function fallenCount(k) {
  const { killed, wounded, missing, vehicles_burnt: burnt, vehicles_knocked_out: hit } = show.run.reasons;
  return burnt[k] + hit[k] || killed[k] + wounded[k] + missing[k];
}

function drawSaid(k) {
  const { cause, expected, draw: drawn, vehicles_burnt: burnt, vehicles_knocked_out: hit } = show.run.reasons;
  const many = fallenCount(k);
  const vehicles = burnt[k] + hit[k] > 0;
  const unit = (number) => (vehicles ? counted(number, "vehicle", "vehicles") : counted(number, "man", "men"));
  if (data.reasons.causes[cause[k]] === "what befell the carrier") return `Of the men aboard the draw makes ${plain(many)}, each of whom ran that risk.`;
  if (data.reasons.undrawn[cause[k]]) return `The draw was ${digits(drawn[k], 4)}: it decided whether the unit gave way; a second one how many fell.`;
  const [low, high] = [poissonBelow(expected[k], many), poissonBelow(expected[k], many + 1)];
  if (drawn[k] > high + 1e-6) return `The draw was ${digits(drawn[k], 4)}: it would have been more than ${unit(many)} (above ${digits(high, 4)}), but no more were left.`;
  return `The draw was ${digits(drawn[k], 4)} of 0 to 1: from ${digits(low, 4)} to ${digits(high, 4)} it means ${unit(many)}, below that fewer.`;
}
