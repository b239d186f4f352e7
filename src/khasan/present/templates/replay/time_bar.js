// Time: play and pause, steps, bookmarks, the strip of nights under the slider.
let minuteOfStart = 0;
const SPEEDS = hourly
  ? [[0.5, "½ hour a second"], [1, "1 hour a second"], [2, "2 hours a second"], [4, "4 hours a second"], [8, "8 hours a second"], [24, "a day a second"]]
  : [[0.5, 0.5], [1, 1], [2, 2], [4, 4], [12, 12]].map(([speed, steps]) => [speed, `${steps * data.minutes} minutes a second`]);
const BOOKMARKS = 6;
const LISTS_MS = 250; // while playing, the lists beside the map are told anew no more often

function fillTime() {
  const [hours, minutes] = timeOnly(0).split(":").map(Number);
  minuteOfStart = 60 * hours + minutes;
  const step = hourly ? "1 h" : `${data.minutes} min`;
  get("back").textContent = `−${step}`;
  get("on").textContent = `+${step}`;
  get("back").title = `back ${hourly ? "an hour" : `${data.minutes} minutes`}`;
  get("on").title = `on ${hourly ? "an hour" : `${data.minutes} minutes`}`;
  get("speed").innerHTML = SPEEDS.map(([speed, name]) => `<option value="${speed}"${speed === 2 ? " selected" : ""}>${name}</option>`).join("");
  get("time").max = last;
  get("span").textContent = span();
  get("zone").textContent = zoneSaid();
  get("steps").textContent = hourly ? "an hour" : `${data.minutes} minutes`;
  drawDays();
}

function zoneSaid() {
  const { minutes } = data.zone;
  const offset = `UTC${minutes < 0 ? "−" : "+"}${Math.abs(minutes) / 60}`;
  return minutes === 540 ? `Japan time (${offset})` : offset;
}
// What the clocks of a side show that keeps another time.
function otherClocks(snapshot) {
  const [hours, minutes] = timeOnly(snapshot).split(":").map(Number);
  return Object.entries(data.zone.others).map(([side, shift]) => {
    const then = (60 * hours + minutes + shift + 1440) % 1440;
    return `; ${String(Math.floor(then / 60)).padStart(2, "0")}:${String(then % 60).padStart(2, "0")} on the clocks of the ${side}`;
  }).join("");
}

// Days, or hours in a short fight, under the strip.
function drawDays() {
  const wide = Math.max(last, 1);
  const names = [];
  for (let s = 0; s <= last; s++) {
    const [day, clock] = data.times[s].split(", ");
    if (hourly ? clock === "00:00" : clock.endsWith(":00")) names.push([s, hourly ? day.replace(/ \d{4}$/, "") : clock]);
  }
  const every = Math.ceil(names.length / 12);
  get("days").innerHTML = names.filter((_, n) => n % every === 0).map(([s, name]) => `<span style="left:${((100 * s) / wide).toFixed(2)}%">${escaped(name)}</span>`).join("");
}

function drawStrip() {
  const wide = Math.max(last, 1);
  const bands = data.light.map(({ sky }, s) => (sky === "day" ? "" : `<rect class="rp-${sky}" x="${s}" y="0" width="1.02" height="10"/>`));
  show.run.visibility.forEach(([, weather], s) => { if (weather) bands.push(`<rect class="rp-mist" x="${s}" y="7" width="1.02" height="3"/>`); });
  get("strip").setAttribute("viewBox", `0 0 ${wide} 10`);
  get("strip").innerHTML = `${bands.join("")}<rect id="rp-cursor" x="0" y="0" width="${wide / 240}" height="10"/>`;
  drawBookmarks();
}

// -- bookmarks: those that the page brings, else the weightiest moments apart from each other; and one's own -----------
const storeName = () => `khasan replay ${data.title} ${show.run.replication}`;
function ownBookmarks() {
  try {
    return JSON.parse(localStorage.getItem(storeName()) || "[]").filter((one) => Number.isInteger(one) && one >= 0 && one <= last);
  } catch {
    return []; // a page in a frame, or without a store
  }
}
function bookmarksNow() {
  const given = show.run.bookmarks.map(([s, text]) => ({ s: Math.min(Math.ceil(s), last), text }));
  const found = given.length ? given : weightiest();
  const own = ownBookmarks().map((s) => ({ s, text: `marked by you, ${data.times[s]}`, own: true }));
  return [...found, ...own].sort((one, other) => one.s - other.s);
}
function weightiest() {
  const apart = Math.max(Math.round(last / 24), 2);
  const found = [];
  for (const entry of [...show.run.events].filter(({ g }) => g === "ground" || g === "losses").sort((one, other) => other.w - one.w)) {
    const s = Math.min(Math.ceil(entry.h), last);
    if (found.length < BOOKMARKS && found.every((one) => Math.abs(one.s - s) >= apart)) found.push({ s, text: entry.t });
  }
  return found;
}
function drawBookmarks() {
  const marks = bookmarksNow();
  get("bookmarks").innerHTML = marks.map(({ s, text, own }, n) =>
    `<button type="button" tabindex="${n ? -1 : 0}" class="${own ? "rp-own" : ""}" style="left:${((100 * s) / Math.max(last, 1)).toFixed(2)}%" data-snapshot="${s}" title="${escaped(text)}" aria-label="${escaped(`Bookmark ${n + 1}, ${data.times[s]}: ${text}`)}">${n + 1}</button>`).join("");
}
function markNow() {
  const own = new Set(ownBookmarks());
  const s = snapshotNow();
  own.has(s) ? own.delete(s) : own.add(s);
  try {
    localStorage.setItem(storeName(), JSON.stringify([...own]));
    drawBookmarks();
    get("live").textContent = own.has(s) ? `Marked ${data.times[s]}.` : `The mark at ${data.times[s]} is taken away.`;
  } catch {
    get("live").textContent = "This browser keeps nothing for this page.";
  }
}
function toBookmark(way) {
  const s = snapshotNow();
  const there = bookmarksNow().map((one) => one.s);
  const next = way > 0 ? there.find((one) => one > s) : there.reverse().find((one) => one < s);
  if (next !== undefined) goTo(next);
}

