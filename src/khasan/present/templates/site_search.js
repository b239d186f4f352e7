"use strict";
/* Search in the record: names of one sound are found together, and nothing leaves the page. */
(() => {
  const { fold, incidents, stories, sources, names, claims, events, decisions } = RECORD;
  const han = new Map([...fold.full].map((letter, at) => [letter, [...fold.short][at]]));
  const FIRST = 40;

  /* As khasan.record.search.fold: small Latin letters without marks and signs, whatever the script. */
  function folded(text) {
    let plain = [...text.normalize("NFKC")].map((c) => han.get(c) ?? c).join("").toLowerCase().replaceAll("ё", "е").normalize("NFKC");
    plain = [...plain].map((c) => fold.cyrillic[c] ?? c).join("").normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");
    for (const [one, other] of fold.same) plain = plain.replaceAll(one, other);
    return plain;
  }
  function sound(word) {
    for (const [one, other] of fold.sounds) word = word.replaceAll(one, other);
    return word.replace(/(.)\1+/gu, "$1");
  }
  const words = (text) => text.split(/[\s,;:()\[\]/–—-]+/u).map(folded).filter(Boolean);
  const spaced = (text) => ` ${words(text).join(" ")} `;
  const isLatin = (word) => /^[\x20-\x7e]+$/.test(word);

  const titles = incidents.map(([, title]) => title);
  const bySource = new Map(sources.map((one) => [one[0], one]));
  const known = names.map(([at, quantity, all]) => ({ at, quantity, all, folds: all.map(folded), sounds: all.map((name) => sound(folded(name))) }));
  const page = (at, anchor) => `${incidents[at][0]}.html${anchor ? `#${encodeURIComponent(anchor)}` : ""}`;
  const wide = incidents.findIndex(([id]) => id === "frontier");

  const rows = [
    ...events.map(([id, days, place, what, rest]) => ({
      kind: "events", at: wide, title: `${place}: ${what}`, text: rest, under: `${days}, tables of the frontier`, where: `../frontier/index.html#${encodeURIComponent(id)}`,
    })),
    ...decisions.map(([id, date, who, what, outcome]) => ({
      kind: "events", at: wide, title: `${who}: ${what}`, text: outcome, under: `Decision, ${date}`, where: page(wide, `decision-${id}`),
    })),
    ...claims.map(([at, id, says, key, where, grade, note]) => ({
      kind: "claims", at, title: says, text: note, under: `${bySource.get(key)?.[1] ?? key}${where ? `, ${where}` : ""}. Grade ${grade}. ${titles[at]}`, where: page(at, id), hidden: key,
    })),
    ...sources.map(([key, title, by, kind, grade]) => ({
      kind: "sources", at: -1, title, text: by, under: `${key}, ${kind}, grade ${grade}`, where: `sources.html#${encodeURIComponent(key)}`,
    })),
  ];
  let ready = false;
  function prepare() {
    if (ready) return;
    for (const row of rows) {
      row.told = spaced(`${row.title} ${row.text}`);
      row.spaced = `${row.told}${spaced(`${row.under} ${row.hidden ?? ""}`)}`;
    }
    ready = true;
  }

  /* Places and incidents that the whole query names, by spelling or by sound. */
  function named(query) {
    const wanted = folded(query);
    if (!wanted) return [];
    const heard = sound(wanted);
    const bySound = isLatin(wanted) && heard.length >= 4;
    const found = [];
    for (const one of known) {
      let score = 0;
      one.folds.forEach((name, number) => {
        if (name === wanted) score = Math.max(score, 3);
        else if (bySound && one.sounds[number] === heard) score = Math.max(score, 2);
        else if (wanted.length >= (isLatin(wanted) ? 4 : 2) && name.includes(wanted)) score = Math.max(score, 1);
      });
      if (score) found.push({ ...one, score });
    }
    return found.sort((a, b) => b.score - a.score || (a.at === wide) - (b.at === wide));
  }

  function found(query, kind, at) {
    prepare();
    const places = named(query);
    const asked = words(query);
    /* other names of a place that was named, but not those of a whole stretch of the frontier or of a whole fight */
    const others = new Set();
    for (const place of places) {
      if (place.score >= 2 && place.quantity && place.at !== wide) for (const name of place.all) others.add(spaced(name).trimEnd());
    }
    const holds = (text) => asked.every((word) => text.includes(isLatin(word) ? ` ${word}` : word));
    const score = (row) => {
      if (holds(row.told)) return 3;
      if ([...others].some((name) => name.trim().length >= (isLatin(name) ? 4 : 2) && row.told.includes(name))) return 2;
      return holds(row.spaced) ? 1 : 0;
    };
    const allowed = (row) => (kind === "all" || row.kind === kind) && (at === -1 || row.at === at);
    const scored = asked.length ? rows.filter(allowed).map((row) => [score(row), row]).filter(([points]) => points) : [];
    scored.sort((a, b) => b[0] - a[0]);
    const shown = kind === "all" || kind === "names" ? places.filter((place) => at === -1 || place.at === at) : [];
    return {
      also: [...new Set(places.filter((place) => place.score >= 2 && place.quantity && place.at !== wide).flatMap((place) => place.all))].filter((name) => folded(name) !== folded(query)),
      list: [
        ...shown.map(({ at: number, quantity, all }) => ({
          kind: "names", title: all[0], text: all.slice(1).join(", "),
          under: quantity ? `A name in the record of ${titles[number]}` : "A record",
          where: page(number, quantity), story: quantity ? "" : stories[incidents[number][0]],
        })),
        ...scored.map(([, row]) => row),
      ],
    };
  }

  const field = document.getElementById("query");
  const kind = document.getElementById("kind");
  const where = document.getElementById("where");
  const list = document.getElementById("results");
  const told = document.getElementById("told");
  const more = document.getElementById("more");
  incidents.forEach(([, title], at) => where.add(new Option(title, String(at))));

  function put(parent, name, text, css) {
    const element = document.createElement(name);
    if (css) element.className = css;
    element.textContent = text;
    parent.append(element);
    return element;
  }
  /* The letters that were typed stand out where they stand as typed. */
  function marked(parent, text, asked) {
    const parts = asked.length ? text.split(new RegExp(`(${asked.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "iu")) : [text];
    parts.forEach((part, number) => { if (number % 2) put(parent, "mark", part); else if (part) parent.append(part); });
  }

  let all = [];
  function show(from, asked) {
    for (const one of all.slice(from, from + FIRST)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.where;
      marked(link, one.title, asked);
      item.append(link);
      if (one.text) marked(put(item, "span", "", "under"), one.text, asked);
      const under = put(item, "span", one.under, "under");
      if (one.story) {
        under.append(". ");
        const story = put(under, "a", "What happened");
        story.href = one.story;
      }
      list.append(item);
    }
    const left = all.length - Math.min(all.length, from + FIRST);
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(left, FIRST)} more of ${left.toLocaleString("en")}`;
    more.onclick = () => { show(from + FIRST, asked); list.children[from + FIRST]?.querySelector("a").focus(); };
  }

  function search() {
    const query = field.value.trim();
    const state = new URLSearchParams();
    if (query) state.set("q", query);
    if (kind.value !== "all") state.set("in", kind.value);
    if (where.value !== "-1") state.set("of", incidents[Number(where.value)][0]);
    const hash = state.toString();
    if (location.hash.slice(1) !== hash) history.replaceState(null, "", hash ? `#${hash}` : location.pathname);
    list.replaceChildren();
    all = [];
    more.hidden = true;
    if (!query) {
      told.textContent = "";
      return;
    }
    const answer = found(query, kind.value, Number(where.value));
    all = answer.list;
    const also = answer.also.slice(0, 12).join(", ");
    told.textContent = `${all.length.toLocaleString("en")} found${also ? `. Also looked for as ${also}` : ""}`;
    show(0, query.split(/\s+/).filter((word) => word.length > 1));
  }
  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    field.value = state.get("q") ?? "";
    kind.value = state.get("in") ?? "all";
    if (!kind.value) kind.value = "all";
    const at = incidents.findIndex(([id]) => id === state.get("of"));
    where.value = String(at);
    search();
  }
  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  for (const one of [kind, where]) one.addEventListener("change", search);
  document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  addEventListener("hashchange", restore);
  for (const one of document.querySelectorAll("[data-try]")) one.addEventListener("click", () => { field.value = one.dataset.try; search(); field.focus(); });
  restore();
})();
