"""Headlines as four things, what-ifs with their verdicts, the command line and its page."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from khasan.cli import main
from khasan.errors import InputError
from khasan.frontier.answers import PRIORS, headline
from khasan.frontier.declarations import RUNGS
from khasan.frontier.history_tables import COLUMNS
from khasan.frontier.many_histories import Asked, Frontier
from khasan.frontier.posterior import Posterior
from khasan.frontier.terminal_words import fights_words, headlines_of, run_words
from khasan.frontier.whatifs import FOUND, OPEN, PUT_IN, answer
from khasan.present.frontier_report.frontier_page import page

EIGHT = {
    "no-lyushkov", "leave-required", "line-marked", "no-china-war", "korea-army-alone", "no-order-1488",
    "khalkhin-gol-lost", "no-german-pact",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(frontier: Frontier) -> Posterior:
    """The base and two sets, few draws."""
    chosen = [one for one in frontier.posterior.sets if one.id in ("base", "sceptical", "khasan-below-division")]
    return replace(frontier.posterior, sets=tuple(chosen))


def test_a_headline_is_four_things(frontier: Frontier, small: Posterior) -> None:
    one = headline(frontier.library, frontier.tables, small, 5, date(1939, 12, 31), draws=60, others=30)
    told = one.to_json()
    assert set(told["prior"]) == set(PRIORS)
    assert told["plain_count"] == 2
    assert set(told["assumption_sets"]) == {"base", "sceptical", "khasan-below-division"}
    assert told["range"][0] < told["posterior"]["mean"] <= told["range"][1]
    assert told["posterior"]["q05"] < told["posterior"]["mean"] < told["posterior"]["q95"]
    assert sum(told["posterior"]["histogram"]) == 60
    assert [entry["by"].year for entry in told["by_year"]] == list(range(1932, 1940))
    assert told["prior"]["sceptical"]["mean"] < told["prior"]["base"]["mean"] < told["prior"]["open"]["mean"]
    assert 0 <= told["share_on_fight_table"] <= 1


def test_what_the_record_has_under_way_counts_where_it_rises(frontier: Frontier, small: Posterior) -> None:
    """Khasan began on 3 July 1938 and became a division's fight on the 30th."""

    def counted(rung: int, first: date) -> int:
        asked = (frontier.library, frontier.tables, small, rung, date(1938, 12, 31))
        return headline(*asked, first=first, given=True, draws=2, others=2).counted

    assert counted(5, date(1938, 7, 6)) == 1
    assert counted(5, date(1938, 8, 3)) == 0
    assert counted(7, date(1938, 7, 6)) == 0


def test_all_eight_what_ifs_are_there_and_answered(frontier: Frontier, small: Posterior) -> None:
    assert set(frontier.library.what_if_ids()) >= EIGHT
    verdicts = {}
    for id_ in EIGHT:
        one = answer(frontier.library, frontier.tables, small, frontier.library.what_if(id_), draws=60, others=30)
        assert one.low <= one.mean <= one.high
        assert one.otherwise - one.with_it == pytest.approx(one.mean)
        verdicts[id_] = one.verdict
    assert verdicts["leave-required"] == PUT_IN
    assert verdicts["no-order-1488"] == OPEN  # one contrast each side of it
    assert set(verdicts.values()) <= {PUT_IN, FOUND, OPEN}


def test_leave_truly_required_lowers_in_every_draw(frontier: Frontier, small: Posterior) -> None:
    one = answer(
        frontier.library, frontier.tables, small, frontier.library.what_if("leave-required"), draws=60, others=30
    )
    assert one.mean < 0
    assert min(one.signs.values()) == one.prior_sign == 1.0


def run(out: Path, *words: str) -> int:
    return main(
        ["frontier", "run", "--replications", "4", "--to", "1939-12-31", "--record", "2", "--out", str(out), *words]
    )


