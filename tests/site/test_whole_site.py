"""A site with one tiny battle: every link leads somewhere, nothing comes from elsewhere, the test stays a test."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

from helpers_site import Page, Site
from khasan.site.contents import Contents
from khasan.site.making import Made
from khasan.site.site_folder import MOST_BYTES

FOUGHT = "suifenho-1935"
KEPT = {
    "bain-tsagan-1939", "khalkhin-gol-1939-may", "khalkhin-gol-1939-july", "khalkhin-gol-1939-probes",
    "khalkhin-gol-1939-august",
}  # fmt: skip
"""Fights whose outcome nobody may see before the comparison is registered."""


def test_every_link_and_picture_leads_somewhere(site: Site) -> None:
    assert len(site.pages) > 80
    assert site.faults() == {}


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text('<h1 id="here">B</h1>', "utf-8")
    leads = ("b.html", "b.html#here", "#x", "b.html#gone", "c.html", "/b.html", "../b.html", "file:///b.html")
    text = "".join(f'<a href="{one}">x</a>' for one in leads) + '<i id="x"></i><img src="d.png">'
    (tmp_path / "a.html").write_text(text, "utf-8")
    wrong = {where.partition(" -> ")[2] for where in Site.read(tmp_path).faults()}
    assert wrong == {"b.html#gone", "c.html", "/b.html", "../b.html", "file:///b.html", "d.png"}


def test_every_page_has_its_anchors_once_and_a_way_home(site: Site) -> None:
    for page, told in site.pages.items():
        if "battles" not in page.parts:
            assert len(told.anchors) == len(set(told.anchors)), page
        home = [
            where for where in told.leads if (page.parent / where).resolve() == (site.root / "index.html").resolve()
        ]
        assert home, page


def test_from_the_first_page_every_page_can_be_reached(site: Site) -> None:
    seen, ahead = set(), [site.root / "index.html"]
    while ahead:
        page = ahead.pop()
        if page in seen or page not in site.pages:
            continue
        seen.add(page)
        ahead += [(page.parent / where.partition("#")[0]).resolve() for where in site.pages[page].leads]
    assert set(site.pages) - seen == set()


def test_nothing_comes_from_the_network(site: Site) -> None:
    assert site.from_elsewhere() == []


def test_it_is_small_enough_for_a_stick(site: Site, made: Made) -> None:
    """Two thirds of what it may take are left to the runs: a page of Lake Khasan's size is 2 MB, a small fight's 1."""
    run = sum(file.stat().st_size for file in (site.root / "battles" / FOUGHT).iterdir())
    assert run < MOST_BYTES * 2 / 3 / 13
    assert made.bytes - run < MOST_BYTES / 3
    assert list(site.root.rglob("*.parquet")) == []


def test_what_the_search_finds_leads_somewhere(site: Site) -> None:
    text = (site.root / "record" / "record.js").read_text("utf-8")
    assert text.startswith("const RECORD = ")
    assert "</" not in text
    told = json.loads(text.removeprefix("const RECORD = ").removesuffix(";\n"))
    ids = [one[0] for one in told["incidents"]]
    wide = ids.index("frontier")
    leads = [f"{ids[at]}.html#{quote(name)}" if name else f"{ids[at]}.html" for at, name, _ in told["names"]]
    leads += [f"{ids[one[0]]}.html#{quote(one[1])}" for one in told["claims"]]
    leads += [f"sources.html#{quote(one[0])}" for one in told["sources"]]
    leads += [f"../frontier/index.html#{quote(one[0])}" for one in told["events"]]
    leads += [f"{ids[wide]}.html#{quote('decision-' + one[0])}" for one in told["decisions"]]
    leads += list(told["stories"].values())
    page = site.root / "record" / "index.html"
    assert {where: wrong for where in leads if (wrong := site.fault(page, where))} == {}
    assert len(told["claims"]) > 2500
    assert len(told["events"]) == 100


def test_fights_kept_as_a_test_have_story_map_and_cast_and_nothing_simulated(site: Site, contents: Contents) -> None:
    kept = {battle.id for fight in contents.fights for battle in fight.battles if battle.withheld}
    assert kept == KEPT
    for battle in kept:
        assert not (site.root / "battles" / battle).exists()
        page = site.root / "stories" / f"{battle}.html"
        text = page.read_text("utf-8")
        assert "kept as a test" in text
        assert 'id="told-cast"' in text
        assert f'<img src="{battle}.svg"' in text
        text = text.replace('<script src="../figures.js"></script>', "")
        assert not re.search(r"<script|<canvas|replication|median|simulated:|battles/", text, re.IGNORECASE)
        assert 'class="reach' not in text, "the figure has no bar of the model"
    may = (site.root / "stories" / "khalkhin-gol-1939-may.html").read_text("utf-8")
    assert "The model’s results are not shown" in may
    assert 'class="dot' in may


def test_no_file_of_the_site_is_of_a_run_that_is_kept_back(site: Site) -> None:
    manifests = list(site.root.rglob("manifest.json"))
    runs = {told["scenario"] for file in manifests if "scenario" in (told := json.loads(file.read_text("utf-8")))}
    assert FOUGHT in runs
    assert not runs & KEPT
    for page, told in site.pages.items():
        assert not [where for where in told.leads if re.search(rf"battles/({'|'.join(KEPT)})", where)], page


def test_the_page_of_a_run_leads_back_to_its_story(site: Site) -> None:
    told = site.pages[site.root / "battles" / FOUGHT / "report.html"]
    assert f"../../stories/{FOUGHT}.html" in told.leads
    text = (site.root / "index.html").read_text("utf-8")
    assert f'<a href="battles/{FOUGHT}/report.html">' in text
    assert "not made yet" in text, "the other battles are not fought here, and not linked"


def test_studies_and_validation_are_in_it_with_their_figures(site: Site) -> None:
    page = site.root / "docs" / "studies" / "night-attack" / "README.html"
    assert "figures/indices.svg" in site.pages[page].loads
    assert (page.parent / "figures" / "indices.svg").is_file()
    assert (site.root / "docs" / "validation" / "khasan.html").is_file()
    assert Page(page.read_text("utf-8")).anchors
