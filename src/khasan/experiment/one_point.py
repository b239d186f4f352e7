"""A run as a course of one point: replications in parts that follow each other, tables that grow in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import pyarrow as pa

from khasan.compiler import Compiled
from khasan.errors import RunError
from khasan.experiment.backends import Backend, Threads
from khasan.experiment.compiled_templates import packed
from khasan.experiment.fight import Course
from khasan.experiment.growing_tables import Growing
from khasan.experiment.parts import Parts, Span
from khasan.experiment.template import Template
from khasan.experiment.worker import Answer, Job, PointSheet, Task, fight, identity

PART_S = 2.0
"""Seconds of a processor that a part is meant to take: so much is lost of each worker's work when a machine dies."""
GROWTH = 4
"""A part is at most so many times as large as those before it: the first replications draw maps, and tell little."""
PART_MOST = 500
"""Replications of a part at most."""
RECORDED_MOST = 5
"""Of those that are recorded: each has thousands of rows."""
Tables = dict[str, pa.Table]


@dataclass
class OnePoint(Course):
    """Replications ``numbers`` of a scenario under one seed; those below ``recorded_before`` are recorded.

    ``parts`` None: nothing is kept on disk but what ``growing`` writes.
    """

    compiled: Compiled
    seed: int
    numbers: range
    recorded_before: int
    growing: Growing
    parts: Parts | None = None
    resume: str = ""
    taken_up: int = 0
    """Replications whose rows are in the tables: the first so many, without a gap."""
    _ready: dict[int, tuple[int, Tables | None]] = field(default_factory=dict)
    """First replication of each part that waits for those before it -> its end, and its tables unless on disk."""
    _each_s: float | None = None
    _size: int = 1
    _due: int = 0
    _travels: bool = True

    def __post_init__(self) -> None:
        self.asked = len(self.numbers)

    @property
    def due(self) -> int:
        """See :class:`Course`."""
        return self._due

    def do(self, backend: Backend) -> Callable[[Task], Answer]:
        """Threads have the scenario at hand; elsewhere it is compiled from what a part brings along."""
        self._travels = not isinstance(backend, Threads)
        return fight if self._travels else partial(fight, here=self.compiled)

    def blocks(self) -> Iterator[Iterable[Task]]:
        """The first replication alone, since it compiles or loads the kernels, and then the rest."""
        missing = self._missing()
        alone = missing[:1] if self.done == 0 else []
        for first, _ in alone:
            self._due = 1
            yield iter([self._task((first, first + 1))])
            missing[0] = (first + 1, missing[0][1])
        self._due = self.asked
        yield self._tasks(missing)

    def keep(self, answer: Answer) -> int:
        """A part to disk, and into the tables if those before it are there."""
        first, end = answer.number
        if self.parts is not None:
            self.parts.write((first, end), answer.tables)
        if self.done:  # the first of all waited for the kernels
            self._learn(answer.seconds / (end - first))
        self.done += end - first
        due = first == self.numbers.start + self.taken_up
        self._ready[first] = end, dict(answer.tables) if due or self.parts is None else None
        self._take_up()
        return end - first

    def _missing(self) -> list[Span]:
        """What no whole part on disk holds; what one holds is taken up."""
        at, missing = self.numbers.start, []
        for first, end in self.parts.whole(self._is_right) if self.parts is not None else []:
            if first < at or end > self.numbers.stop:
                continue
            if first > at:
                missing.append((at, first))
            self._ready[first] = end, None
            self.done += end - first
            at = end
        if at < self.numbers.stop:
            missing.append((at, self.numbers.stop))
        self._take_up()
        return missing

    def _is_right(self, span: Span, tables: Mapping[str, pa.Table]) -> bool:
        """Does a part hold what it should? One that was put there by somebody else may not."""
        wanted = {"outcomes", "series"} | ({"units", "events", "losses"} if span[0] < self.recorded_before else set())
        if not wanted <= tables.keys() or not self.growing.fit(tables):
            return False
        return bool(tables["outcomes"]["replication"].to_pylist() == list(range(*span)))

    def _take_up(self) -> None:
        """Into the tables whatever follows what is there already."""
        while (number := self.numbers.start + self.taken_up) in self._ready:
            end, tables = self._ready.pop(number)
            if tables is None:
                assert self.parts is not None
                tables = self.parts.read((number, end))
                if tables is None:
                    lost = f"the part with replications {number} to {end - 1} was damaged meanwhile"
                    raise RunError(f"{lost}: {self.resume}")
            self.growing.add(tables)
            self.taken_up += end - number

    def _tasks(self, missing: Iterable[Span]) -> Iterator[Task]:
        left = sum(end - first for first, end in missing)
        for first, stop in missing:
            while first < stop:
                end = min(stop, first + self._count(first, left))
                yield self._task((first, end))
                left -= end - first
                first = end

    def _count(self, first: int, left: int) -> int:
        """How many replications the next part has: few at first, and no more than leave work for all workers."""
        most = RECORDED_MOST if first < self.recorded_before else PART_MOST
        return max(1, min(self._size, most, left // (2 * self.workers)))

    def _learn(self, seconds: float) -> None:
        """Parts grow as it shows how long a replication takes."""
        self._each_s = seconds if self._each_s is None else 0.5 * (self._each_s + seconds)
        self._size = max(1, min(GROWTH * self._size, int(PART_S / max(self._each_s, 1e-6))))

    def _task(self, span: Span) -> Task:
        jobs = tuple(Job(0, n - self.numbers.start, self.seed, n, n < self.recorded_before) for n in range(*span))
        digest, content = self._packed if self._travels else ("", b"")
        return Task(span, jobs, {0: PointSheet(digest, {}, {})}, {digest: content}, (), self._identity, tables=True)

    @cached_property
    def _identity(self) -> Mapping[str, str]:
        return identity()

    @cached_property
    def _packed(self) -> tuple[str, bytes]:
        """The scenario as it travels, by its digest."""
        template = Template(json.dumps(self.compiled.resolved.model_dump(mode="json", exclude={"digest"})), {})
        return template.digest, packed(template, {})
