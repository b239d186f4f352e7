// The arms, small enough to stand beside a number: 14 by 9, drawn with `stroke` or `fill` of the symbol's ink.
const GLYPHS = {
  infantry: '<path d="M0 0h14v9H0zM0 0l14 9M14 0L0 9"/>',
  border_guard: '<path d="M0 0h14v9H0zM0 0l14 9M14 0L0 9M7 0v9"/>',
  cavalry: '<path d="M0 0h14v9H0zM0 9L14 0"/>',
  machine_gun: '<path d="M7 9V0M3.5 3.5L7 0l3.5 3.5M3.5 9h7"/>',
  infantry_gun: '<path d="M5 9V0M9 9V0M5 4.5h4"/>',
  anti_tank: '<path d="M0 9L7 0l7 9"/>',
  artillery: '<circle class="ink" cx="7" cy="4.5" r="3.4"/>',
  tank: '<rect x="0.5" y="1" width="13" height="7" rx="3.5"/>',
  engineer: '<path d="M0 9V1h14v8M7 1v5"/>',
  headquarters: '<path d="M1 9V0h11v5H1"/>',
  boat: '<path d="M0 3h14l-2.5 5h-9zM7 3V0"/>',
  train: '<path d="M0 6h14M2 1h10v5H2z"/><circle cx="4" cy="7.6" r="1.4"/><circle cx="10" cy="7.6" r="1.4"/>',
  aviation: '<path d="M7 4.5C4 1 0 1 0 4.5S4 8 7 4.5s7-3.5 7 0S10 8 7 4.5z"/>',
};
const ARMS = {
  infantry: "infantry", border_guard: "border guards", cavalry: "cavalry", machine_gun: "machine guns",
  infantry_gun: "infantry guns", anti_tank: "anti-tank guns", artillery: "artillery", tank: "tanks",
  engineer: "engineers", headquarters: "headquarters", boat: "boats", train: "armoured train", aviation: "aircraft",
};
const glyphOf = (branch) => GLYPHS[branch] || GLYPHS.infantry;
