// What is shown, and the page's own elements. Everything else in these files is functions over this.
const player = document.getElementById("player");
if (!player) return;
player.innerHTML = SHELL;
const data = JSON.parse(document.getElementById("replay-data").textContent);
const get = (id) => document.getElementById(`rp-${id}`);
const count = data.units.length;
const last = data.times.length - 1;
const hourly = data.minutes >= 60; // else a snapshot every few minutes
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const TRUTH = -1;
const show = {
  run: null, // the replication shown, unpacked
  at: 0, // snapshot; a fraction only while playing
  view: { ...data.start }, // of the drawn ground
  knows: TRUTH, // or the side whose knowledge is shown
  chosen: -1, // unit
  open: null, // units of the symbol whose parts are docked
  active: -1, // symbol that the keys stand on, and a unit of it
  activeUnit: -1,
  playing: false,
  fallen: false, // circles for all losses so far
};

const at = (name, snapshot, unit) => show.run.field[name][snapshot * count + unit];
const wordAt = (name, snapshot, unit) => data.words[name][at(name, snapshot, unit)] || "";
const lost = (snapshot, unit) => at("killed", snapshot, unit) + at("wounded", snapshot, unit) + at("missing", snapshot, unit);
const lostSince = (snapshot, unit) => (snapshot > 0 ? lost(snapshot, unit) - lost(snapshot - 1, unit) : 0);
const inField = (snapshot, unit) => at("where", snapshot, unit) >= 0 && ["active", "broken"].includes(wordAt("status", snapshot, unit));
const snapshotNow = () => Math.min(Math.floor(show.at), last);
const formationName = (unit) => (data.units[unit].formation < 0 ? data.sides[data.units[unit].side] : data.formations[data.units[unit].formation].name);
const span = () => (hourly ? "hour" : `${data.minutes} minutes`);

// A replication as it is shown: its tables unpacked, and the most men that each unit ever had.
async function unpackedRun(entry) {
  const field = {};
  for (const name of data.fields) field[name] = await table(entry.fields[name], last + 1, count);
  const most = new Int32Array(count);
  for (let i = 0; i < field.men.length; i++) most[i % count] = Math.max(most[i % count], field.men[i]);
  const reasons = entry.losses && data.reasons ? await unpackedReasons(entry.losses) : null;
  const events = JSON.parse(await words(entry.events));
  const worst = events.reduce((men, one) => Math.max(men, one.n || 0), 1); // men that the bars are measured by
  return { ...entry, field, most, reasons, events, worst, ground: await words(entry.ground) };
}

async function unpackedReasons(losses) {
  const whole = await wholeColumns(losses.whole, data.reasons.whole, losses.told);
  const reals = await realColumns(losses.reals, data.reasons.reals, losses.told);
  return { ...losses, ...whole, ...reals };
}
