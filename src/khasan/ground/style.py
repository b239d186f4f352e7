"""How things look on a map: patterns, strokes and fills."""

from __future__ import annotations

DEFS = (
    '<defs><pattern id="kg-reeds" width="18" height="12" patternUnits="userSpaceOnUse">'
    '<path d="M1 4h9M10 10h8" stroke="#4d86a8" stroke-width="1.1"/>'
    '<path d="M4 4v-3M6 4v-3.5M13 10v-3M15 10v-3.5" stroke="#4d86a8" stroke-width=".8"/></pattern>'
    '<pattern id="kg-trees" width="14" height="14" patternUnits="userSpaceOnUse">'
    '<circle cx="4" cy="4" r="2.4" fill="none" stroke="#4b7a3d" stroke-width="1"/>'
    '<circle cx="11" cy="11" r="2.4" fill="none" stroke="#4b7a3d" stroke-width="1"/></pattern></defs>'
)

STYLE = """
.kg-contour{fill:none;stroke:#8a6238;stroke-width:.55;opacity:.6}.kg-strong{stroke-width:1.1;opacity:.75}
.kg-marsh{fill:url(#kg-reeds)}.kg-woods{fill:url(#kg-trees)}
.kg-lake,.kg-sea{fill:#b7d7e8;stroke:#3f7ea6;stroke-width:1}
.kg-river{fill:none;stroke:#b7d7e8;stroke-linejoin:round}.kg-bank{fill:none;stroke:#3f7ea6;stroke-linejoin:round}
.kg-track{fill:none;stroke:#5a4326;stroke-width:1.3;stroke-dasharray:6 3}
.kg-road{fill:none;stroke:#5a4326;stroke-width:3.2}.kg-road-in{fill:none;stroke:#f6edd5;stroke-width:1.6}
.kg-railway{fill:none;stroke:#222;stroke-width:1.6}
.kg-sleepers{fill:none;stroke:#222;stroke-width:6;stroke-dasharray:1.3 8}
.kg-halo{fill:none;stroke:#fff;stroke-width:4.6;opacity:.65}
.kg-soviet{fill:none;stroke:#b3202a;stroke-width:2.6;stroke-dasharray:14 4 2.5 4}
.kg-japanese{fill:none;stroke:#2b3a8c;stroke-width:2.6;stroke-dasharray:7 4}
.kg-japanese-old{fill:none;stroke:#2b3a8c;stroke-width:1.5;stroke-dasharray:1.5 4}
.kg-hex{fill:none;stroke:#444;stroke-width:.35;opacity:.35}
.kg-spot{fill:#3b2a17;stroke:#fff;stroke-width:.8}.kg-house{fill:#2e2e2e}
.kg-rival{fill:#fff;fill-opacity:.8;stroke:#3b2a17;stroke-width:1}
.kg-tie{fill:none;stroke:#3b2a17;stroke-width:.9;stroke-dasharray:1.5 2.5}
.kg-place{fill:#fff;stroke:#222;stroke-width:1.3}.kg-crossing{fill:#fff;stroke:#1f5f8b;stroke-width:1.4}
.kg-letter{font-size:8.5px;text-anchor:middle;fill:#1f5f8b;font-weight:bold}
.kg-name{paint-order:stroke;stroke:#fffdf3;stroke-width:3px;stroke-linejoin:round;stroke-opacity:.9;fill:#1d1a15}
.kg-water{fill:#1f5f8b;font-style:italic;font-size:11px;stroke:#e4f1f7}.kg-way{font-size:10px;fill:#222}
.kg-leader{stroke:#333;stroke-width:.7;fill:none}
.kg-frame{fill:none;stroke:#222;stroke-width:1.2}.kg-statement{fill:#7a1616;font-style:italic}
.kg-key{font-size:11.5px;fill:#222}.kg-small{font-size:10px;fill:#444}.kg-title{font-size:15px;font-weight:bold;fill:#111}
.kg-stamp{font-size:12px;font-weight:bold;fill:#7a1616;letter-spacing:1px}
"""

LINES = {
    "track": ("kg-track",),
    "road": ("kg-road", "kg-road-in"),
    "railway": ("kg-railway", "kg-sleepers"),
    "soviet": ("kg-halo", "kg-soviet"),
    "japanese": ("kg-halo", "kg-japanese"),
    "soviet-old": ("kg-soviet",),
    "japanese-old": ("kg-japanese-old",),
}
"""Strokes of each line, the lower first."""

NAME_STYLE = {"sourced": "font-style:normal", "guess": "font-style:italic"}
