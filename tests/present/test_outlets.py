"""Names that would break out of a page, a drawing or a table: each outlet shows them, and does nothing else."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from khasan.output import Styled, csv_cell, visible
from khasan.present.pages import rendered
from khasan.present.record_pictures import timeline
from khasan.present.run_report import run_figures
from khasan.present.run_report.run_page import page
from khasan.present.run_report.spread_statistics import MapShare
from khasan.present.scenario_page.scenario_map import svg_map
from khasan.present.study_report import drawing
from khasan.record import export as exporting
from khasan.record.intake import take_in
from khasan.record.package_schema import FIELDS
from khasan.record.record_folders import RecordFolders
from khasan.record.table import DATA
from khasan.results.terminal_tables import printed
from khasan.scenario.catalog import load_scenario

from .conftest import content

HOSTILE = (
    "<!--<script>",
    "</script><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)' x=\"",
    "]]>&amp;<!-- -- -->",
    "Hill\x1b[2J\x00\x9b\x85\ufffe",
    "\u202elliH\u2066\u200f\u061c",
    "one\u2028two\u2029three",
    "$\\frac{$ costs $5",
    "half \udcff",
)
NAME = " ".join(HOSTILE)
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufffe]")


class Text(HTMLParser):
    """Elements with their attributes, and the text of the scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile_content(replications: int) -> Any:
    """The made-up run with every name and sentence of its scenario and labels hostile."""
    given = content(replications, min(replications, 2))
    labels = given.compiled.labels
    changed = dataclasses.replace(
        labels,
        unit_names=tuple(f"{name} {NAME}" for name in labels.unit_names),
        formation_names=tuple(f"{name} {NAME}" for name in labels.formation_names),
        side_names=tuple(f"{name} {NAME}" for name in labels.side_names),
    )
    scenario = given.compiled.resolved
    renamed = scenario.model_copy(
        update={
            "title": NAME,
            "summary": NAME,
            "sides": tuple(side.model_copy(update={"name": f"{side.name} {NAME}"}) for side in scenario.sides),
            "objectives": tuple(goal.model_copy(update={"name": NAME}) for goal in scenario.objectives),
            "formations": tuple(one.model_copy(update={"name": NAME}) for one in scenario.formations),
            "units": tuple(unit.model_copy(update={"name": NAME}) for unit in scenario.units),
        }
    )
    fight = dataclasses.replace(given.compiled, labels=changed, resolved=renamed)
    manifest = {**given.manifest, "command": ["khasan", "run", NAME]}
    return dataclasses.replace(given, compiled=fight, manifest=manifest)


