"""One history told in plain words: its fights, who decided what with whose leave, and the turns it took."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from khasan.frontier.declarations import RUNGS, TOP
from khasan.frontier.episodes import Decision, EpisodeTold, History
from khasan.frontier.evidence import Fight
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.process import FIGHT

COLUMN = 3
INTO = {
    2: "local help", 3: "a column", 4: "a combined fight", 5: "a fight of a division",
    6: "a fight of a corps", 7: "war",
}  # fmt: skip
SIDE = {"japan": "Japan's", "soviet": "the Soviet side's"}
LEVEL = {-1: "less than usual", 0: "as much as usual", 1: "more than usual"}


def chronicle(
    library: FrontierLibrary,
    history: History,
    first: date,
    last: date,
    told: Sequence[Fight] = (),
    under_way: Fight | None = None,
    dropped: Collection[str] = (),
) -> list[tuple[date, str]]:
    """The history as dated sentences.

    ``told``: fights of the record before the first day, where it is given; ``under_way``: one that goes on then;
    ``dropped``: outside events that a what-if took away.
    """
    teller = _Teller(library, history)
    lines = [(fight.first, teller.of_record(fight)) for fight in told]
    if under_way is not None:
        lines.append((under_way.first, teller.begun(under_way)))
    end = last if history.war is None else min(last, history.war)
    for event in library.outside:
        happens = event.id not in dropped and (event.needs is None or history.pact)
        if first <= event.day <= end and happens and event.choice is None:
            lines.append((event.day, event.text))
    for decision in history.decisions:
        if decision.episode < 0:
            lines.append((decision.day, teller.capital(decision)))
    for episode in history.episodes:
        begun = under_way if episode.number == 0 else None  # where one is under way, it is the first of all
        if episode.rung >= COLUMN or begun is not None:
            lines += teller.episode(episode, begun)
    lines += teller.daring()
    return sorted(lines, key=lambda line: line[0])


def chronicle_text(lines: Sequence[tuple[date, str]]) -> str:
    """One line a day and sentence.

    >>> chronicle_text([(date(1938, 7, 31), "The hill is taken.")])
    '31 July 1938  The hill is taken.'
    """
    width = max((len(day_words(day)) for day, _ in lines), default=0)
    return "\n".join(f"{day_words(day):>{width}}  {text}" for day, text in lines)


def day_words(day: date) -> str:
    """A day as one says it.

    >>> day_words(date(1938, 7, 31))
    '31 July 1938'
    """
    return f"{day.day} {day:%B %Y}"


class _Teller:
    def __init__(self, library: FrontierLibrary, history: History) -> None:
        self.library, self.history = library, history

    def name(self, actor: str) -> str:
        """An actor as a sentence begins with it."""
        return self.library.actors[actor].title.split(":")[0].split(",")[0]

    def inside(self, actor: str) -> str:
        """An actor in the middle of a sentence."""
        name = self.name(actor)
        return name[0].lower() + name[1:] if name.split(" ")[0] in ("The", "A") else name

    def of_record(self, fight: Fight) -> str:
        end = f"It ends in {SIDE[fight.favour]} favour." if fight.favour in SIDE else "It ends in nobody's favour."
        told = next((one.favour for one in self.library.fights if one.id == fight.id), fight.favour)
        if told != fight.favour:
            end = end.replace("It ends", "Here it ends")
        return f"From the record: {self.title(fight)} grows into {INTO[fight.rung]}. {end}"

    def title(self, fight: Fight) -> str:
        """What a fight of the record is called."""
        return next((one.title for one in self.library.fights if one.id == fight.id), fight.id)

    def begun(self, fight: Fight) -> str:
        """An episode of the record that is under way when the history begins."""
        return f"From the record: the affair of {self.title(fight)} begins. How it goes on is drawn."

    def capital(self, decision: Decision) -> str:
        name = self.name(decision.actor)
        return {
            "signs": f"TURN. {name} signs the Neutrality Pact.",
            "does not sign": f"TURN. {name} and Moscow part without a pact.",
            "goes to war": f"TURN. {name} decides for war.",
            "does not go to war": f"{name} decides against war.",
        }[decision.act]

    def episode(self, episode: EpisodeTold, begun: Fight | None = None) -> list[tuple[date, str]]:
        """A column in one line; a combined fight or more decision by decision. ``begun``: it is this one's course."""
        where = self.library.sectors[episode.sector].title
        made = [one for one in self.history.decisions if one.episode == episode.number]
        if begun is not None:
            where = f"The affair of {self.title(begun)} goes on"
            if episode.rung < COLUMN:
                return [(episode.first, f"{where} and fades. It comes to {RUNGS[episode.rung]}, and to no more.")]
        if episode.rung < FIGHT:
            text = f"{where}: posts clash and get help. {self._sent(made)}"
            return [(episode.first, f"{text} {self._cost(episode)}".strip())]
        held = any(one.act == "holds fire" and one.rung == 1 for one in made)
        posts = "the Soviet post holds its fire under order" if held else "posts exchange fire"
        lines = [(episode.first, f"{where}: {posts}, and both sides' posts get help the same day.")]
        if episode.began_at >= COLUMN:
            lines = [(episode.first, f"{where}. It has come to {RUNGS[episode.began_at]}.")]
        link = episode.decided_at
        for decision in made:
            text = self.decision(decision)
            if text and decision.act == "raises" and decision.rung == link:
                chance = episode.chances[link - 1]
                text = f"TURN. {text} Of a hundred such moments, {chance * 100:.0f} go this way."
            if text:
                lines.append((decision.day, text))
        lines.append((episode.last, self._ended(episode)))
        return lines

    def _sent(self, made: Sequence[Decision]) -> str:
        column = next(
            (self.decision(one) for one in made if one.act == "raises" and one.rung == COLUMN and self.decision(one)),
            "",
        )
        stopped = next((self.decision(one) for one in made if one.act == "stops" and self.decision(one)), "")
        return " ".join(filter(None, (column, stopped)))

    def decision(self, decision: Decision) -> str:
        """A decision as a sentence; a leave given says itself in the sentence of who got it."""
        actor = self.library.actors[decision.actor]
        name, into = self.name(decision.actor), INTO.get(decision.rung, "more")
        boss = self.inside(actor.leave_from) if actor.leave_from else ""
        if actor.kind == "capital" and decision.leave == "given":
            return ""
        if decision.act == "raises":
            if decision.leave == "not asked":
                return f"Without asking {boss}, {self.inside(decision.actor)} lets it grow into {into}."
            if decision.leave == "given":
                return f"With leave from {boss}, {self.inside(decision.actor)} lets it grow into {into}."
            if decision.leave == "refused":
                return f"{name} goes on against the refusal: it grows into {into}."
            return f"{name} decides for {into}."
        if decision.act == "stops":
            if actor.kind == "capital" and decision.leave == "refused":
                return f"{name} forbids {into}."
            if decision.heard == "obeyed":
                return f"{name} obeys."
            return f"{name} lets it rest there."
        return ""

    def _ended(self, episode: EpisodeTold) -> str:
        if episode.rung == TOP:
            return "TURN. It is war."
        favour = f"in {SIDE[episode.favour]} favour" if episode.favour in SIDE else "in nobody's favour"
        talks = any(one.episode == episode.number and one.kind.startswith("cease-fire") for one in self.history.answers)
        how = "Ambassadors agree on a cease-fire" if talks else "The fighting fades"
        table = " (a stated assumption)" if episode.cost == "assumed" else ""
        return f"{how}. It ends {favour}, with {_dead(episode)}{table}."

    def _cost(self, episode: EpisodeTold) -> str:
        """What a column's fight cost, where the engine fought it."""
        if episode.cost != "engine":
            return ""
        favour = f"in {SIDE[episode.favour]} favour" if episode.favour in SIDE else "in nobody's favour"
        return f"The fight ends {favour}, with {_dead(episode)}."

    def daring(self) -> list[tuple[date, str]]:
        """What both sides dare, where it changed."""
        lines = []
        for old, new in zip(self.history.states, self.history.states[1:], strict=False):
            changed = []
            if old.japan != new.japan:
                changed.append(f"Japanese commands now dare {LEVEL[new.japan]}")
            if old.soviet != new.soviet:
                changed.append(f"the Soviet side now dares {LEVEL[new.soviet]}")
            if changed:
                text = ", ".join(changed)
                lines.append((new.day, text[0].upper() + text[1:] + "."))
        return lines


def _dead(episode: EpisodeTold) -> str:
    """Both sides' dead in words."""
    japan, soviet = episode.killed_japan, episode.killed_soviet
    if not japan + soviet:
        return "nobody killed"
    return f"{_many(japan)} Japanese and {_many(soviet)} Soviet dead"


def _many(dead: int) -> str:
    """So many dead: a rounded number says that it is one.

    >>> _many(0), _many(7), _many(1234)
    ('no', '7', 'some 1,200')
    """
    return "no" if not dead else _round(dead) if dead < 100 else f"some {_round(dead)}"


def _round(number: int) -> str:
    """A number as a historian would give it.

    >>> _round(1234), _round(37)
    ('1,200', '37')
    """
    if number < 100:
        return str(number)
    unit = 10 ** (len(str(number)) - 2)
    return f"{round(number / unit) * unit:,}"
