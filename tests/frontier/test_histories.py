"""What must hold in every history: order of time, authority, determinism."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from khasan.frontier.chronicle import chronicle
from khasan.frontier.day_chances import World
from khasan.frontier.declarations import TOP
from khasan.frontier.episodes import History
from khasan.frontier.fighttable import EngineFights
from khasan.frontier.forward import solve
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.history import play
from khasan.frontier.many_histories import Asked, Frontier
from khasan.frontier.process import FIGHT
from khasan.frontier.side_counts import dated

WHAT_IFS = (None, "leave-required", "korea-army-alone")


def played(frontier: Frontier, asked: Asked, numbers: list[int]) -> list[History]:
    draws, start, _ = frontier.world(asked)
    table = EngineFights(frontier.library)
    return [
        play(draws.space, draws.x, draws.setting, start, asked.last, table, seed=asked.seed, replication=number)
        for number in numbers
    ]


@pytest.fixture(scope="module")
def histories(frontier: Frontier) -> dict[str | None, list[History]]:
    return {what_if: played(frontier, Asked(seed=8, what_if=what_if), list(range(60))) for what_if in WHAT_IFS}


def test_a_history_is_the_same_whatever_runs_beside_it(frontier: Frontier) -> None:
    asked = Asked(seed=5)
    many, one = played(frontier, asked, [0, 1, 2, 3]), played(frontier, asked, [2])
    assert asdict(many[2]) == asdict(one[0])
    assert asdict(many[1])["episodes"] != asdict(one[0])["episodes"]
    assert asdict(played(frontier, replace(asked, seed=6), [2])[0])["episodes"] != asdict(one[0])["episodes"]


def test_an_army_that_is_under_order_never_acts_against_it() -> None:
    library = FrontierLibrary()
    library.__dict__["actors"] = {
        id_: actor.model_copy(update={"obeys": "order"}) for id_, actor in library.actors.items()
    }
    asked = Asked(seed=8)
    made = [d for one in played(Frontier(library), asked, list(range(60))) for d in one.decisions if d.rung >= 3]
    assert any(decision.leave == "refused" for decision in made)
    assert not [d for d in made if d.heard == "ignored" or d.leave == "not asked"]


def test_nothing_comes_before_what_it_answers(histories: dict[str | None, list[History]]) -> None:
    for history in (one for many in histories.values() for one in many):
        first = {one.number: one.first for one in history.episodes}
        for answer in history.answers:
            assert answer.day >= first[answer.episode]
        for report in history.reports:
            assert report.day >= first[report.episode]
        for one in history.episodes:
            own = [decision for decision in history.decisions if decision.episode == one.number]
            assert [decision.day for decision in own] == sorted(decision.day for decision in own)
            assert all(one.first <= decision.day <= one.last for decision in own)


def test_notes_come_from_a_capital_or_an_ally_that_stands_there(
    frontier: Frontier, histories: dict[str | None, list[History]]
) -> None:
    wrote: dict[str, set[str]] = {}
    for history in histories[None]:
        sectors = {one.number: one.sector for one in history.episodes}
        protested = {(one.episode, one.actor): one.day for one in history.answers if one.kind == "protest"}
        for episode, actor in protested:
            wrote.setdefault(actor, set()).add(sectors[episode])
        for answer in history.answers:
            if answer.kind == "inquiry asked":
                assert answer.day > protested[answer.episode, answer.actor], "who asks has protested"
    assert set(wrote) == {"tokyo", "moscow", "hsinking", "ulan-bator"}
    assert wrote["ulan-bator"] == {"buir-halha"}


def test_no_rung_is_reached_without_somebody_deciding_for_it(histories: dict[str | None, list[History]]) -> None:
    for history in (one for many in histories.values() for one in many):
        for one in history.episodes:
            if one.last == history.war and one.rung < TOP:
                continue  # overtaken by a war that was decided elsewhere
            own = [decision for decision in history.decisions if decision.episode == one.number]
            raised = {decision.rung for decision in own if decision.act == "raises"}
            assert set(range(3, one.rung + 1)) <= raised
            if one.rung < TOP and one.stopped_by:
                assert own[-1].act in ("stops", "holds fire")
                assert own[-1].rung == one.rung + 1


def test_authority_holds_in_every_history(frontier: Frontier, histories: dict[str | None, list[History]]) -> None:
    actors = frontier.library.actors
    refused = ignored = 0
    for what_if, many in histories.items():
        for history in many:
            sector = {one.number: one.sector for one in history.episodes}
            for decision in history.decisions:
                actor = actors[decision.actor]
                if decision.episode < 0:
                    assert actor.kind == "capital"
                    continue
                if actor.sectors != "all":
                    assert sector[decision.episode] in actor.sectors
                if actor.side == "soviet" and actor.leave_from is not None and decision.act == "raises":
                    assert decision.leave == "given"  # nobody acts against Moscow's word
                if decision.heard == "ignored":
                    assert (actor.side, actor.obeys) == ("japan", "own judgement")
                    ignored += 1
                if (
                    what_if == "leave-required"
                    and decision.rung in (4, 5)
                    and actor.leave_from == "tokyo"
                    and decision.act == "raises"
                ):
                    assert decision.leave == "given"
                if what_if == "korea-army-alone" and actor.id == "korea-army":
                    assert decision.leave == "none needed" or decision.rung > 5
                refused += decision.leave == "refused"
    assert refused > 20
    assert ignored > 0


def test_one_combined_fight_at_a_time(histories: dict[str | None, list[History]]) -> None:
    for history in histories[None]:
        great = sorted((one.first, one.last) for one in history.episodes if one.rung >= FIGHT)
        for (_, last), (first, _) in pairwise(great):
            assert first >= last


def test_fights_are_from_where_they_say(frontier: Frontier, histories: dict[str | None, list[History]]) -> None:
    actors, seen = frontier.library.actors, set()
    for history in (one for many in histories.values() for one in many):
        for one in history.episodes:
            seen.add(one.cost)
            assert one.killed_japan <= one.men_japan
            assert one.killed_soviet <= one.men_soviet
            assert (one.cost == "engine") == (one.hours is not None)
            if one.cost == "engine":
                assert one.rung in (2, 3, 4)
                assert one.favour in ("japan", "soviet", "neither")
            elif one.cost == "none":
                assert one.rung == 2
                assert (one.killed_japan, one.killed_soviet, one.favour) == (0, 0, "")
            else:
                assert one.rung > FIGHT, "all sectors with incidents have ground"
            raised = [d for d in history.decisions if d.episode == one.number and d.act == "raises"]
            if one.rung > 2 and raised and raised[-1].rung == one.rung:
                assert one.raised_by == actors[raised[-1].actor].side
    assert seen == {"engine", "assumed", "none"}


def test_a_war_ends_its_history(histories: dict[str | None, list[History]]) -> None:
    seen = 0
    for history in histories[None]:
        if history.war is not None:
            seen += 1
            assert all(one.first <= history.war for one in history.episodes)
            assert all(decision.day <= history.war for decision in history.decisions)
    assert seen > 0


def test_counts_stay_apart_by_side_and_are_whole(histories: dict[str | None, list[History]]) -> None:
    names = {series for history in histories[None] for series, _ in history.counts}
    assert {"jp-count-disputes", "su-count-land"} <= names
    assert all(count >= 0 for history in histories[None] for count in history.counts.values())
    late = [
        history.counts["jp-count-disputes", 1936]
        for history in histories[None]
        if ("jp-count-disputes", 1936) in history.counts
    ]
    early = [history.counts["jp-count-disputes", 1933] for history in histories[None]]
    assert np.median(late) > 2 * np.median(early)


def test_counted_incidents_fall_where_their_kind_happens() -> None:
    library = FrontierLibrary()
    plain = {"khanka": ["land", "fire"], "sea": ["sea"]}
    library.__dict__["sectors"] = {
        id_: sector.model_copy(update={"kinds": plain.get(id_, sector.kinds)})
        for id_, sector in library.sectors.items()
    }
    frontier, asked = Frontier(library), Asked(seed=8, last=date(1937, 12, 31))
    draws, *_ = frontier.world(asked)
    [history] = played(frontier, asked, [0])
    world = World(draws.space, draws.x[history.draw], draws.setting)
    found = dated(history, world, asked.first, asked.last, np.random.default_rng(1))
    where = {(one.kind, one.sector) for one in found}
    assert ("land violation", "khanka") in where
    assert ("air intrusion", "khanka") not in where
    assert {sector for kind, sector in where if kind == "entry into waters"} == {"sea"}
    assert ("dispute", "khanka") in where


def test_a_chronicle_is_in_order_and_names_no_inner_word(
    frontier: Frontier, histories: dict[str | None, list[History]]
) -> None:
    for history in histories[None][:10]:
        lines = chronicle(frontier.library, history, date(1932, 3, 1), date(1945, 8, 9))
        assert [day for day, _ in lines] == sorted(day for day, _ in lines)
        for _, text in lines:
            assert text == text.strip()
            assert "  " not in text
            assert text.endswith(".")
            assert not any(word in text for word in ("kwantung-army", "own_", "None", "rung", "some no"))


def test_a_chronicle_tells_nothing_that_a_what_if_took_away(frontier: Frontier) -> None:
    shown = {
        what_if: frontier.history(Asked(what_if=what_if), 0)[1] for what_if in (None, "no-lyushkov", "no-order-1488")
    }
    for words, gone in (("defects at Hunchun", "no-lyushkov"), ("In Order 1488", "no-order-1488")):
        assert {what_if for what_if, told in shown.items() if words not in told} == {gone}


def test_notice_is_given_of_no_pact_but_one_that_was_signed(
    frontier: Frontier, histories: dict[str | None, list[History]]
) -> None:
    lived = [one for one in histories[None] if one.war is None or one.war > date(1945, 4, 5)]
    assert {one.pact for one in lived} == {True, False}
    for history in lived:
        told = chronicle(frontier.library, history, date(1932, 3, 1), date(1945, 8, 9))
        assert any("will not renew" in text for _, text in told) == history.pact


def test_a_pact_that_the_record_has_stands_from_the_first_day(frontier: Frontier) -> None:
    asked = Asked(first=date(1942, 1, 1), given=True)
    given = frontier.history(asked, 0)[0]
    assert given.pact
    assert given.states[0].pact
    draws, start, _ = frontier.world(asked)
    assert solve(
        draws.space, draws.x[:3], draws.setting, replace(start, daring=start.daring[:3]), asked.last, TOP
    ).pact.all()


def test_an_affair_that_the_record_has_under_way_is_told_to_its_end(frontier: Frontier) -> None:
    asked = Asked(first=date(1938, 7, 6), last=date(1938, 12, 31), given=True, seed=3)
    found = [frontier.history(asked, number) for number in range(12)]
    assert {one.episodes[0].rung for one, _ in found} >= {0, 3}
    for one, told in found:
        assert "The affair of Lake Khasan goes on" in told
        assert ("to no more" in told) == (one.episodes[0].rung < 3)
