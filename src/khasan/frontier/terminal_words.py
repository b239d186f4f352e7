"""What a run of the frontier says in the terminal, in whole sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from khasan.frontier.chronicle import INTO, day_words
from khasan.frontier.declarations import RUNGS, TOP
from khasan.frontier.process import FIGHT

if TYPE_CHECKING:
    from khasan.frontier.answers import Headline
    from khasan.frontier.many_histories import Frontier, Played
    from khasan.frontier.whatifs import Answered


NOT_TOLD_APART = (
    "Which side raises a fight below a division is not identified: shares of sides and actors are as assumed as they "
    "are fitted."
)


def run_words(frontier: Frontier, played: Played) -> str:
    """A run in words: the what-if, headlines as four things, what decided, one history."""
    asked = played.asked
    given = f", with the record given up to {day_words(asked.first)}" if asked.given else ""
    histories = "1 history" if len(played.histories) == 1 else f"{len(played.histories):,} histories"
    parts = [f"{histories} from {day_words(asked.first)} to {day_words(asked.last)}{given}, seed {asked.seed}."]
    if played.answered is not None:
        parts.append(answered_words(played.answered))
    if (whose := headlines_of(played)) is not None:
        parts.append(whose)
    for one in played.headlines:
        parts.append(headline_words(frontier, one, played.share(one.rung) if asked.last == one.by else None))
    if played.headlines:
        parts.append(fights_words(played))
    links = played.links()
    if links:
        parts.append(_links(frontier, played))
    told = played.chronicle or "Nothing happens that a chronicle would tell."
    parts.append(f"History {asked.first_replication}, told:\n\n{told}")
    return "\n\n".join(parts)


def headlines_of(played: Played) -> str | None:
    """Whose world the headlines are of, where the histories are of another; nothing where they are of the same."""
    changes = []
    if played.asked.what_if is not None:
        changes.append("the change that the what-if makes")
    if played.asked.assumptions != "base":
        changes.append(f"the assumption set {played.asked.assumptions}")
    if not changes or not played.headlines:
        return None
    return (
        f"The histories are played with {' and with '.join(changes)}. The chances that follow are without: those of "
        "the world as it was, as the base assumes it."
    )


def fights_words(played: Played) -> str:
    """What is fought by the engine, what is assumed, and what hangs on that."""
    found = played.origins()
    fought, assumed = found["engine"], found["assumed"]
    dead = max(1, fought[1] + assumed[1])
    others = "The other one comes" if assumed[0] == 1 else f"The {assumed[0]:,} others come"
    words = (
        f"Of the {fought[0] + assumed[0]:,} fights in these histories the engine fought {fought[0]:,}, those up to a "
        f"battalion on the ground of their sector. {others} from a table of stated assumptions, "
        f"with {assumed[1] / dead * 100:.0f}% of all dead."
    )
    if not fought[0] + assumed[0]:
        return "No fight is fought in these histories."
    if not fought[0]:
        words = "Men, losses and ends of all fights come from a table of stated assumptions."
    return (
        f"{words} What that table does to the chances goes through daring alone, and the shares above say how much of "
        "each answer's spread hangs on it."
    )


def hundred(chance: float) -> str:
    """A chance in a hundred.

    >>> hundred(0.704), hundred(0.004), hundred(0.9991)
    ('70', 'under 1', 'over 99')
    """
    return "under 1" if chance < 0.005 else "over 99" if chance > 0.995 else f"{chance * 100:.0f}"


def points(difference: float) -> str:
    """A difference of chances in points, with its sign.

    >>> points(0.031), points(-0.214), points(-0.001)
    ('+3', '-21', '0')
    """
    whole = round(difference * 100)
    return f"{whole:+d}" if whole else "0"


def headline_words(frontier: Frontier, one: Headline, played: float | None = None) -> str:
    """A headline as four things."""
    low, high = hundred(one.posterior.quantiles[0]), hundred(one.posterior.quantiles[-1])
    title = one.words[0].upper() + one.words[1:]
    chance = f"{hundred(one.posterior.mean)} in 100 (nine draws of ten: {low} to {high})"
    text = f"{title}, {day_words(one.first)} to {day_words(one.by)}: {chance}."
    priors = [
        f"{hundred(spread.mean)} ({hundred(spread.quantiles[0])} to {hundred(spread.quantiles[-1])}) under the "
        f"prior {name}"
        for name, spread in one.priors.items()
    ]
    text += f"\n  Before the data are seen: {'; '.join(priors)}."
    text += f"\n  The record counts {one.counted}."
    lowest, highest = min(one.sets, key=one.sets.__getitem__), max(one.sets, key=one.sets.__getitem__)
    ends = f"{hundred(one.sets[lowest])} ({lowest}) to {hundred(one.sets[highest])} ({highest})"
    text += f"\n  Over {len(one.sets)} assumption sets: {ends}."
    table = f"{hundred(one.on_table)}% of the spread goes with what is assumed of fights"
    text += f"\n  {table[0].upper()}{table[1:]}: ends of large ones, lengths of all."
    if played is not None:
        text += f" Of the histories played, {hundred(played)} in 100 have one."
    return text


def answered_words(one: Answered) -> str:
    """A what-if's difference and its verdict."""
    least = min(one.signs, key=one.signs.__getitem__)
    return (
        f"What if: {one.title}. {one.measure[0].upper() + one.measure[1:]}: {hundred(one.with_it)} in 100 as it was, "
        f"{hundred(one.otherwise)} otherwise; difference {points(one.mean)} points (nine draws of ten: "
        f"{points(one.low)} to {points(one.high)}).\n"
        f"  Verdict: {one.verdict}. Draws of this sign: {one.signs['base'] * 100:.0f}% in the base, "
        f"{one.signs[least] * 100:.0f}% at least ({least}); {one.prior_sign * 100:.0f}% before the data are seen."
    )


