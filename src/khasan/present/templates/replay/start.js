// Choices, keys, and the first picture.
async function chooseRun(index) {
  if (show.playing) play(false);
  chooseRun.last = index;
  const entry = data.replications[index];
  const next = show.run && show.run.replication === entry.replication ? show.run : await unpackedRun(entry);
  if (chooseRun.last !== index) return; // another was chosen meanwhile
  show.run = next;
  board.layouts.clear();
  get("ground").firstElementChild.innerHTML = next.ground;
  get("run").value = String(index);
  get("member").textContent = `Map variant ${next.member}.`;
  get("held").textContent = heldSaid(next.reasons);
  [board.view, board.drawn, tellMoment.key, listEvents.key] = [null, null, null, null];
  fillGroups();
  drawStrip();
  draw();
}

function heldSaid(reasons) {
  if (!reasons) return "This page holds no reasons for the losses.";
  if (reasons.told === reasons.all) return `The page holds the reasons for all ${plain(reasons.all)} losses of this run.`;
  return `The page holds the reasons for the ${plain(reasons.told)} largest of this run’s ${plain(reasons.all)} losses, ${Math.floor((100 * reasons.men) / Math.max(reasons.men_all, 1))} in 100 of the men lost.`;
}

function chooseKnowledge(side) {
  show.knows = side;
  for (const button of get("knows").querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.side) === side));
  draw();
  rememberSoon();
}

function fillChoices() {
  get("over").setAttribute("aria-label", `Units of both sides on the map of ${data.title}. Arrows go from symbol to symbol, Enter opens one, Escape closes; Space plays and pauses, comma and full stop step through time, plus and minus zoom, Shift with arrows moves the map.`);
  get("run").innerHTML = data.replications.map((entry, n) => `<option value="${n}">${entry.replication} (map ${entry.member})</option>`).join("");
  get("run-choice").hidden = data.replications.length < 2;
  const views = [[TRUTH, "Truth"], ...data.sides.map((name, side) => [side, `What ${name.replace(/\bSoviet Union\b/, "the Soviet Union")} ${name.includes(" and ") ? "know" : "knows"}`])];
  get("knows").innerHTML = views.map(([side, name]) => `<button type="button" data-side="${side}" aria-pressed="${side === TRUTH}">${escaped(name)}</button>`).join("");
  get("knows").onclick = (event) => {
    const button = event.target.closest("[data-side]");
    if (button) chooseKnowledge(Number(button.dataset.side));
  };
  get("run").onchange = (event) => chooseRun(Number(event.target.value)).then(remember);
  get("show-losses").onchange = draw;
  get("show-fallen").onchange = (event) => { show.fallen = event.target.checked; draw(); };
  get("copy").onclick = copyLink;
  get("sides").innerHTML = data.sides.map((name, side) => `<span><i class="rp-key rp-${data.shapes[side]}"></i>${escaped(name)}: ${data.shapes[side] === "round" ? "round ends" : "square corners"}</span>`).join("");
  const arms = [...new Set(data.units.map((unit) => unit.branch))].filter((arm) => GLYPHS[arm]);
  get("arms").innerHTML = arms.map((arm) => `<span><svg class="rp-legend-glyph rp-glyph" viewBox="-1 -1 16 11" aria-hidden="true">${glyphOf(arm)}</svg>${escaped(ARMS[arm] || arm)}</span>`).join("");
}

function keysOnPlayer(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    closeAll();
    event.preventDefault();
    return;
  }
  if (event.target.closest("select, input[type=search]")) return;
  const onButton = event.target.closest("button, input");
  const keys = {
    ",": () => goTo(snapshotNow() - 1), ".": () => goTo(snapshotNow() + 1),
    "<": () => goTo(snapshotNow() - 24), ">": () => goTo(snapshotNow() + 24),
    "[": () => toBookmark(-1), "]": () => toBookmark(1),
    "+": () => zoomBy(0.7), "=": () => zoomBy(0.7), "-": () => zoomBy(1 / 0.7), 0: () => lookAt(data.start),
    k: () => play(!show.playing), m: markNow,
  };
  if (!onButton) Object.assign(keys, { " ": () => play(!show.playing), Home: () => goTo(0), End: () => goTo(last) });
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

async function start() {
  fillChoices();
  fillTime();
  fillFinder();
  handsOnBoard();
  handsOnDock();
  handsOnEvents();
  handsOnTime();
  player.addEventListener("keydown", keysOnPlayer);
  player.hidden = false;
  await document.fonts?.load(`700 12px ${getComputedStyle(player).fontFamily}`); // labels are measured before they are set
  measureBoard();
  new ResizeObserver(() => { measureBoard(); draw(); }).observe(get("map"));
  try {
    if (!(await follow(location.hash))) await chooseRun(0);
  } catch (error) {
    player.hidden = true;
    const failed = document.getElementById("player-failed");
    if (failed) failed.hidden = false;
    throw error;
  }
  remember.ready = true;
  addEventListener("hashchange", () => follow(location.hash));
  player.dataset.ready = "yes";
}
await start();
