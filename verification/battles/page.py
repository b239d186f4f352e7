"""The tables of docs/validation/battles.md, written from the scores."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from string import ascii_uppercase

from khasan.battles.scoring.baselines import ALWAYS, RIDGE, RIDGE_NEW_WAR, SHARES
from khasan.battles.scoring.groups import FAMILIES
from khasan.battles.scoring.score_words import difference, in_words
from khasan.battles.scoring.scoreboard import Group, Score
from khasan.battles.scoring.whole import OURS, Marks
from verification.battles.worst import Look, in_common

_MARK = re.compile(r"(<!-- battles: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
MODELS = (OURS, ALWAYS, SHARES, RIDGE, RIDGE_NEW_WAR)
TOLD = ("own strength", "role", "years")
"""Families that have no table of their own: of sides, and of the years that the page is not about."""
DASH = "–"


def filled(page: str, marks: Mapping[str, Marks], worst: Sequence[Look], replications: int, seed: int) -> str:
    """The page with what stands between its marks written anew. KeyError for a mark that is not known."""
    made = {
        "verdict": _verdict(marks),
        "score": _scores(marks) + f"\nFigures of `python -m verification.battles`: {replications} replications a "
        f"battle, seed {seed}; {_counts(marks['known'])}.\n",
        "years": _years(marks),
        "families": _families(marks["known"]),
        "worst": _worst(worst),
        "common": _common(worst),
    }
    return _MARK.sub(lambda found: found[1] + made[found[2]] + found[3], page)


def _group(marks: Marks, name: str) -> Group:
    return next(group for group in marks.groups if group.name == name)


def _score(group: Group, measure: str) -> Score:
    return next(score for score in group.scores if score.measure.name == measure)


def _verdict(marks: Mapping[str, Marks]) -> str:
    """The first line: winner and casualties, beside the best and the fairest rival."""
    group = _group(marks["known"], "since 1900")
    accuracy, loss = _score(group, "accuracy"), _score(group, "log loss")
    within = {duration: _score(_group(one, "since 1900"), "casualties within x2") for duration, one in marks.items()}

    def said(score: Score, model: str) -> str:
        return in_words(score.measure, score.models[model]).split(" (")[0]

    return (
        f"Uncalibrated, the engine calls the winner of {said(accuracy, OURS)} of the decisive battles since 1900 "
        f"(always the attacker {said(accuracy, ALWAYS)}, ridge {said(accuracy, RIDGE)}, of a war it never saw "
        f"{said(accuracy, RIDGE_NEW_WAR)}), with a log loss of {said(loss, OURS)} ({said(loss, ALWAYS)}, "
        f"{said(loss, RIDGE)}, {said(loss, RIDGE_NEW_WAR)}); it tells the casualties of a side within a factor of two "
        f"in {said(within['known'], OURS)} where the duration is known and {said(within['unknown'], OURS)} where it is "
        f"not (loss shares {said(within['known'], SHARES)}, ridge {said(within['known'], RIDGE)} and "
        f"{said(within['unknown'], RIDGE)}, of a war it never saw {said(within['known'], RIDGE_NEW_WAR)} and "
        f"{said(within['unknown'], RIDGE_NEW_WAR)}).\n"
    )


def _scores(marks: Mapping[str, Marks]) -> str:
    return "\n".join(
        f"Duration {duration}:\n\n{_score_table(_group(one, 'since 1900'))}" for duration, one in marks.items()
    )


def _score_table(group: Group) -> str:
    lines = [["measure", "of", *MODELS, f"{OURS} less {RIDGE}", f"{OURS} less {RIDGE_NEW_WAR}"]]
    for score in group.scores:
        less = [difference(score.measure, score.less[rival]) for rival in (RIDGE, RIDGE_NEW_WAR)]
        if not score.measure.better:
            less = [DASH, DASH]
        models = [in_words(score.measure, score.models[model]) for model in MODELS]
        lines.append([score.measure.name.replace("|", "\\|"), str(score.count), *models, *less])
    return _table(lines)


_SHORT = (
    ("accuracy", "winner called"),
    ("attacker's chance, told less true", "attacker's chance, told less true"),
    ("log loss", "log loss"),
    ("casualties within x2", "casualties within x2"),
    ("attacker's casualties, told to true", "attacker's, told to true"),
    ("defender's casualties, told to true", "defender's, told to true"),
    ("casualties, coverage of 90%", "inside the 90%"),
)


def _families(marks: Marks) -> str:
    return "\n".join(_family(marks, family) for family in FAMILIES if family not in TOLD)


def _years(marks: Mapping[str, Marks]) -> str:
    return _family(marks["known"], "years")


def _family(marks: Marks, family: str) -> str:
    groups = [group for group in marks.groups if group.family == family]
    rivals = (("log loss", RIDGE), ("casualties within x2", SHARES))
    lines = [[family, "battles", *(title for _, title in _SHORT), *(f"{name} less {rival}" for name, rival in rivals)]]
    for group in groups:
        if not group.scores:
            continue
        cells = [_short(_score(group, name)) for name, _ in _SHORT]
        less = [difference(_score(group, n).measure, _score(group, n).less[rival]) for n, rival in rivals]
        lines.append([group.name, str(group.battles), *cells, *less])
    few = [f"{group.name} ({group.battles})" for group in groups if not group.scores]
    return _table(lines) + (f"\nToo few to score: {', '.join(few)}.\n" if few else "")


def _short(score: Score) -> str:
    return in_words(score.measure, score.models[OURS])


def _worst(found: Sequence[Look]) -> str:
    lines = [[
        "battle", "attacker's chance", "who won", "attacker's casualties, told to true", "defender's, told to true",
        "scale, sectors", "lost in the sector (attacker, defender)", "attackers fall by", "defenders fall by",
        "lost in the first two hours", "attacks stopped for", "positions given up for",
    ]]  # fmt: skip
    for letter, one in lettered(found):
        who = {1.0: "attacker", 0.0: "defender"}.get(one.won, "neither")
        lines.append([
            f"{letter}, {one.row.year}", f"{one.chance:.2f}", who, _factor(one.error[0]),
            _factor(one.error[1]), f"{one.scale}, {one.sectors}", f"{one.lost[0]:.0%}, {one.lost[1]:.0%}",
            _first(one.causes[0]), _first(one.causes[1]), f"{one.early:.0%}", _first(one.stops), _first(one.gave_up),
        ])  # fmt: skip
    return _table(lines)


def lettered(found: Sequence[Look]) -> list[tuple[str, Look]]:
    """The battles with the letters that the page calls them by: who has the table is told their names."""
    return list(zip(ascii_uppercase, found, strict=False))


def _common(found: Sequence[Look]) -> str:
    return _table([["of the twelve", "battles"], *([word, str(many)] for word, many in in_common(found).items())])


def _factor(error: float) -> str:
    """A factor to one figure: no more is meant, and no figure of the table can be made from it."""
    return f"x{float(f'{10**error:.1g}'):g}" if isfinite(error) else DASH


def _first(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{word} {share:.0%}" for word, share in list(shares.items())[:2]) or DASH


def _counts(marks: Marks) -> str:
    return ", ".join(f"{count} {name}" for name, count in marks.counts.items())


def _table(lines: Sequence[Sequence[str]]) -> str:
    head, *rest = lines
    rows = [head, ["---"] * len(head), *rest]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)
