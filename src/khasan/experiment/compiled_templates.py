"""Scenarios compiled on a worker, kept while they are of use: one template, many points, one set of drawn maps.

Most factors leave the compiled scenario alone but for the numbers that a replication draws. Whether that is so is
found out, not assumed: the template is compiled at both ends of each field, and what differs is looked at. Then a
point costs nothing; else its scenario is compiled anew.
"""

from __future__ import annotations

import json
import pickle
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from khasan.compiler import Compiled, compile_scenario
from khasan.errors import InputError, Problem
from khasan.experiment.template import Template
from khasan.kernels.state import parameters as p
from khasan.scenario.library import Library

KEPT = 6
"""Templates kept at once. A drawn map of Lake Khasan takes some megabytes, and there are sixteen."""
_NOT_COMPARED = {"resolved", "numbers", "world_plan", "_worlds", "_locks"}


def packed(template: Template, ends: Mapping[str, tuple[float, float]]) -> bytes:
    """A template as it travels to a worker; ``ends`` of the fields that it has holes for."""
    content = {"text": template.text, "leaves": template.leaves, "ends": {k: ends[k] for k in template.leaves}}
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 6)


@dataclass
class CompiledTemplate:
    """One template compiled, and how its fields enter."""

    template: Template
    compiled: Compiled
    rows: dict[str, list[int]] = field(default_factory=dict)
    """Field -> rows of the drawn numbers that hold it, where nothing else depends on it."""

    @classmethod
    def unpack(cls, content: bytes) -> CompiledTemplate:
        """Compile what :func:`packed` packed. InputError if the map is another here."""
        told = json.loads(zlib.decompress(content))
        leaves = {name: [tuple(trail) for trail in trails] for name, trails in told["leaves"].items()}
        template = Template(told["text"], leaves)
        ends: dict[str, list[float]] = told["ends"]
        low = {name: some[0] for name, some in ends.items()}
        scenario = template.fill(low)
        if Library().map(scenario.map.id).digest != scenario.map_digest:
            remedy = "the map differs from that of the experiment: use the same data on every machine"
            raise InputError([Problem(scenario.id, None, None, "map_digest", scenario.map_digest[:12], remedy)])
        made = cls(template, _sharing_worlds(compile_scenario(scenario)))
        for name, (first, last) in ends.items():
            other = compile_scenario(template.fill({**low, name: last}))
            found = _rows_that_differ(made.compiled, other, (first, last))
            if found is not None:
                made.rows[name] = found
        return made

    def at(self, fields: Mapping[str, float], parameters: Mapping[str, float]) -> Compiled:
        """The compiled scenario with these numbers in their places and these parameters fixed.

        Ways over the ground are chosen by the priors' medians as ever: a fixed parameter is one that was drawn so.
        """
        compiled = self.compiled
        if all(name in self.rows for name in fields):
            values = {row: value for name, value in fields.items() for row in self.rows[name]}
            compiled = replace(compiled, numbers=compiled.numbers.fixed(values)) if values else compiled
        else:
            compiled = _sharing_worlds(compile_scenario(self.template.fill(fields)))
        if parameters:
            priors = compiled.priors.copy()
            for name, value in parameters.items():
                priors[p.NAMES.index(name), :3] = value
            compiled = replace(compiled, priors=priors)
        return compiled


class CompiledTemplates:
    """The compiled templates of a worker; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, CompiledTemplate] = OrderedDict()

    def get(self, digest: str, content: bytes) -> CompiledTemplate:
        """A template compiled, unless it is kept."""
        with self._lock:
            if digest not in self._kept:
                self._kept[digest] = CompiledTemplate.unpack(content)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(digest)
            return self._kept[digest]


def _rows_that_differ(low: Compiled, high: Compiled, ends: tuple[float, float]) -> list[int] | None:
    """Rows of drawn numbers that hold the field, if those are all that differs; else None."""
    one, other = low.numbers.table, high.numbers.table
    if one.shape != other.shape or _rest(low) != _rest(high):
        return None
    rows = np.flatnonzero((one != other).any(axis=1))
    if not ((one[rows] == ends[0]).all() and (other[rows] == ends[1]).all()):
        return None
    return [int(row) for row in rows]


def fights_alike(one: Compiled, other: Compiled) -> bool:
    """Are two scenarios the same but for words and names?"""
    first, second = one.numbers.table, other.numbers.table
    return np.array_equal(first, second) and _rest(one, names=False) == _rest(other, names=False)


def _rest(compiled: Compiled, *, names: bool = True) -> bytes:
    left_out = _NOT_COMPARED if names else _NOT_COMPARED | {"labels"}
    parts = {name: value for name, value in vars(compiled).items() if name not in left_out}
    return pickle.dumps((parts, _ground(compiled)))


def _ground(compiled: Compiled) -> bytes:
    """What a drawn map is prepared with: scenarios of one such share their maps."""
    plan = vars(compiled.world_plan)
    asked = {name: value for name, value in plan.items() if name not in ("resolved", "ground_map")}
    scenario = compiled.resolved
    units = [(one.id, one.at.model_dump(), one.aboard, one.toe) for one in scenario.units]
    return pickle.dumps((asked, scenario.map.model_dump(), scenario.map_digest, units))


_WORLDS: OrderedDict[bytes, tuple[Any, Any]] = OrderedDict()
_WORLDS_LOCK = threading.Lock()


def _sharing_worlds(compiled: Compiled) -> Compiled:
    """The same, its drawn maps shared with every other scenario that is fought on the same."""
    key = _ground(compiled)
    with _WORLDS_LOCK:
        worlds, locks = _WORLDS.setdefault(key, (compiled._worlds, compiled._locks))
        _WORLDS.move_to_end(key)
        while len(_WORLDS) > KEPT:
            _WORLDS.popitem(last=False)
    return replace(compiled, _worlds=worlds, _locks=locks)
