"""What happened, told from the record: every statement has its claims, and no figure stands without one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from khasan.errors import InputError
from khasan.record import load_incident
from khasan.scenario.catalog import list_scenarios
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.stories import Story, load_story, story_ids
from khasan.scenario.stories.claim_in_words import in_words
from khasan.scenario.stories.figures_in_text import figures_of
from khasan.scenario.stories.prose_figures import unsupported
from khasan.scenario.stories.story_words import story_data, story_text
from khasan.scenario.stories.told_story import FRAMES, statements

OURS = Library((SHIPPED,))
IDS = story_ids(OURS)
STORIES: dict[str, Story] = {one: load_story(one, OURS) for one in IDS}
KHANKA = (SHIPPED / "stories" / "lake-khanka-1935.yaml").read_text(encoding="utf-8")


def written(tmp_path: Path, old: str = "", new: str = "", text: str = KHANKA) -> Path:
    """The story of Lake Khanka with a change, in a file of its own."""
    assert old in text
    path = tmp_path / "lake-khanka-1935.yaml"
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_story(path, OURS)
    return str(caught.value)


def prose(story: Story) -> list[str]:
    return [text for _, texts, _ in statements(story.file) for key, text in texts.items() if key in ("text", "says")]


# -- what is shipped ------------------------------------------------------------------------------------------------


def test_every_scenario_has_a_story() -> None:
    scenarios = list_scenarios(OURS)
    assert {one.incident for one in scenarios} == set(IDS)
    for one in scenarios:
        assert load_story(one.id, OURS).id == one.incident


@pytest.mark.parametrize("story_id", IDS)
def test_every_claim_is_of_the_fight_or_of_a_record_that_frames_it(story_id: str) -> None:
    own = {claim.id: claim for claim in OURS.incident(story_id).claims}
    for reference, claim in STORIES[story_id].claims.items():
        record, _, claim_id = reference.rpartition("/")
        found = own if not record else {one.id: one for one in OURS.incident(record).claims}
        assert not record or record in FRAMES
        assert found[claim_id] == claim


@pytest.mark.parametrize("story_id", IDS)
def test_no_figure_stands_without_a_claim_and_a_planted_one_is_found(story_id: str) -> None:
    story = STORIES[story_id]
    for trail, texts, references in statements(story.file):
        claims = story.of(references)
        for text in texts.values():
            assert unsupported(text, claims) == [], trail
            planted = f"{text} It cost 4,321 men and seventy-seven horses on 31 December 1899 at 23:57."
            found = {"4,321", "seventy-seven", "31 December", "1899", "23:57"}
            assert set(unsupported(planted, claims)) == found, trail


@pytest.mark.parametrize("story_id", IDS)
def test_a_story_is_as_long_as_its_fight_deserves(story_id: str) -> None:
    story = STORIES[story_id]
    words = sum(len(one.text.split()) for _, paragraphs in story.sections() for one in paragraphs)
    least, most = (1000, 1500) if story_id == "lake-khasan-1938" else (120, 800)
    assert least <= words <= most
    longest = max(len(one.text.split()) for _, paragraphs in story.sections() for one in paragraphs)
    assert longest <= 120, "a paragraph is short"
    assert any(one.rivals for _, paragraphs in story.sections() for one in paragraphs), "sources always part somewhere"


@pytest.mark.parametrize("story_id", IDS)
def test_three_sentences_are_three(story_id: str) -> None:
    for sentence in STORIES[story_id].file.in_short:
        assert len(re.findall(r"[.!?](?=\s|$)", sentence.text)) == 1
        assert sentence.text.endswith(".")


@pytest.mark.parametrize("story_id", IDS)
def test_the_claims_of_a_person_name_that_person(story_id: str) -> None:
    story = STORIES[story_id]
    for person in story.file.cast:
        told = " ".join(
            f"{one.text} {one.note} {one.concerns} {one.quantity}" for one in story.of(person.claims)
        ).lower()
        assert any(word.lower() in told for word in person.name.split() if len(word) > 2), person.name


@pytest.mark.parametrize("story_id", IDS)
def test_nothing_simulated_is_told(story_id: str) -> None:
    told = " ".join(prose(STORIES[story_id]))
    assert not re.search(r"simulat|\bmodel|replication|\bruns?\b of the|percentile", told)


def test_the_sentences_are_ours() -> None:
    """No run of nine words of a source text at hand stands in a story."""
    folder = os.environ.get("KHASAN_SEEDS")
    if not folder:
        pytest.skip("KHASAN_SEEDS does not name the folder of the source texts")

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9]+", text.lower())
        return {tuple(words[k : k + 9]) for k in range(len(words) - 8)}

    theirs = set().union(*(runs(path.read_text(encoding="utf-8")) for path in Path(folder).glob("*.txt")))
    assert len(theirs) > 1000
    for story in STORIES.values():
        for text in prose(story):
            assert not runs(text) & theirs, text


def test_loading_reads_data_of_the_record_and_runs_nothing() -> None:
    """A story needs its file, records, sources, the frontier's tables and, for the id of a scenario, that file."""
    code = f"""
import sys
opened = []
sys.addaudithook(lambda event, details: opened.append(str(details[0])) if event == "open" else None)
from pathlib import Path
from khasan.scenario.library import Library, SHIPPED
from khasan.present.story import story_page
for one in {[*IDS, "buir-lake-1936-january"]!r}:
    story_page(one, Library((SHIPPED,)))
parts = {{Path(path).relative_to(SHIPPED).parts[0] for path in opened if path.startswith(str(SHIPPED))}}
print(" ".join(sorted(parts)))
print(" ".join(sorted({{name.split(".")[1] for name in sys.modules if name.startswith("khasan.")}})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    folders, rooms = (set(line.split()) for line in done.stdout.strip().splitlines())
    assert folders == {"frontier", "record", "scenarios", "sources", "stories"}
    assert not rooms & {"kernels", "engine", "experiment", "results", "compiler", "frontier"}


# -- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "a patrol of eleven Japanese; the",
            "a patrol of twelve Japanese; the",
            "course[0].text: got 'twelve'; name the",
        ),
        ("a patrol of eleven Japanese; the", "a patrol of 12 Japanese; the", "got '12'"),
        ("On 26 June Ambassador", "On 27 June Ambassador", "got '27 June'"),
        ("By it six Soviet", "At 04:00 six Soviet", "got '04:00'"),
        ("In June 1935 a Japanese", "In June 1936 a Japanese", "in_short[0].text: got '1936'"),
        ("says: ten,", "says: nine,", "says: got 'nine'"),
        ("by: a Japanese page and", "by: five Japanese pages and", "by: got 'five'"),
        ("question: When was it?", "question: When in 1936 was it?", "rivals[0].question: got '1936'"),
        ("decided: took Moscow's", "decided: took 3 of Moscow's", "cast[0].decided: got '3'"),
    ],
)
def test_a_planted_figure_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, says: str) -> None:
    told = refusal(written(tmp_path, old, new))
    assert says in told
    assert re.match(rf"{re.escape(str(tmp_path))}/lake-khanka-1935\.yaml:\d+:\d+: ", told)
    assert len(told.splitlines()) == 1


NAMED = "claims: [place@S004, name-incident@KHG-S107, name-incident@EST, ground-claimed-by@S004]"
THIRD = "text: Japan asked for a joint inquiry, the Soviet Union refused, and nobody ever looked into it together."


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            NAMED,
            "claims: [place@S005]",
            "ground[0].claims[0]: got 'place@S005'; no such claim in lake-khanka-1935: did you",
        ),
        (NAMED, "claims: [lake-khasan-1938/attack-29jul@S000]", "or one of a record that frames the fights: frontier"),
        (NAMED, "claims: [frontier/decision-d1x@S004]", "no such claim in frontier: did you mean"),
        (NAMED, "claims: []", "ground[0].claims"),
        (NAMED, "claims: place@S004", "ground[0].claims"),
        ("format: khasan-story/1", "format: khasan-story/9", "format: "),
        ("id: lake-khanka-1935", "id: lake-khasan-1938", "give the id that the file is named after: lake-khanka-1935"),
        ("ending:", "endings:", "endings"),
        ("side: ussr", "side: soviet", "cast[0].side"),
        (THIRD, "text: !!python/object:os.system x", "tag"),
    ],
)
def test_a_bad_file_says_what_and_where(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in refusal(written(tmp_path, old, new))


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a patrol of eleven Japanese; the", "a patrol of twelve Japanese; the")
    text = path.read_text(encoding="utf-8").replace("On 26 June Ambassador", "On 27 June Ambassador")
    assert len(refusal(written(tmp_path, text=text)).splitlines()) == 2


def test_an_unknown_fight_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean lake-khasan-1938"):
        load_story("lake-kasan-1938", OURS)


# -- figures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a hundred and sixty men, twenty-two horses", {160, 22}),
        ("two hundred and five; three thousand four hundred", {205, 3400}),
        ("half a dozen of the guards, a third of the force, two thirds of it", {6, 1 / 3, 2 / 3}),
        ("half of its men, twice", {0.5, 2}),
        ("the 19th Division, order 0040, 22,950 men, 2.23 square kilometres", {19, 40, 22950, 2.23}),
        ("one of the hills, the first and the second height, a third attack, T-26, BK-72, III/94", {94}),
        ("some hills; none; nobody once", set()),
    ],
)
def test_numbers_are_read_as_a_reader_does(text: str, numbers: set[float]) -> None:
    assert {round(one, 6) for one in figures_of(text).numbers} == {round(float(one), 6) for one in numbers}


def test_days_months_years_and_hours_are_read() -> None:
    told = figures_of("On 2 and 3 August 1938, 30-31 July, in June 1937, about 1939, at 5:15, noon and midnight")
    assert told.days == {(8, 2), (8, 3), (7, 30), (7, 31)}
    assert (told.months, told.years) == ({6}, {1938, 1937, 1939})
    assert told.clocks == {"05:15", "12:00", "00:00"}
    assert told.numbers == set()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("408 dead", True),
        ("about 400 dead", True),
        ("some 430 dead", False),
        ("400 dead", False),
        ("more than 400 dead", True),
        ("more than 408 dead", True),
        ("more than 410 dead", False),
        ("over 300 dead", False),
        ("fewer than 420 dead", True),
        ("fewer than 400 dead", False),
    ],
)
def test_words_of_rounding_allow_what_the_rule_says(text: str, fits: bool) -> None:
    (order,) = (one for one in load_incident("lake-khasan-1938").claims if one.id == "soviet-killed@SHI.2")
    order = type(order)(**{name: getattr(order, name) for name in order.__slots__} | {"note": "", "date": ""})
    assert (unsupported(text, [order]) == []) is fits


def test_units_and_clocks_may_be_told_otherwise() -> None:
    claims = {one.id: one for one in load_incident("lake-khasan-1938").claims}
    assert unsupported("2.5 kilometres off", [claims["tripoint-from-zaozernaya@BAI"]]) == []
    attack = claims["time-general-attack@MOS"]  # 16:55 on a clock an hour ahead, or not
    assert unsupported("on 6 August at 16:55", [attack]) == []
    assert unsupported("at 16:54", [attack]) == ["16:54"]


# -- how it is shown ------------------------------------------------------------------------------------------------


def test_the_text_numbers_its_claims() -> None:
    text = story_text(STORIES["lake-khanka-1935"])
    notes = re.findall(r"^(\d+)\. ", text.partition("\nCLAIMS\n")[2], flags=re.MULTILINE)
    assert [int(one) for one in notes] == list(range(1, len(STORIES["lake-khanka-1935"].claims) + 1))
    cited: set[int] = set()
    for mark in re.findall(r"\[([\d, \n–]+)\]", text.partition("\nCLAIMS\n")[0]):
        for part in mark.split(","):
            first, _, last = part.strip().partition("–")
            cited |= set(range(int(first), int(last or first) + 1))
    assert cited == {int(one) for one in notes}, "every note is cited and every citation has its note"
    assert max(len(line) for line in text.splitlines()) <= 110


def test_the_data_has_every_claim_that_is_named() -> None:
    data: Any = story_data(STORIES["lake-khasan-1938"])
    named = {reference for one in data["sections"] for p in one["paragraphs"] for reference in p["claims"]}
    assert named <= set(data["claims"])
    assert data["claims"]["soviet-killed@SHI.2"]["grade"] == "B"


def test_claims_are_told_in_words() -> None:
    claims = {one.id: one for one in load_incident("lake-khasan-1938").claims}
    assert in_words(claims["soviet-tanks-lost-2-3aug@CDB90"]).says == "Soviet tanks lost 2–3 August: 15 tanks"
    assert in_words(claims["soviet-occupation-begins@KAS"]).says == "Soviet occupation begins: 9 July 1938"
    assert in_words(claims["time-zaozernaya-taken@KAS"]).says == "Zaozernaya taken: 05:15 on 31 July 1938, +09:00"
    assert in_words(claims["japanese-killed@BORT"]).trust.endswith("a side about its enemy")


def test_the_example_of_the_docs_is_a_part_of_a_story() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how_to_add" / "story.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    known = {one.id for one in load_incident("lake-khanka-1935").claims}
    (paragraph,) = yaml.safe_load(block)["course"]
    cited = [*paragraph["claims"], *(c for one in paragraph["rivals"][0]["accounts"] for c in one["claims"])]
    assert set(cited) <= known
    claims = [one for one in load_incident("lake-khanka-1935").claims if one.id in paragraph["claims"]]
    assert unsupported(paragraph["text"], claims) == []


# -- the timeline ---------------------------------------------------------------------------------------------------

DATED = """timeline:
  - {date: DAY, lane: done, side: ussr, text: The patrols meet, claims: [clash-date@JAW]}