def _links(frontier: Frontier, played: Played) -> str:
    total = sum(played.links().values())
    lines = [f"The least likely step that a command took on the way to {total:,} fights of a division or more:"]
    for (rung, actor), count in played.links().most_common(5):
        name = "posts" if actor == "posts" else frontier.library.actors[actor].title.split(":")[0].split(",")[0]
        what = INTO.get(rung, RUNGS[rung])
        lines.append(
            f"  {count / total * 100:3.0f}%  to {what}, by {name[0].lower() + name[1:] if name[:4] == 'The ' else name}"
        )
    return "\n".join([*lines, f"  {NOT_TOLD_APART}"])


def run_payload(played: Played) -> dict[str, Any]:
    """A run as JSON has it."""
    histories = played.histories
    return {
        **played.manifest,
        "folder": played.folder,
        "headlines": [one.to_json() for one in played.headlines],
        "histories": {
            "with_fight": {RUNGS[rung]: played.share(rung) for rung in range(FIGHT, TOP + 1)},
            "fights": {
                origin: {"fights": fights, "killed": dead} for origin, (fights, dead) in played.origins().items()
            },
            "pact": sum(one.pact for one in histories) / max(1, len(histories)),
            "war_by": {
                who: sum(one.war_by == who for one in histories)
                for who in sorted({one.war_by for one in histories if one.war_by})
            },
        },
        "links": [
            {"rung": rung, "actor": actor, "fights": count} for (rung, actor), count in played.links().most_common()
        ],
        "what_if_answer": played.answered.to_json() if played.answered else None,
        "chronicle": played.chronicle.splitlines(),
    }


def list_words(frontier: Frontier) -> str:
    """What there is: what-ifs, assumption sets, actors, sectors, outside events."""
    library = frontier.library
    groups = [
        ("What-ifs", [(id_, library.what_if(id_).title) for id_ in library.what_if_ids()]),
        ("Assumption sets", [(one.id, one.title) for one in library.assumptions.sets]),
        ("Actors", [(one.id, one.title) for one in library.actors.values()]),
        ("Sectors", [(one.id, one.title) for one in library.sectors.values()]),
        ("Forces of fights that the engine fights", [(one.id, one.title) for one in library.cells.forces]),
        ("Outside events", [(f"{one.day} {one.id}", one.title) for one in library.outside]),
    ]
    width = max(len(id_) for _, entries in groups for id_, _ in entries)
    return "\n\n".join(
        f"{title}\n" + "\n".join(f"  {id_:<{width}}  {words}" for id_, words in entries) for title, entries in groups
    )


def list_payload(frontier: Frontier) -> dict[str, Any]:
    """The same as JSON has it."""
    library = frontier.library
    return {
        "what_ifs": [{"id": id_, "title": library.what_if(id_).title} for id_ in library.what_if_ids()],
        "assumption_sets": [{"id": one.id, "title": one.title} for one in library.assumptions.sets],
        "actors": [{"id": one.id, "title": one.title, "side": one.side} for one in library.actors.values()],
        "sectors": [{"id": one.id, "title": one.title} for one in library.sectors.values()],
        "forces": [{"id": one.id, "title": one.title, "rung": one.rung} for one in library.cells.forces],
        "outside": [{"id": one.id, "day": one.day, "title": one.title} for one in library.outside],
        "posterior_stale": frontier.stale,
        "fights_stale": library.fought.stale,
    }
