// What happened about this time, or in the whole fight: the entries of most weight, in order of time.
const MOST_TOLD = { near: 9, all: 30 };
const REACH = hourly ? 3 : 6; // snapshots on either side
const hidden = new Set(["arrivals", "supply"]); // groups not shown until asked for

function fillGroups() {
  const counts = {};
  for (const entry of show.run.events) counts[entry.g] = (counts[entry.g] || 0) + 1;
  get("groups").innerHTML = Object.entries(data.groups)
    .filter(([group]) => counts[group])
    .map(([group, name]) => `<button type="button" data-group="${escaped(group)}" aria-pressed="${!hidden.has(group)}">${escaped(name)} <span>${plain(counts[group])}</span></button>`)
    .join("");
}

const sought = () => show.run.events.filter((entry) => !hidden.has(entry.g) && (show.knows === TRUTH || entry.s < 0 || entry.s === show.knows));

function listEvents(snapshot) {
  const whole = get("stretch").value === "all";
  const [from, to] = whole ? [0, last] : [Math.max(snapshot - REACH, 0), Math.min(snapshot + REACH, last)];
  const key = `${from} ${to} ${[...hidden].join()} ${show.knows} ${show.run.replication} ${board.everything}`;
  if (listEvents.key !== key) {
    listEvents.key = key;
    const within = sought().filter((entry) => entry.h >= from && entry.h <= to);
    const most = board.everything ? Infinity : MOST_TOLD[whole ? "all" : "near"];
    const told = [...within].sort((one, other) => other.w - one.w).slice(0, most).sort((one, other) => one.h - other.h);
    get("stretch-name").textContent = whole ? "The whole fight" : `${timeOnly(from)} to ${timeOnly(to)}`;
    get("events-said").textContent = within.length > told.length ? `The ${told.length} of ${plain(within.length)} entries that cost most or moved the line, in order of time.` : within.length ? "In order of time." : "Nothing of these kinds.";
    get("more").hidden = within.length <= told.length && !board.everything;
    get("more").textContent = board.everything ? "Only the weightiest" : `Show all ${plain(within.length)}`;
    get("events").told = told;
    get("events").innerHTML = told.map(eventMarkup).join("");
  }
  markEvents(snapshot);
}

function eventMarkup(entry, number) {
  const shape = entry.s >= 0 ? `<i class="rp-key rp-${data.shapes[entry.s]}"></i>` : "";
  const bar = entry.n ? `<span class="rp-bar rp-${data.shapes[entry.s]}"><i style="width:${Math.max((100 * entry.n) / show.run.worst, 1).toFixed(1)}%"></i></span>` : "";
  const why = entry.g === "losses" && entry.n && show.run.reasons ? `<span class="rp-quiet rp-ask">why?</span>` : "";
  return `<li><button type="button" tabindex="${number ? -1 : 0}" data-event="${number}"><time>${escaped(get("stretch").value === "all" ? entry.c : entry.c.split(", ")[1])}</time><span>${shape}${escaped(entry.t)} ${why}${bar}</span></button></li>`;
}

// The entries that lie ahead are dimmed; those of the last snapshot stand out and are brought into sight.
function markEvents(snapshot) {
  const list = get("events");
  let current = null;
  (list.told || []).forEach((entry, number) => {
    const item = list.children[number];
    item.className = entry.h > snapshot ? "rp-ahead" : entry.h > snapshot - 1 ? "rp-now" : "";
    if (entry.h <= snapshot) current = item;
  });
  if (current && !show.playing && !list.contains(document.activeElement)) list.scrollTop = Math.max(current.offsetTop - list.clientHeight / 2, 0);
}

const timeOnly = (snapshot) => data.times[snapshot].split(", ")[1];

function handsOnEvents() {
  get("groups").onclick = (event) => {
    const button = event.target.closest("[data-group]");
    if (!button) return;
    const { group } = button.dataset;
    hidden.has(group) ? hidden.delete(group) : hidden.add(group);
    button.setAttribute("aria-pressed", String(!hidden.has(group)));
    listEvents(snapshotNow());
  };
  get("stretch").onchange = () => listEvents(snapshotNow());
  get("more").onclick = () => {
    board.everything = !board.everything;
    listEvents(snapshotNow());
  };
  get("events").onclick = (event) => {
    const button = event.target.closest("[data-event]");
    if (button) followEvent(get("events").told[Number(button.dataset.event)]);
  };
  rove(get("events"), "button");
}

function followEvent(entry) {
  play(false);
  const snapshot = Math.min(Math.ceil(entry.h), last);
  show.at = snapshot;
  const there = entry.u.find((unit) => at("where", snapshot, unit) >= 0);
  if (there !== undefined) bringInto(...data.where[at("where", snapshot, there)]);
  show.activeUnit = there ?? entry.u[0] ?? -1;
  if (entry.u.length === 1) choose(entry.u[0]);
  draw();
  if (entry.n && show.run.reasons) tellWhy(entry.u, snapshot, entry.t.replace(/ loses? [\d,]+ m[ae]n$/, ""));
  remember();
}