background:"""


def dated(tmp_path: Path, day: str) -> Path:
    return written(tmp_path, "background:", DATED.replace("DAY", day))


def test_a_moment_stands_on_a_day_that_its_claims_have(tmp_path: Path) -> None:
    story = load_story(dated(tmp_path, "1935-06-03"), OURS)
    assert [moment.text for moment in story.file.timeline] == ["The patrols meet"]
    assert "3 June: The patrols meet (on the ground, Soviet Union)" in story_text(story)
    assert story_data(story)["timeline"][0]["date"] == "1935-06-03"
    assert "timeline[0].date: got '4 June'; name the claim that has this figure" in refusal(
        dated(tmp_path, "1935-06-04")
    )
    assert "got '2 June'" in refusal(dated(tmp_path, "1935-06-02/1935-06-03"))
    assert "got '1936'" in refusal(dated(tmp_path, "1936-06-03"))


@pytest.mark.parametrize("day", ["1935-06", "1935-06-XX", "../1935-06-03", "1935-06-03/1935-06-01", "in June"])
def test_a_moment_without_a_day_is_refused(tmp_path: Path, day: str) -> None:
    assert "timeline[0].date" in (said := refusal(dated(tmp_path, f'"{day}"')))
    assert "give a day or an interval of days" in said


def test_moments_come_in_the_order_of_time(tmp_path: Path) -> None:
    khasan = (SHIPPED / "stories" / "lake-khasan-1938.yaml").read_text(encoding="utf-8")
    first = khasan[khasan.index("  - {date: 1938-07-06") : khasan.index("  - {date: 1938-07-08")]
    path = tmp_path / "lake-khasan-1938.yaml"
    path.write_text(khasan.replace(first, "", 1).replace("\nbackground:", f"{first}\nbackground:", 1), encoding="utf-8")
    assert "put the timeline in the order of time" in refusal(path)
