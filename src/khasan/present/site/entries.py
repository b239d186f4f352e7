"""What the site's pages are told of the fights, and where the pages of each lie."""

from __future__ import annotations

from dataclasses import dataclass

STORIES = "stories"
BATTLES = "battles"
PROCESS = "frontier/process/report.html"
"""The page of a run of the frontier, from the root of the site."""


def story_place(incident_id: str) -> str:
    """Where the story of a fight lies."""
    return f"{STORIES}/{incident_id}.html"


@dataclass(frozen=True)
class Battle:
    """A scenario of a fight: its id, its title and, where its outcome is kept back, why (else "")."""

    id: str
    title: str
    withheld: str
    story: str
    """The page of its story."""

    @property
    def folder(self) -> str:
        """Folder of its run, from the root of the site."""
        return f"{BATTLES}/{self.id}"

    @property
    def page(self) -> str:
        """Page of its run; there is none where its outcome is kept back."""
        return f"{self.folder}/report.html"

    @property
    def map(self) -> str:
        """Its map with the units at their places at the start."""
        return f"{STORIES}/{self.id}.svg"


@dataclass(frozen=True)
class Fight:
    """A fight of the record that has a story."""

    id: str
    number: int
    """Its place in time, from 1."""
    title: str
    names: tuple[str, ...]
    days: str
    toll: str
    in_short: tuple[str, ...]
    """What it was about, what happened, how it ended: three sentences."""
    place: tuple[float, float] | None
    """Degrees east and north."""
    battles: tuple[Battle, ...]

    @property
    def page(self) -> str:
        """Its story."""
        return story_place(self.id)

    @property
    def anchor(self) -> str:
        """Its entry on the first page."""
        return f"index.html#fight-{self.number}"

    @property
    def withheld(self) -> str:
        """Why nothing simulated of it is shown; "" if something is."""
        return "" if any(not battle.withheld for battle in self.battles) else self.battles[0].withheld
