"""A story for the terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from khasan.results.number_words import what_if_words
from khasan.results.story.beat import Entry

if TYPE_CHECKING:
    from khasan.compiler import Compiled


def story_text(
    compiled: Compiled, told: Sequence[Entry], width: int | None = None, *, after: Sequence[str] = ()
) -> str:
    """A heading a day, a line an entry; ``after`` it, what else there is to say."""
    width = width or min(110, max(60, shutil.get_terminal_size((100, 24)).columns))
    heading = f"{compiled.resolved.title}: one run, one history of the many that could have been."
    zone = f"UTC{compiled.resolved.clock.start:%z}"
    reading = (
        f"Times are local ({zone[:-2]}:{zone[-2:]}), and each is when the event begins. Men lost are killed, wounded "
        "and missing "
        "together; small losses appear only in the day's total."
    )
    question = what_if_words(compiled.resolved.what_ifs)
    lines = [line for said in (heading, question, reading) for line in textwrap.wrap(said, width)]
    day = ""
    for time, sentence in told:
        moment = datetime.fromisoformat(time)
        if (today := f"{moment.day} {moment:%B %Y}") != day:
            lines += ["", today]
            day = today
        lines += textwrap.wrap(sentence, width, initial_indent=f"  {moment:%H:%M}  ", subsequent_indent=" " * 9)
    if after:
        lines += ["", *(line for said in after for line in textwrap.wrap(said, width))]
    return "\n".join(lines)
