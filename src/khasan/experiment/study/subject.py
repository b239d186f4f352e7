"""What an experiment is about: a scenario that is fought, or the frontier, whose histories are played.

The rest of an experiment (points, parts, folder, resumption, figures) knows no more of it than stands here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.engine.steps import is_warm
from khasan.experiment.compiled_templates import packed
from khasan.experiment.template import Template
from khasan.experiment.worker import Answer, Task, fight
from khasan.results.columns import Column
from khasan.results.outcomes import outcome_columns
from khasan.scenario.catalog import status_words


class Subject(ABC):
    """What replications are replications of."""

    kind: ClassVar[str]
    """``scenario`` or ``frontier``, as a design names it."""

    @property
    @abstractmethod
    def id(self) -> str:
        """Id."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def digest(self) -> str:
        """Of all that replications depend on, before a factor is set."""

    @property
    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """What a row of outcomes can hold."""

    @property
    def kind_words(self) -> str:
        """What it is in the middle of a sentence."""
        return f"scenario {self.id}"

    @abstractmethod
    def words_in(self, column: str) -> Sequence[str]:
        """The words that a column of words can hold."""

    @property
    @abstractmethod
    def caution(self) -> str:
        """How far what goes in is known, for a reader of results."""

    @property
    @abstractmethod
    def facts(self) -> list[tuple[str, str]]:
        """What the subject is, in a few words each."""

    @property
    @abstractmethod
    def colours(self) -> list[str]:
        """Of the sides."""

    @property
    @abstractmethod
    def noted(self) -> dict[str, Any]:
        """What the manifest says of it beside id and digest."""

    @abstractmethod
    def why(self, law: str) -> str:
        """Where the range of a factor comes from that the design gives none of its own."""

    @property
    @abstractmethod
    def is_ready(self) -> bool:
        """Can a replication begin at once, or are kernels to be compiled first?"""

    @abstractmethod
    def play(self, seed: int) -> None:
        """Play replication 0, to get ready or to see how long one takes."""

    @property
    @abstractmethod
    def work(self) -> Callable[[Task], Answer]:
        """What a worker does with a part."""

    @abstractmethod
    def pack(self, template: Template, ends: Mapping[str, tuple[float, float]]) -> bytes:
        """A template as it travels to workers; ``ends`` of the factors that have a range."""


@dataclass(frozen=True)
class OfScenario(Subject):
    """A scenario before a factor is set."""

    compiled: Compiled
    kind: ClassVar[str] = "scenario"

    @property
    def id(self) -> str:
        """Id of the scenario."""
        return self.compiled.resolved.id

    @property
    def title(self) -> str:
        """Its title."""
        return self.compiled.resolved.title

    @property
    def digest(self) -> str:
        """Of the scenario, resolved."""
        return self.compiled.resolved.digest

    @property
    def columns(self) -> tuple[Column, ...]:
        """See :class:`Subject`."""
        return outcome_columns(self.compiled)

    def words_in(self, column: str) -> Sequence[str]:
        """The sides, and nobody: columns of words say who holds a place."""
        return *self.compiled.labels.sides, "nobody"

    @property
    def caution(self) -> str:
        """See :class:`Subject`."""
        return status_words(self.compiled.resolved.status, self.compiled.resolved.checked)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """See :class:`Subject`."""
        return [("Scenario", f"{self.title} ({self.id})"), ("Inputs", self.caution)]

    @property
    def colours(self) -> list[str]:
        """See :class:`Subject`."""
        return [side.colour for side in self.compiled.resolved.sides]

    @property
    def noted(self) -> dict[str, Any]:
        """See :class:`Subject`."""
        return {"map_digest": self.compiled.resolved.map_digest}

    def why(self, law: str) -> str:
        """See :class:`Subject`."""
        return {
            "prior": "the prior of the parameter, with its provenance in data/parameters/global.yaml",
            "triangular": "the interval of the scenario file, with its provenance there",
            "choice": "a choice",
        }.get(law, "")

    @property
    def is_ready(self) -> bool:
        """See :class:`Subject`."""
        return is_warm(self.compiled)

    def play(self, seed: int) -> None:
        """See :class:`Subject`."""
        run_replication(self.compiled, seed, 0)

    @property
    def work(self) -> Callable[[Task], Answer]:
        """See :class:`Subject`."""
        return fight

    def pack(self, template: Template, ends: Mapping[str, tuple[float, float]]) -> bytes:
        """See :class:`Subject`."""
        return packed(template, ends)
