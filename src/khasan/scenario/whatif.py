"""Overlays that patch a scenario before it is resolved: other circumstances, never other outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from khasan.errors import InputError, nearest
from khasan.scenario.equipment import Toe
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written, draft_of
from khasan.scenario.nodes import Node, Trail
from khasan.scenario.numbers import stipulated
from khasan.scenario.ranges import RANGES
from khasan.scenario.remedies import MULTIPLIER, NO_MULTIPLIER
from khasan.scenario.schema import Change, Scenario, Selector, WhatIf

MOST_OF_ONE_KIND = int(RANGES["units of one kind"].most)
_ASKED = " (what if: "
_FIXED = {"format", "id", "incident", "what_ifs", "status", "checked", "record_outcomes"}


def apply(
    written: Written[Scenario], what_if: Written[WhatIf], library: Library, *, of_a_design: bool = False
) -> Written[Scenario]:
    """The scenario as the what-if would have it; each changed part knows the line of the what-if.

    A bare number of the what-if is exactly that number. Raises InputError if a change fits nothing; ``of_a_design``
    keeps the title and lets a value be set to what it is, as where a design goes through several.
    """
    overlay = _Overlay(written, what_if, library, of_a_design=of_a_design)
    for index, change in enumerate(what_if.model.changes):
        overlay.change(change, ("changes", index))
    overlay.add_plans()
    overlay.findings.stop_if_any()
    patched = draft_of(overlay.root, Scenario)
    applied = [*written.model.what_ifs, what_if.model.id]
    title = written.model.title if of_a_design else titled(written.model.title, what_if.model.title)
    return replace(patched, model=patched.model.model_copy(update={"what_ifs": applied, "title": title}))


def titled(title: str, what_if: str) -> str:
    """The title of a scenario that a what-if has changed.

    >>> titled(titled("Lake Khasan", "No fog"), "No tanks")
    'Lake Khasan (what if: No fog; No tanks)'
    """
    if _ASKED in title and title.endswith(")"):
        return f"{title[:-1]}; {what_if})"
    return f"{title}{_ASKED}{what_if})"


def as_it_was(title: str) -> str:
    """The title of a scenario without the what-ifs that have changed it.

    >>> as_it_was(titled("Lake Khasan (Changkufeng)", "No fog"))
    'Lake Khasan (Changkufeng)'
    """
    return title.partition(_ASKED)[0]


@dataclass
class _ForceNode:
    """A force in the tree of nodes, the list that holds it, and the id above."""

    node: Node
    siblings: list[Node]
    above: str | None

    def text(self, key: str) -> str | None:
        child = self.node.child(key)
        return None if child is None or child.content is None else str(child.content)

    @property
    def id(self) -> str:
        return self.text("id") or ""


class _Overlay:
    def __init__(
        self, written: Written[Scenario], what_if: Written[WhatIf], library: Library, *, of_a_design: bool = False
    ) -> None:
        self.of_a_design = of_a_design
        self.root = written.node.copy()
        self.what_if = what_if
        self.library = library
        self.findings = Findings(what_if.node)
        self.origin = f"stipulated by the what-if {what_if.model.id}"
        if what_if.model.scenario != written.model.id:
            remedy = f"it is written for this scenario, not for {written.model.id}"
            self.findings.say(("scenario",), what_if.model.scenario, remedy)
        if what_if.model.id in written.model.what_ifs:
            self.findings.say(("id",), what_if.model.id, "it is applied already: leave it out")

    def change(self, change: Change, trail: Trail) -> None:
        if change.set is not None:
            self._set(change.set, trail)
        elif change.drop_weather:
            self._drop("weather", "kind", list(change.drop_weather), (*trail, "drop_weather"))
        elif change.drop_plan:
            self._drop("plans", "id", change.drop_plan, (*trail, "drop_plan"))
        elif change.forces is not None:
            self._forces(change.forces, change, trail)

    def add_plans(self) -> None:
        added = self.what_if.node.child("add_plans")
        if added is None or not added.content:
            return
        plans = self.root.child("plans")
        if plans is None or plans.content is None:
            self.root.content["plans"] = added.copy()
        else:
            _entries(plans).extend(plan.copy() for plan in added.content)

    def _given(self, trail: Trail) -> Node:
        """A copy of what stands in the what-if, its bare numbers marked as stipulated."""
        found = self.what_if.node.at(trail)
        assert found is not None
        node = found.copy()
        self._mark(node)
        return node

    def _mark(self, node: Node) -> None:
        content = node.content
        if isinstance(content, dict):
            if not {"value", "record"} & content.keys():
                for child in content.values():
                    self._mark(child)
        elif isinstance(content, list):
            for child in content:
                self._mark(child)
        elif isinstance(content, int | float) and not isinstance(content, bool):
            node.content = stipulated(content, self.origin)

    def _set(self, path: str, trail: Trail) -> None:
        *way, last = path.split(".")
        here = (*trail, "set")
        if MULTIPLIER.search(last):
            self.findings.say(here, path, NO_MULTIPLIER)
            return
        if not way and last in _FIXED:
            self.findings.say(here, path, f"a what-if leaves {last} alone")
            return
        if (way or [last])[0] not in Scenario.model_fields:
            remedy = "a what-if changes the scenario, not weapons, TO&E or parameters: "
            self.findings.say(here, path, remedy + nearest((way or [last])[0], Scenario.model_fields.keys() - _FIXED))
            return
        node = self.root
        for depth, step in enumerate(way):
            below = self._step(node, step, deep=way[:depth] == ["forces"])
            if below is None:
                known = ", ".join(sorted(self._steps(node))[:12]) or "nothing"
                self.findings.say(here, path, f"there is no {step} here: there is {known}")
                return
            node = below
        if not isinstance(node.content, dict):
            self.findings.say(here, path, "end the path with a key, such as time.moon")
            return
        new = self._given((*trail, "to"))
        old = node.child(last)
        if not self.of_a_design and old is not None and old.plain() == new.plain():
            self.findings.say((*trail, "to"), new.plain(), "it says so already: this changes nothing")
        node.content[last] = new
        node.keys[last] = self.what_if.node.locate(here)[1:]

    def _step(self, node: Node, step: str, *, deep: bool) -> Node | None:
        """One step down: by key, or in a list by id; forces are found at any depth."""
        if isinstance(node.content, dict):
            return node.child(step)
        if deep:
            return next((force.node for force in self._walk() if force.id == step), None)
        if isinstance(node.content, list):
            return next((entry for entry in node.content if _id_of(entry) == step), None)
        return None

    def _steps(self, node: Node) -> list[str]:
        if isinstance(node.content, dict):
            return list(node.content)
        return [_id_of(entry) for entry in node.content] if isinstance(node.content, list) else []

    def _drop(self, key: str, name: str, wanted: list[str], trail: Trail) -> None:
        holder = self.root.child(key)
        entries = _entries(holder)
        found = [_text(entry, name) for entry in entries]
        for index, one in enumerate(wanted):
            if one not in found:
                remedy = f"the scenario has no such {key}: {nearest(one, found)}"
                self.findings.say((*trail, index), one, remedy)
        entries[:] = [entry for entry, one in zip(entries, found, strict=True) if one not in wanted]

    # -- forces ------------------------------------------------------------------------------------------

    def _walk(self) -> Iterator[_ForceNode]:
        def below(siblings: list[Node], above: str | None) -> Iterator[_ForceNode]:
            for node in list(siblings):
                force = _ForceNode(node, siblings, above)
                force.above = above or force.text("parent")
                yield force
                yield from below(_entries(node.child("parts")), force.id)

        yield from below(_entries(self.root.child("forces")), None)

    def _forces(self, selector: Selector, change: Change, trail: Trail) -> None:
        forces = {force.id: force for force in self._walk()}
        if not self._known(selector, forces, (*trail, "forces")):
            return
        chosen = [force for force in forces.values() if force.text("toe") and self._fits(force, selector, forces)]
        if not chosen:
            asked = ", ".join(f"{key} {value}" for key, value in selector.model_dump(exclude_none=True).items())
            self.findings.tell((*trail, "forces"), asked, "no unit fits all of these: this changes nothing")
            return
        for force in chosen:
            if change.remove:
                force.siblings[:] = [node for node in force.siblings if node is not force.node]
                continue
            for key in change.give:
                force.node.content[key] = self._given((*trail, "give", key))
                force.node.keys[key] = self.what_if.node.locate((*trail, "give", key), at_key=True)[1:]
        if change.remove:
            self._prune()

    def _known(self, selector: Selector, forces: dict[str, _ForceNode], trail: Trail) -> bool:
        sides = [_id_of(side) for side in _entries(self.root.child("sides"))]
        toes = {toe for force in forces.values() if (toe := force.text("toe"))}
        good = True
        for key, known in (("side", sides), ("formation", forces), ("toe", toes)):
            wanted = getattr(selector, key)
            if wanted is not None and wanted not in known:
                self.findings.say((*trail, key), wanted, f"the scenario has none: {nearest(wanted, known)}")
                good = False
        return good

    def _fits(self, force: _ForceNode, selector: Selector, forces: dict[str, _ForceNode]) -> bool:
        chain = list(_chain(force, forces))
        side = next((text for link in chain if (text := link.text("side"))), None)
        toe_id = force.text("toe") or ""
        return (
            selector.side in (None, side)
            and selector.formation in (None, *(link.id for link in chain))
            and selector.toe in (None, toe_id)
            and selector.branch in (None, self._branch(toe_id))
        )

    def _branch(self, toe_id: str) -> str | None:
        try:
            toe = self.library.written("toe", toe_id).model
        except InputError:
            return None  # resolve() tells of it, at its place in the scenario
        assert isinstance(toe, Toe)
        return toe.branch

    def _prune(self) -> None:
        """Take out formations that removal left empty, and their names from the plans."""
        removed = True
        while removed:
            removed = False
            forces = list(self._walk())
            parents = {force.above for force in forces}
            for force in forces:
                if not force.text("toe") and force.id not in parents:
                    force.siblings[:] = [node for node in force.siblings if node is not force.node]
                    removed = True
        left = set()
        for force in self._walk():
            left.add(force.id)
            count = force.node.child("count")
            many = count.content if count is not None and isinstance(count.content, int) else 1
            left.update(f"{force.id}-{k}" for k in range(1, min(many, MOST_OF_ONE_KIND) + 1))
        plans = _entries(self.root.child("plans"))
        for plan in plans:
            names = _entries(plan.child("formations"))
            names[:] = [name for name in names if name.content in left]
        plans[:] = [plan for plan in plans if _entries(plan.child("formations"))]


def _chain(force: _ForceNode, forces: dict[str, _ForceNode]) -> Iterator[_ForceNode]:
    seen: set[str] = set()
    link: _ForceNode | None = force
    while link is not None and link.id not in seen:
        seen.add(link.id)
        yield link
        link = forces.get(link.above) if link.above else None


def _entries(node: Node | None) -> list[Node]:
    """The entries of a list; none where an earlier change put something else there, of which the schema will tell."""
    return node.content if node is not None and isinstance(node.content, list) else []


def _id_of(node: Node) -> str:
    return _text(node, "id")


def _text(node: Node, key: str) -> str:
    child = node.child(key)
    return "" if child is None else str(child.content)