// -- going through time -----------------------------------------------------------------------------------------------
function goTo(snapshot) {
  if (show.playing) play(false);
  show.at = Math.min(Math.max(Math.round(snapshot), 0), last);
  draw();
  rememberSoon();
}

function play(on) {
  if (on === show.playing) return;
  show.playing = on;
  if (on && show.at >= last) show.at = 0;
  get("play").textContent = on ? "Pause" : "Play";
  if (on) {
    play.from = performance.now();
    play.exact = show.at;
    requestAnimationFrame(advance);
  } else {
    show.at = Math.min(Math.round(show.at), last);
    draw();
    remember();
  }
}
function advance(moment) {
  if (!show.playing) return;
  // the frame's own time may lie before the moment of the click
  const seconds = Math.min(Math.max((moment - play.from) / 1000, 0), 0.5);
  play.from = moment;
  play.exact += seconds * Number(get("speed").value);
  show.at = Math.min(still ? Math.floor(play.exact) : play.exact, last);
  draw();
  if (show.at >= last) play(false);
  else requestAnimationFrame(advance);
}

// -- what the moment says ---------------------------------------------------------------------------------------------
function tellMoment(snapshot) {
  get("cursor").setAttribute("x", show.at - Math.max(last, 1) / 480);
  const key = `${snapshot} ${show.run.replication} ${show.knows} ${show.playing}`;
  if (tellMoment.key === key) return;
  tellMoment.key = key;
  get("time").value = snapshot;
  get("time").setAttribute("aria-valuetext", data.times[snapshot]);
  get("clock").textContent = data.times[snapshot];
  get("other-clocks").textContent = otherClocks(snapshot);
  tellSky(snapshot);
  const moment = performance.now();
  if (!show.playing || moment - (tellMoment.listed || 0) > LISTS_MS) { // lists that nobody can read at this speed
    tellMoment.listed = moment;
    tellTotals(snapshot);
    listEvents(snapshot);
    describe(snapshot);
  }
  if (!get("why").hidden && get("why").shown.snapshot !== snapshot) closeWhy();
  if (!get("dock").hidden) closeDock();
  if (!show.playing) get("live").textContent = `${data.times[snapshot]}, ${get("sky").textContent}`;
}

function tellSky(snapshot) {
  const { sky, moon } = data.light[snapshot] || { sky: "day", moon: 0 };
  const [sees, weather] = show.run.visibility[snapshot] || [undefined, ""];
  get("night").style.opacity = { day: 0, twilight: 0.12, night: 0.26 }[sky];
  get("fog").style.opacity = weather ? 0.35 : 0;
  const lamp = sky === "day" ? "" : moon > 0 ? `, moon up and ${Math.round(100 * moon)}% full` : ", no moon";
  const sight = sees === undefined ? "" : `${weather ? `, ${weather}` : ""}, visibility ${metres(sees)}`;
  get("sky").textContent = `${{ day: "Daylight", twilight: "Twilight", night: "Night" }[sky]}${lamp}${sight}`;
}

function tellTotals(snapshot) {
  get("totals").innerHTML = data.sides.map((name, side) => {
    if (show.knows !== TRUTH && side !== show.knows) return `<span><i class="rp-key rp-${data.shapes[side]}"></i><b>${escaped(name)}</b>: not known</span>`;
    let [men, dead, all, tanks, aircraft] = [0, 0, 0, 0, 0];
    for (let unit = 0; unit < count; unit++) {
      if (data.units[unit].side !== side) continue;
      if (inField(snapshot, unit)) men += at("men", snapshot, unit);
      dead += at("killed", snapshot, unit);
      all += lost(snapshot, unit);
      if (data.units[unit].flies) aircraft += at("burnt", snapshot, unit);
      else tanks += at("burnt", snapshot, unit) + at("knocked_out", snapshot, unit);
    }
    const hit = data.vehicles[side] ? `; ${escaped(data.vehicles[side])} hit and lost: ${plain(tanks)}` : "";
    const down = data.units.some((unit) => unit.side === side && unit.flies) ? `; aircraft lost: ${plain(aircraft)}` : "";
    return `<span><i class="rp-key rp-${data.shapes[side]}"></i><b>${escaped(name)}</b>: ${counted(men, "man", "men")} in the field; lost so far ${counted(all, "man", "men")}, ${plain(dead)} of them killed${hit}${down}</span>`;
  }).join("");
}

function handsOnTime() {
  get("play").onclick = () => play(!show.playing);
  get("time").oninput = (event) => goTo(Number(event.target.value));
  get("back").onclick = () => goTo(snapshotNow() - 1);
  get("on").onclick = () => goTo(snapshotNow() + 1);
  get("before").onclick = () => toBookmark(-1);
  get("after").onclick = () => toBookmark(1);
  get("mark").onclick = markNow;
  get("bookmarks").onclick = (event) => {
    const button = event.target.closest("[data-snapshot]");
    if (button) goTo(Number(button.dataset.snapshot));
  };
  rove(get("bookmarks"), "button");
}
