from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import khasan
from khasan.present.pages import fragment
from khasan.present.run_report.after_action_tables import section_table
from khasan.present.run_report.evidence import what_drives
from khasan.present.run_report.run_page import page, write_report
from khasan.present.side_colours import lighter
from khasan.results.aar_model import Row, Section

from .conftest import content


class Outline(HTMLParser):
    """Tags with their attributes, and what was left open."""

    VOID = frozenset({"meta", "input", "br", "path", "circle", "rect", "line", "use", "image", "stop"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def outline(many: str) -> Outline:
    return Outline(many)


def test_page_needs_nothing_but_itself(many: str, outline: Outline) -> None:
    addresses = {
        found for found in re.findall(r"https?://[^\s\"'<>)]+", many) if not found.startswith("http://www.w3.org/")
    }
    assert addresses == set()
    links = [str(attrs[key]) for _, attrs in outline.tags for key in ("href", "src", "xlink:href") if attrs.get(key)]
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "@import" not in many


def test_tags_close_and_ids_are_given_once(outline: Outline) -> None:
    assert outline.open == []
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert sorted(ids) == sorted(set(ids))


def test_every_link_within_the_page_leads_somewhere(outline: Outline) -> None:
    ids = {attrs["id"] for _, attrs in outline.tags if "id" in attrs}
    targets = {str(attrs["href"])[1:] for attrs in outline.of("a")}
    assert targets <= ids


def test_page_speaks_to_those_who_do_not_see_it(many: str, outline: Outline) -> None:
    assert outline.of("html")[0]["lang"] == "en"
    assert many.count("<table") == many.count("<caption")
    assert all("scope" in attrs for attrs in outline.of("th"))
    assert all("aria-label" in attrs or attrs.get("aria-hidden") == "true" for attrs in outline.of("svg"))
    assert all(attrs["aria-label"] for attrs in outline.of("figure"))


def test_what_it_is_stands_on_the_first_screen(many: str) -> None:
    top = many[: many.index('id="happened"')]
    for said in ("no oracle", "Schematic: ", "40 runs", "provisional"):
        assert said in top


def test_text_from_outside_is_text(many: str) -> None:
    assert "2nd Mechanised Brigade &lt;b&gt;&amp;" in many
    assert "no &lt;guns&gt;" in many
    assert "2nd Mechanised Brigade <b>&" not in re.sub(r"<script.*?</script>", "", many, flags=re.DOTALL)


def test_formations_are_indented_by_level_and_intervals_stand_below_medians() -> None:
    def row(name: str, quantity: str, high: float, text: str, depth: int) -> Row:
        return Row("m", name, quantity, "", "men", 0.0, 0.0, high, text, 1.0, (), None, "no claim", depth)

    rows = (
        row("Corps", "killed", 9, "5 (1–9)", 0),
        row("Corps", "guns lost", 0, "0", 0),
        row("Regiment", "killed", 9, "5 (1–9)", 2),
    )
    table = section_table(Section("formations", "Losses by formation", "", rows), "Medians")
    told = fragment("after_action.html.j2", table)
    assert '<th scope="row">Corps</th>' in told
    assert '<th scope="row" class="in-2">Regiment</th>' in told
    assert '5 <span class="spread">(1–9)</span>' in told
    assert "guns lost" not in told  # nobody lost one: no column of noughts


def test_the_page_and_the_manual_explain_the_same_words(many: str) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
    section = manual.partition("## Words")[2].partition("\n## ")[0]
    block = many.partition('id="words"')[2].partition("</details>")[0].replace("’", "'")
    told = dict(re.findall(r"^\| \*(.+?)\* \| (.+) \|$", section, flags=re.MULTILINE))
    assert {"broken", "destroyed", "vehicles lost", "works", "contact", "KHN 1.4"} <= told.keys()
    assert dict(re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", block)) == told


def test_same_run_same_page(many: str) -> None:
    assert page(content()) == many


def test_interrupted_run_says_so() -> None:
    whole = content(replications=3, recorded=1)
    cut = dataclasses.replace(
        whole, manifest={**whole.manifest, "interrupted": True, "replications_asked": 200}, units=None
    )
    text = page(cut)
    assert "interrupted" in text
    assert "3 of 200 replications were finished" in text


def test_one_replication_is_a_story_without_figures() -> None:
    told = [("1938-07-30T22:15:00+09:00", "Company 3 opens the attack."), ("1938-07-31T03:00:00+09:00", "Fog.")]
    text = page(content(replications=1, recorded=1, story=told))
    assert "Company 3 opens the attack." in text
    story = text[text.index('id="story"') : text.index('id="replay"')]
    assert story.index("30 July 1938") < story.index("31 July 1938")
    assert 'id="over-time"' not in text
    assert 'id="maps"' not in text


def test_one_replication_imports_no_plotting_library() -> None:
    code = (
        "import sys; from tests.present.conftest import content; from khasan.present.run_report.run_page import page; "
        "page(content(replications=1, recorded=1)); assert 'matplotlib' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env={"PYTHONPATH": f"{root}/src:{root}"})


def test_dark_colours_stand_out_from_dark_ground() -> None:
    for colour in ("#2b3a8c", "#b3202a", "#123456", "#e0e0e0"):
        lit = lighter(colour)
        channels = [int(lit[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        # WCAG: 3 to 1 for graphics, against #16181b
        assert (luminance + 0.05) / (0.0091 + 0.05) >= 3


@pytest.mark.slow
def test_report_of_a_real_run(tmp_path: Path) -> None:
    khasan.run("lake-khanka-1935", seed=7, replications=24, out=tmp_path / "run", record=2)
    path = write_report(tmp_path / "run")
    text = path.read_text(encoding="utf-8")
    assert path == tmp_path / "run" / "report.html"
    assert path.stat().st_size < 3_000_000
    for said in ("Lake Khanka, June 1935", "The one comparison", "S004", "the typical one", 'class="verdict'):
        assert said in text


@pytest.mark.slow
def test_report_of_a_real_story(tmp_path: Path) -> None:
    khasan.run("lake-khanka-1935", seed=7, replications=1, out=tmp_path / "run")
    text = write_report(tmp_path / "run").read_text(encoding="utf-8")
    story = text[text.index('id="story"') : text.index('id="replay"')]
    assert story.count("<li><time>") >= 3


def test_html_stands_in_templates_only() -> None:
    tag = re.compile(r"<(?:a|b|div|dl|h\d|i|li|p|span|t[dhr]|table|ul)[ >]")
    room = Path(__file__).parents[2] / "src" / "khasan" / "present"
    assert tag.search('<td class="n">7</td>')
    assert [path.name for path in sorted(room.rglob("*.py")) if tag.search(path.read_text(encoding="utf-8"))] == []


def test_what_drives_the_results_is_told_of_many_runs_alone(many: str) -> None:
    assert 'id="drivers"' not in many
    few = content(replications=4, recorded=1)
    rng = np.random.default_rng(3)
    worth = rng.lognormal(size=240)
    lost = rng.poisson(40 * worth)
    outcomes = pa.table(
        {"replication": np.arange(240), "member": np.zeros(240, dtype=int), "param_indirect": worth}
        | {"param_works": rng.lognormal(size=240), "japan_casualties": lost}
    )
    told = what_drives(dataclasses.replace(few, outcomes=outcomes))
    assert told is not None
    assert told["count"] == "1 parameter"
    assert '<th scope="row">indirect</th>' in told["html"]
    assert "works" not in told["html"]
