"""The page of the model holds every number as the data have it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from verification.pages.frontier import filled, tables

from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.many_histories import Asked, Frontier
from khasan.frontier.record_tables import read_tables
from khasan.frontier.space import Space
from khasan.record.frontier.ladders import ladders
from khasan.scenario.library import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "model" / "frontier.md"


def test_the_page_is_made_from_the_data_as_they_are() -> None:
    text = PAGE.read_text("utf-8")
    assert text == filled(text, FrontierLibrary()), "python -m verification.pages"


@pytest.mark.parametrize("mark", ["numbers", "outside", "actors", "sets", "forces", "grounds"])
def test_every_table_stands_on_the_page(mark: str) -> None:
    assert f"<!-- made: {mark} -->" in PAGE.read_text("utf-8")


def test_every_number_says_where_it_is_from() -> None:
    for line in tables(FrontierLibrary())["numbers"].splitlines()[2:]:
        origin = line.rsplit("|", 2)[1].strip()
        assert origin.startswith(("source: ", "derived: ", "assumption: "))
        assert len(origin) > 15


HOW_TO = Path(__file__).parents[2] / "docs" / "how_to_add" / "frontier.md"
BLOCK = re.compile(r"^```yaml\n# (\w+)/([\w-]+)\.yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = BLOCK.findall(HOW_TO.read_text("utf-8"))


def test_the_examples_of_how_to_add_are_read_and_take_part(tmp_path: Path) -> None:
    assert {kind for kind, _, _ in EXAMPLES} == {"actors", "sectors", "outside", "whatifs"}
    shipped = 0
    for kind, name, text in EXAMPLES:
        if (SHIPPED / "frontier" / kind / f"{name}.yaml").exists():  # by a reader who walks the page to the letter
            shipped += 1
            continue
        folder = tmp_path / "frontier" / kind
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(text)
    frontier = Frontier(FrontierLibrary([SHIPPED, tmp_path]))
    assert frontier.stale or shipped
    assert frontier.library.who("japan", 4, "amur").id == "amur-flotilla-japan"
    played = frontier.run(Asked(replications=2, what_if="no-purge", last=date(1936, 12, 31)), headlines=False)
    sectors = {report.sector for history in played.histories for report in history.reports}
    assert sectors <= set(frontier.library.sectors)
    assert "cer_sale" in Space.of(frontier.library)


LADDERS = {
    "field_asks": "leave-asked", "leave_given": "leave-given", "restraint_obeyed": "restraint-kept",
    "soviet_holds_fire": "fire-held", "inquiry_asked": "inquiry-asked", "inquiry_held": "inquiry-held",
    "bodies_returned": "bodies", "dead_at_fire": "dead", "settled_by_talks": "settled",
}  # fmt: skip


def test_counted_cases_are_those_of_the_record() -> None:
    library = FrontierLibrary()
    counted = {ladder.id: (len(ladder.taken), len(ladder.cases)) for ladder in ladders(read_tables(library))}
    priors = {prior.id: (prior.taken, prior.cases) for prior in library.priors.priors if prior.cases is not None}
    assert priors == {prior: counted[ladder] for prior, ladder in LADDERS.items()}
