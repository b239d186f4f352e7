"""Who decides on either side: the two trees, the days that decisions take, and what both come to in the histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from khasan.frontier.episodes import History
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.many_histories import Frontier, Played
from khasan.frontier.terminal_words import NOT_TOLD_APART
from khasan.present.frontier_report.decision_trees import japanese_tree, soviet_tree
from khasan.present.frontier_report.delay_dots import delay_dots
from khasan.present.frontier_report.whose_decisions import (
    LONGEST,
    MOSCOW,
    Delays,
    answered_by_capital,
    delays,
    shares,
    unknown_whether_asked,
)
from khasan.record.frontier.ladders import Ladder, ladders


def deciders(frontier: Frontier, played: Played) -> dict[str, Any]:
    """What the page shows of it."""
    steps = {one.id: one for one in ladders(frontier.tables)}
    drawn = shares(frontier.world(played.asked)[0])
    rows = delays(frontier.tables, frontier.library, played.histories)
    moscow = next(row for row in rows if row.words == MOSCOW)
    answers = answered_by_capital(frontier.library, played.histories, "soviet")
    return {
        "words": _sides(steps, moscow),
        "japan": japanese_tree(steps, drawn, unknown_whether_asked(frontier.tables)),
        "soviet": soviet_tree(steps, drawn, moscow, answers),
        "delays": delay_dots(rows),
        "longer": sum(row.longer for row in rows),
        "longest": LONGEST,
        "acts": _acts(frontier.library, played.histories),
    }


def _sides(steps: dict[str, Ladder], moscow: Delays) -> str:
    """The two ways to decide, by the record's cases."""
    asked, kept, held = steps["leave-asked"], steps["restraint-kept"], steps["fire-held"]
    return (
        f"Of {len(asked.cases)} decisions for force that Japanese field commands took in the record, "
        f"{len(asked.taken)} asked for leave; of {len(kept.cases)} restraints from Tokyo {len(kept.taken)} held. Of "
        f"{len(held.cases)} Soviet posts and armies that were provoked {len(held.taken)} held or limited their fire, "
        f"and half of Moscow's decisions on an affair came within {np.median(moscow.days):g} days."
    )


def _acts(library: FrontierLibrary, histories: Iterable[History]) -> str:
    """What the trees come to in the histories: who raised fights, and with whose leave."""
    found: Counter[tuple[str, str]] = Counter()
    for history in histories:
        for one in history.decisions:
            actor = library.actors[one.actor]
            if one.act == "raises" and actor.kind == "field":
                found[actor.side, one.leave] += 1

    def raised(who: str, side: str, ways: dict[str, str]) -> str:
        total = sum(count for (whose, _), count in found.items() if whose == side)
        if not total:
            return f"{who} raise no fight in these histories."
        shares = [f"{found[side, leave] / total * 100:.0f} {words}" for leave, words in ways.items()]
        told = " and ".join(filter(None, [", ".join(shares[:-1]), shares[-1]]))
        return f"{who} raise a fight {total:,} times in these histories: of a hundred, {told}."

    japanese = {"not asked": "before leave comes", "given": "with leave", "refused": "against a refusal"}
    return (
        f"{raised('Japanese commands', 'japan', japanese)} "
        f"{raised('Armies of the Soviet side', 'soviet', {'given': 'with leave from Moscow'})} {NOT_TOLD_APART}"
    )