def test_a_run_leaves_tables_page_and_chronicle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--replications", "4", "--to", "1939-12-31", "--record", "2", "--json"]
    assert main(["frontier", "run", "--out", str(tmp_path / "run"), *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["rung"] for one in told["headlines"]] == [4, 5, 6, 7]
    for name, columns in COLUMNS.items():
        with pq.ParquetFile(tmp_path / "run" / f"{name}.parquet") as file:
            assert file.schema_arrow.names == [column.name for column in columns]
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["replications_finished"] == 4
    rows = pq.read_table(tmp_path / "run" / "outcomes.parquet").to_pylist()
    for row in rows:
        first = row["first_4"] and date.fromisoformat(row["first_4"])
        assert row["years_to_4"] == (first and pytest.approx((first - date(1932, 3, 1)).days / 365.25, abs=0.01))
    assert not manifest["posterior_stale"]
    page = (tmp_path / "run" / "report.html").read_text()
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", page)
    for words in (
        "after the data",
        "counted in the record",
        "Assumption sets",
        "History 0, told",
        "Lake Khasan: how it",
    ):
        assert words in page
    division = next(one for one in told["headlines"] if one["rung"] == 5)
    chance = f"{division['posterior']['mean'] * 100:.0f}"
    assert f"{chance} times in 100 there would be a fight of a division or more by 31 December 1939." in page
    assert "The record has 2." in page
    turns = [line.partition("TURN. ")[2] for line in told["chronicle"] if "TURN. " in line]
    assert turns
    assert all(page.count(html.escape(turn, quote=True).replace("&#x27;", "&#39;")) >= 2 for turn in turns), "twice"
    alone = ElementTree.fromstring((tmp_path / "run" / "headlines.svg").read_text())
    said = ["".join(one.itertext()) for one in alone.iter() if one.tag.endswith("}text")]
    assert f"{chance} in 100" in said
    assert said.count("in the record: 2") == 2
    low, high = (f"{division['posterior'][end] * 100:.0f}" for end in ("q05", "q95"))
    assert f"nine draws of ten: {low} to {high}" in said
    assert sum(one.startswith("rival assumptions: ") for one in said) == 4
    drawn = [one.get("class") for one in alone.iter()]
    assert (drawn.count("before"), drawn.count("interval")) == (5, 4), "four priors and the key; four intervals"
    assert drawn.count("set") == 4 * len(division["assumption_sets"]) + 1
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert all(ElementTree.fromstring(picture).get("aria-label") for picture in pictures)
    assert page.count('class="bands"') >= 8 + 4
    assert all(RUNGS[rung] in html.unescape(page).lower() for rung in (4, 5, 6, 7))
    kept = (tmp_path / "run" / "chronicle.txt").read_text()
    assert main(["frontier", "chronicle", str(tmp_path / "run"), "--replication", "0"]) == 0
    assert capsys.readouterr().out == kept


def test_the_same_seed_gives_the_same_bytes_and_a_run_goes_on(frontier: Frontier, tmp_path: Path) -> None:
    asked = Asked(last=date(1939, 12, 31), replications=4, record=2)
    for name in ("a", "b"):
        frontier.run(asked, tmp_path / name, headlines=False)
    tables = [f"{name}.parquet" for name in COLUMNS]
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in tables)
    with pytest.raises(InputError, match="it exists"):
        frontier.run(asked, tmp_path / "a", headlines=False)
    rest = replace(asked, first_replication=2, replications=2)
    frontier.run(rest, tmp_path / "a", force=True, headlines=False)
    whole = pq.read_table(tmp_path / "b" / "outcomes.parquet").to_pylist()
    assert pq.read_table(tmp_path / "a" / "outcomes.parquet").to_pylist() == whole[2:]


def test_a_run_of_a_what_if_says_which_world_its_chances_are_of(frontier: Frontier, small: Posterior) -> None:
    few = Frontier(frontier.library, small)
    changed = few.run(Asked(replications=1, last=date(1934, 12, 31), what_if="leave-required"))
    said = headlines_of(changed)
    assert said is not None
    text = run_words(few, changed)
    assert text.index("What if: Tokyo's leave") < text.index(said) < text.index("A combined fight or more, 1 March")
    assert said in page(few, changed)
    assert headlines_of(replace(changed, asked=replace(changed.asked, what_if=None))) is None


def test_the_list_names_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frontier", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in told["what_ifs"]} >= EIGHT
    assert len(told["assumption_sets"]) > 15
    assert main(["frontier", "list"]) == 0
    assert "Outside events" in capsys.readouterr().out


def test_a_run_of_few_days_in_which_nothing_happens_says_so(frontier: Frontier) -> None:
    short = Asked(replications=1, first=date(1945, 8, 1), last=date(1945, 8, 1), seed=3)
    nothing = frontier.run(short, headlines=False)
    assert not nothing.histories[0].episodes
    assert "Nothing happens that a chronicle would tell." in run_words(frontier, nothing)
    assert fights_words(nothing) == "No fight is fought in these histories."
    shown = page(frontier, nothing)
    assert "Japanese commands raise no fight in these histories." in shown
    assert "Nothing happens in it that a chronicle would tell." in shown
