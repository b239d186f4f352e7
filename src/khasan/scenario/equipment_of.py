"""The TO&E, vehicles and weapons that a scenario needs, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel

from khasan.errors import nearest
from khasan.scenario.equipment import Mounted, Toe, Vehicle, Weapon
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written
from khasan.scenario.nodes import Node, Trail

ModelT = TypeVar("ModelT", bound=BaseModel)


class Equipment:
    """Gathers what is used, by id; what is missing or wrong goes to the findings."""

    def __init__(self, library: Library, findings: Findings) -> None:
        self.library = library
        self.findings = findings
        self.weapons: dict[str, Weapon] = {}
        self.vehicles: dict[str, Vehicle] = {}
        self.toes: dict[str, Toe] = {}
        self._refused: set[tuple[str, str]] = set()

    def need(self, uses: Iterable[tuple[Trail, str]]) -> None:
        """Read the TO&E used at these places of the scenario, with their vehicles and weapons."""
        for trail, toe_id in uses:
            toe = self._take("toe", toe_id, Toe, self.findings.node, trail, self.toes)
            if toe is not None:
                self._below(toe)

    def _below(self, toe: Written[Toe]) -> None:
        self._mounts(toe.node, toe.model.weapons)
        vehicle_id = toe.model.vehicle
        if vehicle_id is None:
            return
        vehicle = self._take("vehicles", vehicle_id, Vehicle, toe.node, ("vehicle",), self.vehicles)
        if vehicle is not None:
            self._mounts(vehicle.node, vehicle.model.weapons)

    def _mounts(self, node: Node, mounts: list[Mounted]) -> None:
        for index, mounted in enumerate(mounts):
            trail = ("weapons", index, "weapon")
            self._take("weapons", mounted.weapon, Weapon, node, trail, self.weapons)

    def _take(
        self, kind: str, file_id: str, model: type[ModelT], node: Node, trail: Trail, taken: dict[str, ModelT]
    ) -> Written[ModelT] | None:
        """Read a file once; None if that was done before, or cannot be."""
        if file_id in taken:
            return None
        if file_id not in self.library.ids(kind):
            remedy = f"unknown id in {kind}: {nearest(file_id, self.library.ids(kind))}"
            self.findings.problems.append(node.problem(trail, file_id, remedy))
            return None
        if (kind, file_id) in self._refused:
            return None
        written = self.findings.take(lambda: self.library.written(kind, file_id))
        if written is None:
            self._refused.add((kind, file_id))
            return None
        assert isinstance(written.model, model)
        taken[file_id] = written.model
        return Written(written.model, written.node)
