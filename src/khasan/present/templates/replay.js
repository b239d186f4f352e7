// The replay: symbols over a map, hour by hour. Plain JavaScript, no library, nothing fetched.
"use strict";
(async () => {
  const player = document.getElementById("player");
  if (!player) return;
  const data = JSON.parse(document.getElementById("replay-data").textContent);
  const get = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const hours = data.times.length;
  const last = hours - 1;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = get("map");
  const frame = data.map; // left, top, width, height of the ground as drawn
  const field = {}; // name -> Int16Array(hours * units), hour by hour
  const count = data.units.length;
  let run = null; // the replication shown
  let now = 0; // hour shown; fractions only while playing
  let chosen = -1;
  let pointed = -1;
  let playing = false;
  let view = { ...data.start };

  // --- unpacking: int16 differences along time, deflated, base64 ---
  async function inflate(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")));
  }
  async function unpack(text) {
    const view16 = new DataView(await (await inflate(text)).arrayBuffer());
    const table = new Int16Array(hours * count);
    for (let i = 0; i < table.length; i++) {
      table[i] = view16.getInt16(2 * i, true) + (i >= count ? table[i - count] : 0);
    }
    return table;
  }
  const at = (name, hour, unit) => field[name][hour * count + unit];
  const word = (name, hour, unit) => data.words[name][at(name, hour, unit)] || "";
  const lost = (hour, unit) => at("killed", hour, unit) + at("wounded", hour, unit) + at("missing", hour, unit);
  const inField = (hour, unit) =>
    at("where", hour, unit) >= 0 && ["active", "broken"].includes(word("status", hour, unit));

  // --- the map ---
  const layer = (name) => map.querySelector(`.${name}`);
  const marks = data.units.map((unit, number) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "unit");
    group.dataset.unit = number;
    group.innerHTML =
      `<title></title><circle class="halo" r="72" cx="100" cy="100"/>` +
      `<use href="#symbol-${unit.symbol}" width="200" height="200"/>` +
      `<rect class="full" x="45" y="163" width="110" height="14"/>` +
      `<rect class="fit side-${unit.side}" x="45" y="163" width="110" height="14"/>`;
    layer("units").append(group);
    return group;
  });

  function spotOf(hour, unit) {
    return data.where[at("where", hour, unit)];
  }

  // Units that share a spot stand side by side round it.
  function spotsAt(hour, size) {
    const stacks = new Map();
    for (let unit = 0; unit < count; unit++) {
      if (!inField(hour, unit)) continue;
      const where = at("where", hour, unit);
      stacks.has(where) ? stacks.get(where).push(unit) : stacks.set(where, [unit]);
    }
    const spots = new Map();
    for (const units of stacks.values()) {
      const wide = Math.ceil(Math.sqrt(units.length));
      const high = Math.ceil(units.length / wide);
      units.forEach((unit, n) => {
        const [x, y] = spotOf(hour, unit);
        const right = ((n % wide) - (wide - 1) / 2) * 0.6 * size;
        const down = (Math.floor(n / wide) - (high - 1) / 2) * 0.72 * size;
        spots.set(unit, [x + right, y + down]);
      });
    }
    return spots;
  }

  function unitsAPixel() {
    const box = map.getBoundingClientRect();
    return Math.max(view.width / Math.max(box.width, 1), view.height / Math.max(box.height, 1));
  }

  function draw() {
    if (!run) return;
    const hour = Math.min(Math.floor(now), last);
    const part = now - hour;
    const scale = unitsAPixel();
    const size = 40 * scale;
    layer("ground").style.setProperty("--zoom", Math.min(1.1 * scale, 1.6).toFixed(3));
    map.setAttribute("viewBox", `${view.left} ${view.top} ${view.width} ${view.height}`);
    const spots = spotsAt(hour, size);
    const next = part > 0 && hour < last ? spotsAt(hour + 1, size) : spots;
    for (let unit = 0; unit < count; unit++) {
      const mark = marks[unit];
      const spot = spots.get(unit);
      mark.style.display = spot ? "" : "none";
      if (!spot) continue;
      const goal = next.get(unit) || spot;
      const x = spot[0] + (goal[0] - spot[0]) * part - size / 2;
      const y = spot[1] + (goal[1] - spot[1]) * part - size / 2;
      mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${size / 200})`);
      mark.classList.toggle("broken", word("status", hour, unit) === "broken");
      mark.classList.toggle("chosen", unit === chosen);
      const men = at("men", hour, unit);
      mark.querySelector(".fit").setAttribute("width", (110 * men) / Math.max(men + lost(hour, unit), 1));
    }
    drawLosses(hour, scale);
    drawSky(hour);
    get("time").value = hour;
    get("time").setAttribute("aria-valuetext", data.times[hour]);
    get("cursor").setAttribute("x", hour);
    if (draw.shown !== hour || draw.run !== run) {
      draw.shown = hour;
      draw.run = run;
      tell(hour);
    }
    describe(hour);
  }

  function drawLosses(hour, scale) {
    const fallen = get("show-fallen").checked ? 0 : hour;
    const pixels = fallen === 0 ? 1.7 : 4.5; // radius of one man lost
    const show = get("show-losses").checked;
    let circles = "";
    if (show || fallen === 0) {
      const sums = new Map();
      for (let h = Math.max(fallen, 1); h <= hour; h++) {
        for (let unit = 0; unit < count; unit++) {
          const men = lost(h, unit) - lost(h - 1, unit);
          const where = at("where", h - 1, unit) >= 0 ? at("where", h - 1, unit) : at("where", h, unit);
          if (men <= 0 || where < 0) continue;
          const key = `${where},${data.units[unit].side}`;
          sums.set(key, (sums.get(key) || 0) + men);
        }
      }
      for (const [key, men] of sums) {
        const [where, side] = key.split(",").map(Number);
        const [x, y] = data.where[where];
        const radius = pixels * Math.sqrt(men) * scale;
        circles += `<circle class="side-${side}" cx="${x}" cy="${y}" r="${radius.toFixed(1)}"><title>${men} men</title></circle>`;
      }
    }
    layer("losses").innerHTML = circles;
  }

  function drawSky(hour) {
    const { sky, moon } = data.light[hour];
    const [sees, weather] = run.visibility[hour] || [undefined, ""];
    layer("night").setAttribute("opacity", { day: 0, twilight: 0.16, night: 0.34 }[sky]);
    layer("fog").setAttribute("opacity", weather ? 0.4 : 0);
    const lamp = sky === "day" ? "" : moon > 0 ? `, moon up, ${Math.round(100 * moon)}% lit` : ", no moon";
    const sight = sees === undefined ? "" : ` · ${weather ? weather + ": " : ""}one sees ${metres(sees)}`;
    get("clock").textContent = data.times[hour];
    get("sky").textContent = `${sky}${lamp}${sight}`;
  }
  const metres = (m) => (m >= 1000 ? `${(m / 1000).toFixed(1)} km` : `${Math.round(m)} m`);

  // --- words ---
  const number = (n) => n.toLocaleString("en");
  const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const unitName = (unit) => (unit < 0 ? "" : data.units[unit].name);
  const vehicles = (unit, n) => (unit < 0 ? "" : data.units[unit][n === 1 ? "vehicle" : "vehicles"]) || (n === 1 ? "vehicle" : "vehicles");
  const placeName = (place) => (place < 0 ? "" : data.places[place]);
  const sideName = (id) => data.sides[data.side_ids.indexOf(id)] || id;
  const sideOf = (e) => (e[2] >= 0 ? data.units[e[2]].side : Math.max(data.side_ids.indexOf(e[5]), 0));
  const SAY = {
    arrived: (e) => `arrives`,
    took_place: (e) => `takes ${placeName(e[4])}`,
    driven_out: (e) => (e[3] >= 0 ? `is driven out by ${unitName(e[3])}` : "is driven out"),
    broke: (e) => `breaks${e[5] && typeof e[5] === "string" ? `: ${e[5]}` : ""}`,
    broke_contact: () => "breaks contact as ordered",
    surrendered: (e) => `loses ${e[5]} prisoners`,
    rallied: () => "rallies",
    destroyed: () => "is destroyed",
    air_raid: (e) => `${e[5]} aircraft strike`,
    turned_back: (e) => `${e[5]} aircraft turn back, the ground hidden`,
    aircraft_lost: (e) => `loses ${e[5]} aircraft`,
    tanks_lost: (e) => `loses ${e[5]} ${vehicles(e[2], e[5])}`,
    out_of_ammunition: () => "runs out of ammunition",
    alighted: () => "gets off",
  };

  function tell(hour) {
    const totals = data.sides.map((name, side) => {
      let men = 0, dead = 0, all = 0, tanks = 0, aircraft = 0;
      for (let unit = 0; unit < count; unit++) {
        if (data.units[unit].side !== side) continue;
        if (inField(hour, unit)) men += at("men", hour, unit);
        dead += at("killed", hour, unit);
        all += lost(hour, unit);
        if (data.units[unit].flies) aircraft += at("burnt", hour, unit);
        else tanks += at("burnt", hour, unit) + at("knocked_out", hour, unit);
      }
      const hit = data.vehicles[side] ? `; ${escape(data.vehicles[side])} hit and lost: ${number(tanks)}` : "";
      const down = data.units.some((unit) => unit.side === side && unit.flies) ? `; aircraft lost: ${number(aircraft)}` : "";
      return `<span><i class="key side-${side}"></i><b>${escape(name)}</b>: ${number(men)} men in the field; ` +
        `lost so far ${number(all)} men, ${number(dead)} of them killed${hit}${down}</span>`;
    });
    get("totals").innerHTML = totals.join("");
    const items = get("events").children;
    let current = null;
    for (const item of items) {
      const when = Number(item.dataset.hour);
      item.className = when > hour ? "ahead" : when > hour - 1 ? "current" : "";
      if (when <= hour) current = item;
    }
    if (current) {
      const list = get("events");
      list.scrollTop = current.offsetTop - list.clientHeight / 2;
    } else get("events").scrollTop = 0;
    if (!playing) get("live").textContent = `${data.times[hour]}, ${get("sky").textContent}`;
  }

  function describe(hour) {
    const unit = pointed >= 0 ? pointed : chosen;
    const key = `${unit} ${hour} ${run.replication}`;
    if (describe.key === key) return;
    describe.key = key;
    const panel = get("unit-panel");
    if (unit < 0) {
      panel.innerHTML = `<p class="quiet">Point at a symbol, click it or choose a unit from the list to see its state.</p>`;
      return;
    }
    const { name, above, side } = data.units[unit];
    const status = word("status", hour, unit);
    const men = at("men", hour, unit);
    const all = men + lost(hour, unit);
    const rows = [];
    if (status === "expected") rows.push(["State", "not yet arrived"]);
    else if (status === "gone") rows.push(["State", "gone: dead, captured or dissolved"]);
    else {
      rows.push(["Strength", `${number(men)} of ${number(all)} men`]);
      rows.push(["Posture", word("posture", hour, unit) + (status === "broken" ? ", broken" : "")]);
      const order = word("order", hour, unit);
      if (order !== "none") rows.push(["Order", `${order} ${placeName(at("order_place", hour, unit))}`]);
    }
    if (status !== "expected") {
      rows.push(["Losses", `${number(at("killed", hour, unit))} killed, ${number(at("wounded", hour, unit))} wounded, ${number(at("missing", hour, unit))} missing`]);
      const broken = at("burnt", hour, unit) + at("knocked_out", hour, unit);
      if (at("vehicles", hour, unit) + broken > 0) {
        const { flies } = data.units[unit];
        const name = flies ? "aircraft" : vehicles(unit, 2);
        const [gone, hit] = flies ? ["lost", "damaged"] : [name === "boats" ? "sunk" : "burnt", "knocked out"];
        rows.push([name[0].toUpperCase() + name.slice(1), `${at("vehicles", hour, unit)} fit, ${at("burnt", hour, unit)} ${gone}, ${at("knocked_out", hour, unit)} ${hit} so far`]);
      }
    }
    if (status === "active" || status === "broken") {
      rows.push(["Cohesion", `${at("cohesion", hour, unit)}%`], ["Suppression", `${at("suppression", hour, unit)}%`]);
      rows.push(["Ammunition", `${at("ammunition", hour, unit)}% of its basic load`]);
      rows.push(["Known to the enemy", at("known_to_enemy", hour, unit) ? "yes" : "no"]);
    }
    panel.innerHTML = `<h4><i class="key side-${side}"></i>${escape(name)}</h4><p class="quiet">${escape(above)}</p>` +
      `<dl>${rows.map(([term, text]) => `<dt>${escape(term)}</dt><dd>${escape(text)}</dd>`).join("")}</dl>` + strengthLine(unit, hour);
  }

  function strengthLine(unit, hour) {
    const points = [];
    let most = 1;
    for (let h = 0; h < hours; h++) if (word("status", h, unit) !== "expected") most = Math.max(most, at("men", h, unit));
    for (let h = 0; h < hours; h++) {
      if (word("status", h, unit) !== "expected") points.push(`${h},${(40 - (38 * at("men", h, unit)) / most).toFixed(1)}`);
    }
    return `<svg class="strength" viewBox="0 0 ${Math.max(last, 1)} 42" preserveAspectRatio="none" aria-hidden="true">` +
      `<polyline class="side-${data.units[unit].side}" points="${points.join(" ")}"/><line x1="${hour}" x2="${hour}" y1="0" y2="42"/></svg>` +
      `<p class="quiet">men present over the whole time</p>`;
  }

  function listEvents() {
    get("events").innerHTML = run.events.map((e) => {
      const side = sideOf(e);
      const who = e[2] >= 0 ? unitName(e[2]) : sideName(e[5]);
      return `<li data-hour="${e[0]}"><button type="button" data-hour="${Math.min(Math.ceil(e[0]), last)}" data-unit="${e[2]}">` +
        `<time>${e[6]}</time> <i class="key side-${side}"></i>${escape(who)} ${escape((SAY[e[1]] || ((x) => x[1]))(e))}</button></li>`;
    }).join("") || `<li class="quiet">Nothing of note was recorded.</li>`;
    let bands = "";
    data.light.forEach(({ sky }, hour) => { if (sky !== "day") bands += `<rect class="${sky}" x="${hour}" y="0" width="1" height="10"/>`; });
    run.visibility.forEach(([, weather], hour) => { if (weather) bands += `<rect class="fog" x="${hour}" y="10" width="1" height="3"/>`; });
    for (const e of run.events) {
      if (e[1] === "took_place") bands += `<rect class="side-${sideOf(e)}" x="${e[0]}" y="0" width="${last / 300}" height="13"/>`;
    }
    get("strip-bands").innerHTML = bands;
  }

  // --- time ---
  const speed = () => Number(get("speed").value); // hours a second
  function go(hour) {
    now = Math.min(Math.max(hour, 0), last);
    draw();
  }
  function play(on) {
    playing = on;
    if (on && now >= last) now = 0;
    get("play").textContent = on ? "Pause" : "Play";
    get("play").setAttribute("aria-pressed", String(on));
    if (on) {
      play.from = performance.now();
      requestAnimationFrame(advance);
    } else {
      now = Math.round(now);
      draw();
      remember();
    }
  }
  function advance(moment) {
    if (!playing) return;
    // the frame's own time may lie before the moment of the click
    const seconds = Math.min(Math.max((moment - play.from) / 1000, 0), 0.5);
    play.from = moment;
    play.at = (play.at === undefined || Math.floor(play.at) !== Math.floor(now) ? now : play.at) + seconds * speed();
    now = Math.min(still ? Math.floor(play.at) : play.at, last);
    draw();
    if (now >= last) play(false);
    else requestAnimationFrame(advance);
  }
  function remember() {
    try { history.replaceState(null, "", `#replay-r${run.replication}-h${Math.floor(now)}`); } catch { /* a page in a frame */ }
  }

  async function choose(index) {
    play(false);
    const next = data.replications[index];
    choose.last = index;
    const fresh = {};
    for (const name of data.fields) fresh[name] = await unpack(next.fields[name]);
    const ground = await (await inflate(next.ground)).text();
    if (choose.last !== index) return; // another was chosen meanwhile
    Object.assign(field, fresh);
    layer("ground").innerHTML = ground;
    get("member").textContent = `Drawn map ${next.member}.`;
    run = next;
    describe.key = "";
    listEvents();
    draw();
  }
  function select(unit) {
    chosen = unit;
    get("unit").value = String(unit);
    draw();
  }

  // --- looking closer ---
  function zoom(factor, x = view.left + view.width / 2, y = view.top + view.height / 2) {
    const width = Math.min(Math.max(view.width * factor, frame.width / 40), frame.width * 1.05);
    const ratio = width / view.width;
    view = { left: x - (x - view.left) * ratio, top: y - (y - view.top) * ratio, width, height: view.height * ratio };
    draw();
  }
  const pixelToMap = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    return [point.x, point.y];
  };

  // --- hands ---
  get("play").onclick = () => play(!playing);
  get("time").oninput = (event) => { if (playing) play(false); go(Number(event.target.value)); };
  get("time").onchange = remember;
  get("replication").onchange = (event) => choose(Number(event.target.value)).then(remember);
  get("unit").onchange = (event) => select(Number(event.target.value));
  get("show-losses").onchange = get("show-fallen").onchange = draw;
  get("closer").onclick = () => zoom(0.7);
  get("farther").onclick = () => zoom(1 / 0.7);
  get("fit").onclick = () => { view = { ...data.start }; draw(); };
  get("whole").onclick = () => { view = { ...frame }; draw(); };
  get("events").onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    play(false);
    if (Number(button.dataset.unit) >= 0) select(Number(button.dataset.unit));
    go(Number(button.dataset.hour));
    remember();
  };
  map.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".unit");
    pointed = mark ? Number(mark.dataset.unit) : -1;
    if (mark) mark.firstChild.textContent = unitName(pointed);
    draw();
  });
  map.addEventListener("pointerleave", () => { pointed = -1; draw(); });
  let drag = null;
  map.addEventListener("pointerdown", (event) => { drag = { at: pixelToMap(event), moved: false }; });
  map.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons) return;
    const [x, y] = pixelToMap(event);
    if (Math.hypot(x - drag.at[0], y - drag.at[1]) > 4 * unitsAPixel()) drag.moved = true;
    if (!drag.moved) return;
    view = { ...view, left: view.left + drag.at[0] - x, top: view.top + drag.at[1] - y };
    draw();
  });
  map.addEventListener("click", (event) => {
    const mark = event.target.closest(".unit");
    if (!drag || !drag.moved) select(mark ? Number(mark.dataset.unit) : -1);
    drag = null;
  });
  map.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== map) return; // else the page scrolls
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...pixelToMap(event));
  }, { passive: false });
  player.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input[type=checkbox]")) return;
    const typing = event.target.closest("button, input");
    const step = event.shiftKey ? 24 : 1;
    const keys = {
      ArrowLeft: () => go(Math.floor(now) - step), ArrowRight: () => go(Math.floor(now) + step),
      Home: () => go(0), End: () => go(last),
      "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), 0: () => get("fit").click(),
      k: () => play(!playing),
    };
    if (!typing) keys[" "] = () => play(!playing);
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    if (playing && event.key.startsWith("Arrow")) play(false);
    act();
  });
  addEventListener("resize", draw);

  // --- start ---
  const asked = /^#replay-r(\d+)-h(\d+)$/.exec(location.hash);
  const index = asked ? data.replications.findIndex((entry) => entry.replication === Number(asked[1])) : 0;
  get("replication").value = String(Math.max(index, 0));
  try {
    await choose(Math.max(index, 0));
  } catch (error) {
    get("player-failed").hidden = false;
    throw error;
  }
  player.hidden = false;
  go(asked ? Number(asked[2]) : 0);
  player.dataset.ready = "yes";
})();
