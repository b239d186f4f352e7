"""What goes into the site: the fights that have a story, the record, the documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import khasan
from khasan.present.record_pictures.picture import days_words, toll_words
from khasan.present.site.entries import Battle, Fight, story_place
from khasan.record.frontier import Frontier
from khasan.record.incident import Incident
from khasan.record.incident_summary import sites, toll, when
from khasan.record.record_folders import RecordFolders
from khasan.scenario.catalog import list_scenarios, load_scenario
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved
from khasan.scenario.stories import load_story, story_ids


@dataclass(frozen=True)
class Contents:
    """Everything that the site tells, read once."""

    library: Library
    records: RecordFolders

    @classmethod
    def usual(cls) -> Contents:
        """Ours, and what lies in the user's own folders."""
        return cls(Library(), RecordFolders.usual())

    @cached_property
    def incidents(self) -> list[Incident]:
        """All records. InputError with what is wrong in any."""
        return self.records.incidents()

    @cached_property
    def frontier(self) -> Frontier | None:
        """The tables of the frontier, if they are within reach."""
        return self.records.frontier() if self.records.has_frontier else None

    @cached_property
    def scenarios(self) -> dict[str, Resolved]:
        """All scenarios by id. InputError with what is wrong in any."""
        return {entry.id: load_scenario(entry.id, library=self.library) for entry in list_scenarios(self.library)}

    @cached_property
    def fights(self) -> tuple[Fight, ...]:
        """Fights that have a story, in order of time."""
        told = {one.id: one for one in self.incidents}
        dated = sorted(story_ids(self.library), key=lambda one: (_start(told[one]), one))
        return tuple(self._fight(told[one], number) for number, one in enumerate(dated, 1))

    @property
    def battles(self) -> list[Battle]:
        """What is fought for the site: never a fight whose outcome is kept back."""
        return [battle for fight in self.fights for battle in fight.battles if not battle.withheld]

    @property
    def left_out(self) -> list[str]:
        """Scenarios whose fight has no story, as a reader's own."""
        shown = {battle.id for fight in self.fights for battle in fight.battles}
        return [one for one in self.scenarios if one not in shown]

    def counts(self) -> dict[str, int]:
        """How much the record holds."""
        return {
            "claims": sum(len(one.claims) for one in self.incidents),
            "sources": len(self.records.sources),
            "events": len(self.frontier.events) if self.frontier else 0,
        }

    def _fight(self, incident: Incident, number: int) -> Fight:
        story = load_story(incident.id, self.library)
        days, where = when(incident), sites(incident)
        return Fight(
            id=incident.id,
            number=number,
            title=story.title,
            names=incident.names,
            days=days_words(days.start, days.end) if days else "",
            toll=toll_words(toll(incident), band=True),
            in_short=tuple(one.text for one in story.file.in_short),
            place=(where[0].lon, where[0].lat) if where else None,
            battles=tuple(battle_of(one) for one in self._scenarios_of(incident.id)),
        )

    def _scenarios_of(self, incident_id: str) -> list[Resolved]:
        """Its scenarios, in order of time."""
        found = [one for one in self.scenarios.values() if one.incident == incident_id]
        return sorted(found, key=lambda one: one.clock.start)


def battle_of(scenario: Resolved) -> Battle:
    """A scenario's entry: why its outcome is kept back stands in the scenario itself."""
    kept = scenario.record_outcomes.withheld if scenario.record_outcomes else ""
    return Battle(scenario.id, scenario.title, kept, story_place(scenario.incident))


def documents_folder() -> Path | None:
    """Where the documents of khasan lie: beside the package in a checkout; None where there are none.

    >>> documents_folder() is None or (documents_folder() / "studies").is_dir()
    True
    """
    package = Path(khasan.__file__).parent
    folder = package.parent.parent / "docs"
    return folder if (folder / "validation").is_dir() else None


def _start(incident: Incident) -> date:
    days = when(incident)
    return days.start[0] if days else date.max
