"""What a history holds: episodes, decisions, answers, reports, what daring became, the sides' counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

LOWEST_COMMANDED = 3
"""Lowest rung to which a command raises a fight; below it posts do."""


@dataclass(frozen=True)
class Decision:
    """Somebody decided, on a day, about an episode or at a capital."""

    day: date
    episode: int
    """Number of the episode, -1 for a decision at a capital."""
    rung: int
    """To which the fight was raised, or would have been."""
    actor: str
    act: str
    """``raises``, ``stops``; of a post ``holds fire``, ``answers fire``; of a capital ``signs``, ``goes to war``."""
    leave: str
    """``none needed``, ``not asked``, ``given``, ``refused``."""
    heard: str
    """Of a refusal, ``obeyed`` or ``ignored``; else nothing."""
    delay: float
    """Days from the cause."""


@dataclass(frozen=True)
class Answer:
    """What followed an episode: a protest, an inquiry asked or held, bodies returned, reinforcement, a cease-fire."""

    day: date
    episode: int
    kind: str
    actor: str


@dataclass(frozen=True)
class Report:
    """What one side says of an episode; the two sides' reports stay two."""

    day: date
    side: str
    kind: str
    sector: str
    episode: int
    """Number of the episode it belongs to, -1 where to none."""
    own_killed: int
    enemy_claimed: int


@dataclass
class EpisodeTold:
    """An episode from its first incident to its end."""

    number: int
    first: date
    last: date
    sector: str
    rung: int
    favour: str = ""
    began_at: int = 0
    """Rung at which the history found it: above 0 only for one that the record has under way."""
    chances: list[float] = field(default_factory=list)
    """Of each step that it took or that stopped it, from rung 1 on."""
    stopped_by: str = ""
    """Actor who would not raise it further, or ``the post`` below rung 3."""
    men_japan: int = 0
    men_soviet: int = 0
    killed_japan: int = 0
    killed_soviet: int = 0
    raised_by: str = ""
    """Side that raised the fight to its highest rung."""
    hours: float | None = None
    """From the first shot to the last, where the engine fought it."""
    cost: str = ""
    """Where men, killed and end are from: ``engine``, ``assumed``, or ``none`` where it never came to a fight."""

    @property
    def decided_at(self) -> int:
        """The rung of the least likely step that a command took: the link that decided; 0 if none was."""
        commanded = range(LOWEST_COMMANDED, self.rung + 1)
        return min(commanded, key=lambda rung: self.chances[rung - 1], default=0)


@dataclass(frozen=True)
class State:
    """What both sides dare from a day on, and whether forces are bound."""

    day: date
    japan: int
    soviet: int
    """-1, 0 or 1: below neutral, neutral, above."""
    bound: str
    """Sector of a combined fight that is under way, or nothing."""
    pact: bool


@dataclass
class History:
    """One history, from its first day to its last or to a war."""

    replication: int
    draw: int
    """Which draw of the posterior it lives under."""
    first: date
    """The day on which it begins."""
    episodes: list[EpisodeTold] = field(default_factory=list)
    """Those with local help or more; the rest are counted."""
    decisions: list[Decision] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    """By series and year."""
    by_rung: dict[tuple[int, int], int] = field(default_factory=dict)
    """Episodes by year and highest rung."""
    war: date | None = None
    war_by: str = ""
    """``ladder``, or the actor that decided it."""
    pact: bool = False