@pytest.mark.parametrize("replications", [2, 1])
def test_a_page_shows_names_and_runs_none(replications: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = hostile_content(replications)
    if replications == 1:
        hostile = dataclasses.replace(hostile, story=[("1938-07-31T03:15:00+09:00", NAME)])
    told = page(hostile)
    assert not STEERING.search(told.replace("\n", ""))
    told.encode()
    tame = Text(page(content(replications, min(replications, 2))))
    read = Text(told)
    assert set(read.elements) == set(tame.elements) | ({"ol", "time"} & set(read.elements))
    assert read.elements.count("script") == tame.elements.count("script")
    assert read.attributes <= tame.attributes | {"open"}
    shown = visible(HOSTILE[1])
    assert any(shown in word for word in read.words), "and shown it is"


def test_the_replay_s_content_ends_no_script_and_begins_no_comment() -> None:
    """In a script, `<!--<script>` makes a browser read on past the script's end: the replay would be dead."""
    told = page(hostile_content(2))
    data = re.search(r'<script type="application/json" id="replay-data">(.*?)</script>', told, flags=re.DOTALL)
    assert data is not None
    assert not set("<>&\u2028\u2029") & set(data[1])
    unit = json.loads(data[1])["units"][0]
    assert unit["name"].endswith(visible(NAME)), "it is the name, made visible"


def test_a_template_escapes_what_it_is_given() -> None:
    text = rendered("study.html.j2", {"title": NAME, "question": NAME, "css": "", "points": [], "command": NAME})
    assert "<img" not in text
    assert not STEERING.search(text.replace("\n", ""))


def test_a_map_shows_names_and_is_xml() -> None:
    scenario = load_scenario("lake-khanka-1935")
    hostile = scenario.model_copy(
        update={
            "title": NAME,
            "sides": tuple(side.model_copy(update={"name": NAME}) for side in scenario.sides),
            "formations": tuple(one.model_copy(update={"name": NAME}) for one in scenario.formations),
            "units": tuple(unit.model_copy(update={"name": NAME}) for unit in scenario.units),
            "toes": {key: toe.model_copy(update={"name": NAME}) for key, toe in scenario.toes.items()},
        }
    )
    drawn = svg_map(hostile)
    drawn.encode()
    assert not STEERING.search(drawn.replace("\n", ""))
    elements = {found.tag for found in ElementTree.fromstring(drawn).iter()}
    assert elements == {found.tag for found in ElementTree.fromstring(svg_map(scenario)).iter()}
    title = ElementTree.fromstring(drawn).find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == visible(NAME)


def test_a_figure_shows_names_as_they_are(tmp_path: Path) -> None:
    drawn = run_figures.spread("spread", [(NAME, MapShare(0.5, 0.1, 40, 4)), ("$5 and $6", MapShare(0.1, 0.1, 40, 4))])
    root = ElementTree.fromstring(drawn)
    assert "$5 and $6" in "".join(root.itertext())
    assert visible(NAME)[:60] in "".join(root.itertext())

    def draw(figure: Any, palette: Any) -> None:
        drawing.panels_on(figure, [NAME, "Hill"])[1].set_xticks([0, 1], [HOSTILE[4], "$x$"])

    figure = drawing.Drawing("one", NAME, NAME, NAME, 10.0, 8.0, draw)
    svg, png, text = figure.write(tmp_path / "figures")
    ElementTree.fromstring(svg.read_text(encoding="utf-8"))
    ElementTree.fromstring(figure.svg_for_page())
    assert png.stat().st_size > 0
    assert text.read_text(encoding="utf-8") == visible(f"{NAME}. {NAME}\n")


def test_a_picture_of_the_record_is_xml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = RecordFolders((DATA,)).incident("lake-khanka-1935")
    path = tmp_path / "timeline.svg"
    monkeypatch.setattr(timeline, "short_names", lambda incidents: {one.id: NAME})
    timeline.draw([one], path)
    ElementTree.fromstring(path.read_text(encoding="utf-8"))


def test_a_terminal_keeps_its_colours_and_gets_no_others() -> None:
    from rich.text import Text as RichText

    told = printed(RichText(NAME, style="bold"), 400, colour=True)
    assert isinstance(told, Styled)
    assert re.sub("\x1b\\[[0-9;]*m", "", told) == visible(NAME)
    assert told.startswith("\x1b[1m")


# --- tables that a spreadsheet may open ---------------------------------------------------------------------------

RUN = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    "+09:00",
    "-",
)
KEPT = ("-5", "+5", "-0.25", "-1e6", "5", "", "a few", "'a few'", "'", "x=1", "1932-06-01", "Заозёрная")


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", KEPT)
def test_what_it_would_not_run_stands_as_it_is(text: str) -> None:
    assert csv_cell(text) == text


def test_a_table_goes_out_safe_and_comes_back_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader's note for every hostile text: none runs in the export, all come back as they were."""
    home = tmp_path / "home"
    incident = "my-affray-1936"
    (home / "record").mkdir(parents=True)
    every = (*RUN, *KEPT, *(f"'{one}" for one in RUN), "''=1")
    theirs = [text for text in every if text.strip() == text and "\r" not in text]
    columns = exporting.CLAIM_COLUMNS
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for number, text in enumerate(theirs):
        quantity = f"q{number}"
        writer.writerow(
            {"id": f"{quantity}@KRI", "quantity": quantity, "stance": "own", "concerns": "ussr", "kind": "count",
             "value": "5", "unit": "men", "source": "KRI", "where": "p. 1", "note": text}
        )  # fmt: skip
    (home / "record" / f"{incident}.csv").write_text(out.getvalue(), encoding="utf-8")
    records = RecordFolders((DATA, home))
    exporting.export([records.incident(incident)], records.sources, tmp_path / "package", version="1")
    for name in FIELDS:
        with (tmp_path / "package" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    number = re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?", cell)
                    assert number or not re.match(r"\s*[=+\-@\t\r＝＋－＠]", cell), cell
    intake = take_in(tmp_path / "package", records, tmp_path / "other")
    assert {row.status for row in intake.rows} == {"unchanged"}
    taken = take_in(tmp_path / "package", RecordFolders((DATA,)), tmp_path / "new")
    assert len(taken.of("added")) == len(theirs)
    again = RecordFolders((DATA, tmp_path / "new")).incident(incident)
    assert [claim.note for claim in again.claims] == theirs
