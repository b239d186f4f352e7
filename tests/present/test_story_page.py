"""The page of a story: claims one click away, names that do no harm, and nothing asked of the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from khasan.present.pages import template
from khasan.present.story import in_short_html, quarrels, story_html, story_page
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.stories import load_story, story_ids
from khasan.scenario.stories.told_story import statements

OURS = Library((SHIPPED,))
HARM = "<img src=x onerror=alert(1)></p>&lt;"


class Elements(HTMLParser):
    """Elements with their attributes, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("story_id", story_ids(OURS))
def test_every_statement_opens_its_claims(story_id: str) -> None:
    page = story_page(story_id, OURS)
    elements = Elements(page)
    assert elements.open == []
    story = load_story(story_id, OURS)
    questions = sum(len(one.rivals) for _, paragraphs in story.sections() for one in paragraphs)
    plain = [trail for trail, _, _ in statements(story.file) if "accounts" not in trail]
    assert sum(1 for one in elements.all("details") if one.get("class") == "told-claims") == len(plain) + questions
    assert len(elements.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels)), "no level is skipped"
    ids = [one["id"] for _, one in elements.found if "id" in one]
    assert len(ids) == len(set(ids))


def test_a_page_needs_no_other_file_and_runs_nothing() -> None:
    page = story_page("lake-khasan-1938", OURS)
    elements = Elements(page)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in elements.found}
    assert not re.search(r"https?://|@import|url\((?!data:)", page)
    assert "simulated" in page, "it says that nothing is"


def test_the_parts_stand_in_another_page() -> None:
    part, first = story_html("khalkhin-gol-1939-may", OURS), in_short_html("khalkhin-gol-1939-may", OURS)
    assert part.startswith("<section")
    assert part.rstrip().endswith("</section>")
    for text in (part, first):
        assert not {"html", "body", "style", "script"} & {tag for tag, _ in Elements(text).found}
    assert len(Elements(first).all("details")) == 3


def test_a_quantity_whose_figures_are_disputed_leads_to_its_rivals() -> None:
    told = quarrels(load_scenario("lake-khasan-1938"), OURS)
    assert {measure: one.question for measure, one in told.items()} == {
        "japan_killed": "How many Japanese died?",
        "soviet_killed": "How many Soviet soldiers died?",
    }
    page = story_html("lake-khasan-1938", OURS)
    for one in told.values():
        box = page.partition(f'id="{one.anchor}"')[2].partition("</aside>")[0]
        assert one.question in box
    assert "525 or 526" in page.partition(f'id="{told["japan_killed"].anchor}"')[2].partition("</aside>")[0]


def test_a_quarrel_about_a_whole_war_is_none_about_one_of_its_fights() -> None:
    """Rival claims of a record that frames the fights have the same quantities, but are of something else."""
    assert quarrels(load_scenario("khalkhin-gol-1939-august"), OURS) == {}


def test_names_and_texts_from_files_do_no_harm(tmp_path: Path) -> None:
    text = (SHIPPED / "stories" / "lake-khanka-1935.yaml").read_text(encoding="utf-8")
    for old in (
        "name: Yurenev",
        "office: ambassador in Tokyo",
        "says: ten",
        "question: When was it?",
        "by: an encyclopaedia",
    ):
        assert old in text
        text = text.replace(old, f"{old.partition(':')[0]}: '{HARM}'", 1)
    text = text.replace("The fight led to nothing on the spot.", f"{HARM} led to nothing on the spot.")
    path = tmp_path / "lake-khanka-1935.yaml"
    path.write_text(text, encoding="utf-8")
    page = story_page(path, OURS)
    assert page.count("&lt;img src=x onerror=alert(1)&gt;&lt;/p&gt;&amp;lt;") >= 6
    assert "img" not in {tag for tag, _ in Elements(page).found}


@pytest.fixture
def tab(chromium: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page of Lake Khasan in a browser; fails on any request beyond the file."""
    width, scheme = request.param
    file = tmp_path / "story.html"
    file.write_text(story_page("lake-khasan-1938", OURS), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda one: None if one.url.startswith("file:") else asked.append(one.url))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert asked == []


WAYS = [(width, scheme) for width in (1440, 820, 390) for scheme in ("light", "dark")]


@pytest.mark.browser
@pytest.mark.parametrize("tab", WAYS, indirect=True, ids=[f"{width}-{scheme}" for width, scheme in WAYS])
def test_a_reader_with_a_keyboard_sees_the_claims(tab: Any) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "nothing sticks out"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    tab.keyboard.press("Enter")
    first = tab.locator("details.told-claims").first
    assert first.evaluate("one => one.open")
    assert "Kasahara" in first.inner_text()
    assert tab.evaluate(_FAINT) == [], "text that is too faint"


@pytest.mark.browser
@pytest.mark.parametrize("tab", [(1440, "light")], indirect=True)
def test_a_day_low_on_the_screen_opens_in_view(tab: Any) -> None:
    """With the script of a battle's page, which wants its button."""
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=theme hidden></button>')")
    tab.add_script_tag(content=template("battle.js"))
    day = tab.locator(".told-days summary", has_text="6 August").last
    day.evaluate("one => one.scrollIntoView({ block: 'end' })")
    day.click()
    claims = "document.querySelector('.told-days details[open] ul').getBoundingClientRect().bottom"
    tab.wait_for_function(f"{claims} <= innerHeight", timeout=3_000)


_FAINT = """
() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, k) => sum + c * [.2126, .7152, .0722][k], 0);
  const ground = light(parse(getComputedStyle(document.body).backgroundColor));
  const faint = [];
  for (const one of document.querySelectorAll('p, li, summary, h1, h2, h3, h4, .told-source, .told-by, .told-note')) {
    const ink = light(parse(getComputedStyle(one).color));
    const ratio = (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05);
    if (ratio < 4.5) faint.push([one.className || one.tagName, ratio.toFixed(2)]);
    if (parseFloat(getComputedStyle(one).fontSize) < 12) faint.push([one.className || one.tagName, 'small']);
  }
  return [...new Set(faint.map(String))];
}
"""
