from __future__ import annotations

from dataclasses import replace

import numpy as np

import helpers_results as made_up
from khasan import arrays as a
from khasan.results.story import story, story_text

SCENARIO = made_up.compiled()
REP = made_up.replication(SCENARIO, 1, record=True)
TAKEN = int(np.flatnonzero(REP.holders[:, 0] == 1)[0])


def _told(rep=REP) -> list[tuple[str, str]]:
    return story(SCENARIO, rep)


def _times_of(part: str, rep=REP) -> list[str]:
    return [time for time, sentence in _told(rep) if part in sentence]


def test_what_mattered_is_told_in_plain_words_at_its_time() -> None:
    told = _told()
    assert (
        "1938-07-30T20:00:00+09:00",
        "75th Infantry Regiment: decision to attack Zaozernaya (Changkufeng) (attack by night).",
    ) in told
    assert ("1938-07-30T20:45:00+09:00", "2nd Mechanised Brigade (Company 1): break and run.") in told
    assert _times_of("Japan takes Zaozernaya.") == [f"1938-07-31T{(19 + TAKEN) % 24:02}:55:00+09:00"]
    assert _times_of("2 tanks lost") == ["1938-07-31T03:30:00+09:00"]


def test_two_units_of_a_regiment_at_one_place_in_one_hour_are_one_sentence() -> None:
    assert _times_of("118th Rifle Regiment (Company 0; Company 4): assault near Zaozernaya.") == [
        "1938-07-30T20:35:00+09:00"
    ]


def test_the_order_is_that_of_time() -> None:
    times = [time for time, _ in _told()]
    assert times == sorted(times)


def test_night_and_day_are_told_once_each() -> None:
    assert _times_of("Night falls") == [f"1938-{day}T22:00:00+09:00" for day in ("07-30", "07-31", "08-01")]
    assert _times_of("Day breaks") == [f"1938-{day}T04:00:00+09:00" for day in ("07-31", "08-01", "08-02")]


def test_fog_is_told_if_it_came() -> None:
    assert _times_of("Fog") == []
    seen = REP.visibility_m.copy()
    seen[30 * 12 : 36 * 12] = 287.0
    foggy = REP._replace(visibility_m=seen)
    assert ("1938-08-01T02:00:00+09:00", "Fog: men are made out at 290 m.") in _told(foggy)
    assert _times_of("The fog is over: men are made out at 4,000 m.", foggy) == ["1938-08-01T08:00:00+09:00"]


def test_the_days_losses_stand_under_their_day_and_the_whole_at_the_end() -> None:
    soviets = [u for u, side in enumerate(SCENARIO.labels.unit_side) if side == 0]
    fallen = REP.counts[:, (a.KILLED, a.WOUNDED), :][:, :, soviets].sum(axis=2)
    sums = [sentence for _, sentence in _told() if "losses:" in sentence]
    assert _times_of("The day's losses")[0] == "1938-07-30T23:55:00+09:00"
    assert f"Soviet Union {fallen[4, 0]} killed, {fallen[4, 1]} wounded" in sums[0]
    last = _told()[-1][1]
    assert last.startswith("The end. Losses in all:")
    assert f"Soviet Union {fallen[-1, 0]} killed, {fallen[-1, 1]} wounded" in last


def test_the_hours_told_add_up_to_what_was_lost_in_them() -> None:
    hour = next(s for _, s in _told() if s.startswith("Losses of the hour"))
    killed = sum(int(part.split(" killed")[0].split()[-1]) for part in hour.split(";") if " killed" in part)
    assert killed == REP.counts[1, a.KILLED].sum()


def test_a_quiet_replication_says_so() -> None:
    quiet = REP._replace(counts=np.zeros_like(REP.counts), events=REP.events[:0])
    assert _told(quiet)[-1][1] == "The end. Nobody was hurt."
    assert not [s for _, s in _told(quiet) if "Losses" in s]


def test_going_on_with_a_decision_is_no_news() -> None:
    again = REP.events.copy()[:1]
    again[0, a.EV_STEP] = 40
    both = REP._replace(events=np.concatenate([REP.events[:1], again]))
    assert len(_times_of("decision to attack", both)) == 1


def test_men_who_have_not_come_or_are_gone_decide_nothing() -> None:
    for status in (a.EXPECTED, a.GONE):
        counts = REP.counts.copy()
        counts[:, a.STATUS] = status
        assert _times_of("decision to attack", REP._replace(counts=counts)) == []
    assert _times_of("decision to attack") != []


def test_a_height_goes_by_both_its_names_once_and_its_holder_is_told_at_the_end() -> None:
    told = [sentence for _, sentence in _told()]
    assert sum("Zaozernaya (Changkufeng)" in sentence for sentence in told) == 1
    assert sum("Zaozernaya" in sentence for sentence in told) > 2
    assert told[-2].startswith("In the end ")
    assert all(place in told[-2] for place in ("Zaozernaya", "Bezymyannaya"))


def test_a_what_if_is_named_before_the_story() -> None:
    changed = replace(SCENARIO, resolved=SCENARIO.resolved.model_copy(update={"what_ifs": ["no-fog"]}))
    assert "With the what-if no-fog" in story_text(changed, _told(), 90)
    assert "what-if" not in story_text(SCENARIO, _told(), 90)


def test_the_text_has_a_heading_a_day_and_fits_the_width() -> None:
    text = story_text(SCENARIO, _told(), 90)
    assert max(map(len, text.splitlines())) <= 90
    for day in ("30 July 1938", "31 July 1938", "1 August 1938", "2 August 1938"):
        assert text.splitlines().count(day) == 1
