"""docs/model/state.md is made from the declarations, and is up to date: `python tests/engine/test_state_page.py`."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

from engine.state_declared import BUNDLES, Row, holders
from khasan.declared import Block, Codes, Field, blocks
from khasan.kernels.state import parameters

PAGE = Path(__file__).parents[2] / "docs" / "model" / "state.md"
UPDATE = "python tests/engine/test_state_page.py"
HEAD = f"""# The state

<!-- written by `{UPDATE}`: edit the line that declares a field instead -->

Every number that the rules read or write stands in a block: an array whose rows are fields. Each field is declared in
one line, in `src/khasan/arrays.py`, `src/khasan/kernels/state/tables.py` or `src/khasan/kernels/state/bundles.py`, and
this page is made from those lines. A saved battle with a number outside its range is refused. How the rules change the
fields: [engine.md](engine.md); what the fields are for: [odd.md](odd.md).

`f8` is a number, `i4` and `i8` are whole ones, `u8` are bits. A number that comes from a data file names the kind of
file and what it is called there; "/ 60" says that the file's number is divided by 60 as it comes in.
"""
INTENTS = "khasan.kernels.intents"
"""Where the stages of a step say what they write."""


def intents() -> ModuleType | None:
    return importlib.import_module(INTENTS) if importlib.util.find_spec(INTENTS) else None


def writers(intents: Any) -> dict[str, list[str]]:
    """The stages that write each path, such as counts.MEN: the name of a block, and of a constant or *."""
    found: dict[str, list[str]] = {}
    for stage, intent in intents.INTENTS.items():
        for path in sorted(intents.paths(intent.writes)) + [f"scratch.{name}" for name in intent.own.split()]:
            found.setdefault(path, []).append(stage)
    return found


def who_writes(written: dict[str, list[str]], *paths: str) -> str:
    """The stages that write what one of the paths names."""
    named = {stage: None for path in paths for stage in written.get(path, [])}
    return ", ".join(f"`{stage}`" for stage in named)


def row_paths(bundle: str, block: str, constant: str) -> tuple[str, ...]:
    """How the stages may name a row: by itself, as one of the whole block, or by the whole block."""
    return f"{block}.{constant}", f"{block}.*", f"{bundle}.{block}"


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """In Markdown; a last column in which nothing stands is left out."""
    many = len(head) if any(line[-1] for line in lines) else len(head) - 1
    rows = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(row[:many])} |\n" for row in rows) if lines else ""


def page(told: Any = None) -> str:
    """The whole page; told: the module that says what stages write, if there is one."""
    written = writers(told) if told else {}
    lines = holders()
    parts = [HEAD]
    for kind in BUNDLES:
        words, bundle = (kind.__doc__ or "").split("\n\n")[0], kind.__name__.lower()
        alone = [
            [f"`{name}`", f"`{block.form}`", *said(block.fields[0]), who_writes(written, f"{bundle}.{name}")]
            for name, block in blocks(kind).items()
            if not block.has_rows
        ]
        whole = f" Written by {who_writes(written, bundle)}." * (bundle in written)
        parts += [f"\n## {kind.__name__}\n\n{' '.join(words.split())}{whole}\n\n"]
        parts += [table(("block", "form", "unit", "what it is", "range", "written by"), alone)]
        for name, block in blocks(kind).items():
            if block.has_rows:
                full = [[*in_words(row, block, lines), who_writes(written, *row_paths(bundle, name, row.constant))]
                        for row in lines[id(block)]]  # fmt: skip
                parts += [f"\n### {kind.__name__}.{name}: {block.meaning}\n\n`{block.form}`\n\n"]
                parts += [table(("field", "constant", "unit", "what it is", "range", "written by"), full)]
    codes = [rows[0].holder for rows in lines.values() if rows[0].kind == "code"]
    named = [
        f"| {one.meaning} | {', '.join(one.names)} |\n"
        for one in codes
        if isinstance(one, Codes) and one is not parameters.rows  # those have a page of their own
    ]
    return "".join([*parts, "\n## Codes\n\n| what | names, from 0 on |\n| --- | --- |\n", *named])


def said(field: Field) -> tuple[str, str, str]:
    """Unit, meaning with the number of the file that it comes from, and range."""
    origin = f"; `{field.file}`" * bool(field.file) + f" / {field.per:g}" * (field.per != 1)
    range_ = f"one of: {field.codes.meaning}" if field.codes else field.words()
    return field.unit, field.meaning + origin, range_


def in_words(row: Row, block: Block, lines: dict[int, list[Row]]) -> tuple[str, ...]:
    """Name, constant, unit, meaning, range; fields declared together, as those of weapon slots, share one line."""
    last = min((other.value for other in lines[id(block)] if other.value > row.value), default=len(block.fields)) - 1
    field = block.fields[row.value]
    name = f"`{field.name}`" + f" to `{block.fields[last].name}`" * (last > row.value)
    if row.kind != "repeat":
        return name, f"`{row.constant}`", *said(field)
    first = f"{row.name}_0_"
    parts = [part for part in block.fields[row.value : last + 1] if part.name.startswith(first)]
    told = [f"{one.name.removeprefix(first)}: {one.meaning} ({one.unit}, {one.words()})" for one in parts]
    return name, f"`{row.constant}`", "each its own", "; ".join(told), "as said"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(intents()), UPDATE


def test_every_field_and_block_is_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    for kind in BUNDLES:
        for name, block in blocks(kind).items():
            assert f"`{name}`" in text or f"{kind.__name__}.{name}:" in text
            for field in block.fields:
                assert not field.name or f"`{field.name}`" in text or re.search(r"_\d", field.name), field.name


class Shooting:
    """What the stages of a made-up step write."""

    INTENTS: ClassVar = {"shoot": SimpleNamespace(writes="counts.MEN reals.* state.fired log", own="worth")}

    @staticmethod
    def paths(text: str) -> frozenset[str]:
        return frozenset(text.split())


def test_the_page_says_who_writes_a_field_once_the_stages_do() -> None:
    text = page(Shooting)
    assert "`shoot`" not in text[: text.index("## State\n")]
    for part, written in (
        ("## State\n", {"`fired`"}),
        ("### State.counts", {"`men`"}),
        ("### State.places", set()),
        ("## Scratch\n", {"`worth`"}),
        ("### Log.events", set()),
    ):
        section = re.split(r"\n###? ", text[text.index(part) :])[0]
        assert {row.split(" | ")[0][2:] for row in section.splitlines() if "`shoot`" in row} == written, part
    assert "`fatigue` | `FATIGUE` | share | how tired it is | 0 to 1 | `shoot` |" in text
    assert "of events and losses. Written by `shoot`." in text


def test_all_that_stages_write_has_its_row_on_the_page() -> None:
    """But for the snapshots, which are no state."""
    told = writers(intents() or Shooting)
    known = {kind.__name__.lower() for kind in BUNDLES}
    for kind in BUNDLES:
        for name, block in blocks(kind).items():
            known |= {f"{kind.__name__.lower()}.{name}"}
            if block.has_rows:
                for row in holders()[id(block)]:
                    known |= set(row_paths(kind.__name__.lower(), name, row.constant))
    assert {path for path in told if path.partition(".")[0] != "snapshots"} <= known


if __name__ == "__main__":
    PAGE.write_text(page(intents()), "utf-8")
