"""A replication is told as a battle: fights with their outcome and price, fire by formation, days by their sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import helpers_results as made_up
from khasan import arrays as a
from khasan.results.story import fire, story, story_text

SCENARIO = made_up.compiled()
REP = made_up.replication(SCENARIO, 1, record=True)
TAKEN = int(np.flatnonzero(REP.holders[:, 0] == 1)[0])
ON_ZAOZERNAYA = 100
"""A hex: the made-up ground puts the place there."""


def told(rep=REP) -> list[tuple[str, str]]:
    return story(SCENARIO, rep)


def sentences(rep=REP) -> list[str]:
    return [sentence for _, sentence in told(rep)]


def times_of(part: str, rep=REP) -> list[str]:
    return [time for time, sentence in told(rep) if part in sentence]


def with_events(*rows: list[int], losses: list[list[int]] | None = None):
    """Units 0 and 4 stand in a Soviet battalion, 2 and 6 in the Japanese regiment."""
    events = np.array(rows, dtype=np.int32)
    lost = np.zeros((len(losses or []), a.LOSS_FIELDS), dtype=np.int32)
    for row, (step, cause, shooter, target, killed, burnt) in zip(lost, losses or [], strict=True):
        row[[a.LO_STEP, a.LO_CAUSE, a.LO_SHOOTER, a.LO_TARGET]] = step, cause, shooter, target
        row[[a.LO_WEAPON, a.LO_KILLED, a.LO_BURNT]] = -1, killed, burnt
    return REP._replace(events=events, losses=lost, factors=np.zeros((len(lost), a.FACTORS)))


ASSAULT = [[100, a.ENTERED_COMBAT, 2, -1, ON_ZAOZERNAYA, 0], [100, a.ENTERED_COMBAT, 6, -1, ON_ZAOZERNAYA, 0]]
PRICE = [[100, a.CLOSE, 0, 2, 30, 0], [101, a.CLOSE, 2, 0, 12, 0]]


def test_an_assault_that_takes_a_place_is_one_sentence_and_its_price_another() -> None:
    rep = with_events(*ASSAULT, [103, a.TOOK_PLACE, -1, -1, 0, 1], losses=PRICE)
    (fight,) = [sentence for sentence in sentences(rep) if "attacked Zaozernaya" in sentence]
    assert " attacked Zaozernaya and took it by 04:35. " in fight
    assert "It cost them 30 men, " in fight
    assert fight.endswith(" 12.")
    assert times_of("attacked Zaozernaya", rep) == ["1938-07-31T04:20:00+09:00"]


def test_three_assaults_in_vain_are_one_fight() -> None:
    later = [[step, a.ENTERED_COMBAT, 2, -1, ON_ZAOZERNAYA, 0] for step in (110, 120)]
    rep = with_events(*ASSAULT, *later, losses=PRICE)
    (fight,) = [sentence for sentence in sentences(rep) if "attacked Zaozernaya" in sentence]
    assert " attacked Zaozernaya, three times until 06:00, in vain. " in fight


def test_after_a_long_lull_it_is_another_fight() -> None:
    later = [[160, a.ENTERED_COMBAT, 2, -1, ON_ZAOZERNAYA, 0]]
    again = [[160, a.CLOSE, 0, 2, 9, 0]]
    rep = with_events(*ASSAULT, *later, losses=[*PRICE, *again])
    assert len(times_of("attacked Zaozernaya", rep)) == 2


def test_an_assault_by_night_is_told_as_one() -> None:
    by_night = [[40, a.ENTERED_COMBAT, 2, -1, ON_ZAOZERNAYA, 0]]
    rep = with_events(*by_night, losses=[[40, a.CLOSE, 0, 2, 30, 0]])
    assert any("attacked Zaozernaya" in s and " in the dark" in s for s in sentences(rep))


def test_a_place_that_nobody_stormed_was_occupied_without_a_fight() -> None:
    rep = with_events([103, a.TOOK_PLACE, -1, -1, 0, 1])
    assert "Japan occupied Zaozernaya without a fight." in sentences(rep)


def test_fire_is_told_by_formation_with_what_it_cost() -> None:
    fire = [[50, a.AREA, 2, 0, 20, 0], [55, a.AREA, 2, 4, 11, 0]]
    rep = with_events([50, a.BROKE, 0, -1, -1, a.ROUTED], losses=fire)
    (said,) = [sentence for sentence in sentences(rep) if "to shelling" in sentence]
    assert said == "The 118th Rifle Regiment lost 31 men to shelling until 00:40; one of their units broke."


def test_what_a_fight_tells_is_not_told_as_fire_again() -> None:
    rep = with_events(*ASSAULT, losses=PRICE)
    assert not [sentence for sentence in sentences(rep) if "hand-to-hand" in sentence]


def test_every_cause_on_the_ground_has_words_of_its_own() -> None:
    """Else men who drown would be told as men who were shot."""
    in_the_air = {a.ANTI_AIRCRAFT, a.AIR_COMBAT}
    assert set(fire.CAUSES) == set(range(len(a.CAUSE_NAMES))) - in_the_air
    assert len(set(fire.CAUSES.values())) == len(fire.CAUSES)


def test_leave_that_was_not_asked_is_told_with_the_attack() -> None:
    rep = with_events([48, a.RULE_CHOSEN, 1, -1, 0, 1])
    assert "The 75th Infantry Regiment went for Zaozernaya in the dark." in sentences(rep)


def test_the_order_is_that_of_time() -> None:
    times = [time for time, _ in told()]
    assert times == sorted(times)


def test_fog_is_told_if_it_came() -> None:
    assert times_of("Fog") == []
    seen = REP.visibility_m.copy()
    seen[30 * 12 : 36 * 12] = 287.0
    foggy = REP._replace(visibility_m=seen)
    assert ("1938-08-01T02:00:00+09:00", "Fog came down. Visibility dropped to 290 m.") in told(foggy)
    assert times_of("The fog lifted. Visibility: 4 km.", foggy) == ["1938-08-01T08:00:00+09:00"]


def test_the_days_losses_stand_under_their_day_and_the_whole_at_the_end() -> None:
    soviets = [u for u, side in enumerate(SCENARIO.labels.unit_side) if side == 0]
    fallen = REP.counts[:, (a.KILLED, a.WOUNDED, a.MISSING), :][:, :, soviets].sum(axis=2)
    first = next(sentence for sentence in sentences() if sentence.startswith("The day's losses"))
    assert times_of("The day's losses")[0] == "1938-07-30T23:55:00+09:00"
    assert f"the Soviet Union lost {fallen[4].sum()} men ({fallen[4, 0]} killed)" in first
    assert f"the Soviet Union lost {fallen[-1].sum():,} men ({fallen[-1, 0]} killed)" in sentences()[-1]


def test_a_quiet_replication_says_so() -> None:
    quiet = REP._replace(counts=np.zeros_like(REP.counts), events=REP.events[:0], losses=REP.losses[:0])
    assert sentences(quiet)[-1].endswith("Nobody was hurt.")
    assert not [s for s in sentences(quiet) if "losses" in s]


def test_going_on_with_a_decision_is_no_news() -> None:
    both = with_events([0, a.RULE_CHOSEN, 1, -1, 0, 1], [40, a.RULE_CHOSEN, 1, -1, 0, 1])
    assert len(times_of("went for", both)) == 1


def test_men_who_have_not_come_or_are_gone_decide_nothing() -> None:
    asked = with_events([0, a.RULE_CHOSEN, 1, -1, 0, 1])
    assert times_of("went for", asked) != []
    for status in (a.EXPECTED, a.GONE):
        counts = REP.counts.copy()
        counts[:, a.STATUS] = status
        assert times_of("went for", asked._replace(counts=counts)) == []


def test_a_height_goes_by_both_its_names_once_and_its_holder_is_told_at_the_end() -> None:
    assert sum("Zaozernaya (Changkufeng)" in sentence for sentence in sentences()) == 1
    assert sum("Zaozernaya" in sentence for sentence in sentences()) > 2
    assert " In the end " in sentences()[-1]
    assert all(place in sentences()[-1] for place in ("Zaozernaya", "Bezymyannaya"))


def test_nothing_is_left_of_a_formation_only_if_all_of_it_is_gone() -> None:
    units = [u for u, f in enumerate(SCENARIO.labels.unit_formation) if f == 2]
    some = with_events(*([60, a.DESTROYED, u, -1, -1, 0] for u in units[:2]))
    assert "Nothing was left of two units of 1st Battalion." in " ".join(sentences(some)).replace("the 1st", "1st")
    whole = with_events(*([60, a.DESTROYED, u, -1, -1, 0] for u in units))
    assert "Nothing was left of 1st Battalion." in " ".join(sentences(whole)).replace("the 1st", "1st")


def test_a_what_if_is_named_before_the_story() -> None:
    changed = replace(SCENARIO, resolved=SCENARIO.resolved.model_copy(update={"what_ifs": ["no-fog"]}))
    assert "With the what-if no-fog" in story_text(changed, told(), 90)
    assert "what-if" not in story_text(SCENARIO, told(), 90)


def test_the_text_has_a_heading_a_day_and_fits_the_width() -> None:
    text = story_text(SCENARIO, told(), 90)
    assert max(map(len, text.splitlines())) <= 90
    for day in ("30 July 1938", "31 July 1938", "1 August 1938", "2 August 1938"):
        assert text.splitlines().count(day) == 1
