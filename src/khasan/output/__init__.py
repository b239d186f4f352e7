"""The one layer for what khasan writes: files, standard output and error, and text made safe for where it goes.

Files stand whole or not at all, and no link is followed. Streams never fail whoever writes to them: what was lost is
said once, at the end. Text that came from files is escaped at each outlet, by one function an outlet.
"""

from __future__ import annotations

from khasan.output.files import DRAFT, CannotWrite, drafted, make_folder, remove_drafts, write_together, write_whole
from khasan.output.terminal import SafeStream, can_say, note, safe_streams, say, why
from khasan.output.text import Styled, csv_cell, csv_cell_read, json_in_page, json_text, visible, xml_text

__all__ = [
    "DRAFT",
    "CannotWrite",
    "SafeStream",
    "Styled",
    "can_say",
    "csv_cell",
    "csv_cell_read",
    "drafted",
    "json_in_page",
    "json_text",
    "make_folder",
    "note",
    "remove_drafts",
    "safe_streams",
    "say",
    "visible",
    "why",
    "write_together",
    "write_whole",
    "xml_text",
]
