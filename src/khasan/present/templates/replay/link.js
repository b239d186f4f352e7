// The address keeps the moment: #replay-r2-h198-x1200-y-340-w6200-k0-uI75-3. After r the replication, after h the
// snapshot, x y w the middle of the view and its width in metres, k the side whose knowledge is shown, u the unit's id.
const LINK = /^#replay-r(\d+)-h(\d+)(?:-x(-?\d+)-y(-?\d+)-w(\d+))?(?:-k(\d))?(?:-u(.+))?$/;

function linkNow() {
  const { left, top, width, height } = show.view;
  const { scale, west, north, left: x0, top: y0 } = data.measure;
  const x = Math.round(west + (left + width / 2 - x0) / scale);
  const y = Math.round(north - (top + height / 2 - y0) / scale);
  const knows = show.knows === TRUTH ? "" : `-k${show.knows}`;
  const unit = show.chosen < 0 ? "" : `-u${encodeURIComponent(data.units[show.chosen].id)}`;
  return `#replay-r${show.run.replication}-h${snapshotNow()}-x${x}-y${y}-w${Math.round(width / scale)}${knows}${unit}`;
}

function remember() {
  clearTimeout(remember.later);
  if (!show.run || !remember.ready) return;
  try {
    history.replaceState(null, "", linkNow());
  } catch {
    // a page in a frame has no address of its own
  }
}
function rememberSoon() {
  clearTimeout(remember.later);
  if (!show.playing) remember.later = setTimeout(remember, 250);
}

// Follow a link: true if the address is one.
async function follow(address) {
  const asked = LINK.exec(address);
  if (!asked) return false;
  const [, replication, snapshot, x, y, wide, knows, id] = asked;
  const index = Math.max(data.replications.findIndex((entry) => entry.replication === Number(replication)), 0);
  await chooseRun(index);
  show.at = Math.min(Number(snapshot), last);
  if (x !== undefined) {
    const { scale, west, north, left, top } = data.measure;
    const width = Math.min(Math.max(Number(wide) * scale, data.map.width / 60), data.map.width * 1.05);
    const height = (width * data.start.height) / data.start.width;
    show.view = { left: left + (Number(x) - west) * scale - width / 2, top: top + (north - Number(y)) * scale - height / 2, width, height };
  }
  const side = Number(knows);
  chooseKnowledge(knows !== undefined && side < data.sides.length ? side : TRUTH);
  let unit = -1;
  try {
    unit = id === undefined ? -1 : data.units.findIndex((one) => one.id === decodeURIComponent(id));
  } catch {
    // not an id of this page
  }
  choose(unit);
  (document.getElementById("replay") || player).scrollIntoView({ block: "start" });
  return true;
}

async function copyLink() {
  remember();
  const address = location.href;
  try {
    await navigator.clipboard.writeText(address);
    get("copied").textContent = "Copied.";
  } catch {
    get("copied").textContent = "The address bar holds it.";
  }
  setTimeout(() => { get("copied").textContent = ""; }, 4000);
}
