"""Each stage reads and writes what it declares, and no buffer is read before an earlier stage has filled it."""

from __future__ import annotations

import ast

import pytest

from kernels.accesses import BUNDLES, CannotFollow, Kernels, sources
from kernels.step_order import STEP, Told, misplaced, order, told, unread
from khasan.kernels.intents import INTENTS, LASTS, paths
from khasan.kernels.state.bundles import Scratch

TEXTS = sources()


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    return Kernels(TEXTS)


def planted(module: str, function: str, statement: str) -> Kernels:
    """The kernels with one more statement at the beginning of a function."""
    changed = Kernels(TEXTS, f"khasan.kernels.{module}")
    changed.functions[f"khasan.kernels.{module}", function].body.insert(0, ast.parse(statement).body[0])
    return changed


def moved(stage: str, behind: str) -> Kernels:
    """The kernels with one stage called at another place in the step."""
    changed = Kernels(TEXTS, STEP)
    body = changed.functions[STEP, "one_step"].body

    def place(name: str) -> int:
        return next(k for k, one in enumerate(body) if f"{name}(" in ast.unparse(one))

    statement = body.pop(place(stage))
    body.insert(place(behind) + 1, statement)
    return changed


def declared() -> dict[str, Told]:
    return {
        name: Told(paths(intent.reads), paths(intent.writes), frozenset(intent.own.split()))
        for name, intent in INTENTS.items()
    }


def differing(kernels: Kernels) -> list[str]:
    """What stages do and do not declare, and what they declare and do not do."""
    found, said = told(kernels, LASTS), declared()
    assert list(found) == list(said)
    return [
        f"{stage}, {what}: {path} is {'not declared' if path in getattr(found[stage], what) else 'declared in vain'}"
        for stage in found
        for what in ("reads", "writes", "own")
        for path in sorted(getattr(found[stage], what) ^ getattr(said[stage], what))
    ]


def test_every_stage_declares_what_it_reads_and_writes(kernels: Kernels) -> None:
    assert differing(kernels) == []


def test_the_declarations_stand_in_the_order_of_the_step(kernels: Kernels) -> None:
    assert [called.name for called in order(kernels)] == list(INTENTS)


def test_no_buffer_is_read_before_a_stage_has_filled_it(kernels: Kernels) -> None:
    assert misplaced(kernels, LASTS) == []


def test_nothing_is_written_that_nobody_reads(kernels: Kernels) -> None:
    assert unread(kernels) == set()


def test_every_buffer_is_in_use(kernels: Kernels) -> None:
    every = [kernels.of(called.module, called.name) for called in order(kernels)]
    assert {f"scratch.{name}" for name in Scratch._fields} == {
        path for found in every for path in found.reads | found.writes if path.startswith("scratch.")
    }
    assert set(LASTS) <= set(Scratch._fields)


def test_what_is_said_to_last_is_read_by_the_first_stage_that_touches_it(kernels: Kernels) -> None:
    every = [kernels.of(called.module, called.name) for called in order(kernels)]
    for name in LASTS:
        path = f"scratch.{name}"
        assert path in next(found for found in every if path in found.reads | found.writes).reads, name


# -- faults planted ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "function", "statement", "expected"),
    [
        ("works.upkeep", "mend", "scratch.worth[0, 0] = 1.0", ["mend, writes: scratch.worth is not declared"]),
        ("works.upkeep", "digs", "state.wire[0] = 0.0", ["dig, writes: state.wire is not declared"]),
        (
            "morale.settling",
            "is_alone",
            "state.counts[a.SORTIES, unit] += 1",
            [
                "settle, reads: counts.SORTIES is not declared",
                "settle, writes: counts.SORTIES is not declared",
            ],
        ),
        (
            "morale.settling",
            "is_led",
            "cold = state.counts[a.FIRED, unit]",
            ["settle, reads: counts.FIRED is not declared"],
        ),
        (
            "movement.pursuit",
            "quarry_of",
            "world.way[0, 0] = 1.0",
            ["everybody_moves, writes: world.way is not declared"],
        ),
        ("air.flak", "flak", "spot = scratch.spot[0, unit]", ["fly, reads: scratch.spot is not declared"]),
        (
            "works.engineers",
            "lay_wire",
            "scratch.calm_digging[0] = 1.0",  # the buffer of another
            [
                "dig, writes: scratch.calm_digging is not declared",
                "dig, own: calm_digging is declared in vain",
                "lay_wire, writes: scratch.calm_digging is not declared",
            ],
        ),
        (
            "fire.target_choice",
            "weigh",
            "threat[0] = 1.0",
            ["everybody_fires, writes: tables.by_range is not declared"],
        ),
        ("fire.target_choice", "weigh", "hexes_to[0] = 1", []),  # as it does anyhow
    ],
)
def test_what_is_not_declared_is_noticed(module: str, function: str, statement: str, expected: list[str]) -> None:
    """However deep below the stage it is done, and by whatever name."""
    assert differing(planted(module, function, statement)) == expected


def test_what_is_declared_and_not_done_is_noticed() -> None:
    changed = Kernels(TEXTS, "khasan.kernels.works.upkeep")
    changed.functions["khasan.kernels.works.upkeep", "take_posture"].body = [ast.Pass()]
    assert "take_posture, writes: counts.POSTURE is declared in vain" in differing(changed)


@pytest.mark.parametrize(
    ("stage", "behind", "fault"),
    [
        ("meet", "fight", "fight reads scratch.worth"),
        ("yield_ground", "lay_down_arms", "lay_down_arms reads scratch.opponent"),
        ("meet", "everybody_fires", "everybody_fires reads scratch.free_until"),
        ("meet", "fall_short", "fall_short reads scratch.made"),
    ],
)
def test_a_stage_that_comes_too_late_is_noticed(stage: str, behind: str, fault: str) -> None:
    assert fault in misplaced(moved(stage, behind), LASTS)


def test_a_buffer_that_only_some_steps_fill_is_noticed() -> None:
    """`worth` were stale wherever a scenario has no aircraft."""
    changed = Kernels(TEXTS, STEP)
    body = changed.functions[STEP, "one_step"].body
    at = next(k for k, one in enumerate(body) if "meet(" in ast.unparse(one))
    body[at] = ast.parse(f"if scale.air > 0:\n    {ast.unparse(body[at])}").body[0]
    assert "fight reads scratch.worth" in misplaced(changed, LASTS)


def test_a_buffer_that_does_not_last_is_noticed() -> None:
    assert "everybody_moves reads scratch.fighting" in misplaced(Kernels(TEXTS), set(LASTS) - {"fighting"})


@pytest.mark.parametrize("statement", ["scratch.calm_wiring[0] += 1.0", "scratch.calm_wiring[0] = 1.0"])
def test_what_nobody_reads_is_noticed(statement: str) -> None:
    """Adding to it is no use of it."""
    changed = planted("works.upkeep", "digs", statement)
    changed.functions["khasan.kernels.works.engineers", "lay_wire"].body = [ast.Pass()]
    assert unread(changed) == {"scratch.calm_wiring"}


# -- the reading of texts, on one that is made up ----------------------------------------------------------------------

MADE_UP = """
from khasan import arrays as a
from khasan.kernels.made_up import spread as lay

def spread(target, many, source):
    for k in range(many):
        target[k] = source[k]

def row_of(block, which, unit):
    return block[which, unit]

def stage(unit, tables, state, scratch, scale):
    counts, (reals, own) = state.counts, (state.reals, scratch.ready)
    men = counts[a.MEN + 1, unit] if scale.stack > 1 else row_of(counts, a.VEHICLES, unit)
    lay(reals[a.COHESION], men, state.reals[a.FATIGUE])
    if men > own.shape[0]:
        scratch.made[unit] = 1.0
    else:
        reals[a.AMMO_0 : a.AMMO_0 + 6, unit] = scratch.made[unit]
    scratch.hits[0, scratch.contacts[0, unit]] += men
    counts[unit, unit] = scratch.moving[unit]
    scratch.moving[unit] = counts[a.HEX][unit]
"""


def made_up(text: str) -> Kernels:
    return Kernels({"khasan.kernels.made_up": text, BUNDLES: TEXTS[BUNDLES]})


def test_a_made_up_stage_is_read_as_it_stands() -> None:
    found = made_up(MADE_UP).of("khasan.kernels.made_up", "stage")
    buffers = {"scratch.made", "scratch.hits", "scratch.contacts", "scratch.moving"}
    assert found.reads == {"counts.MEN", "counts.VEHICLES", "counts.HEX", "reals.FATIGUE"} | buffers
    assert found.writes == {"reals.COHESION", "reals.AMMO_0", "counts.*"} | buffers - {"scratch.contacts"}
    assert found.read_first == found.reads
    assert found.used == found.reads - {"scratch.hits"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("    return scratch.hits", "a block where a number is meant"),
        ("    unknown(scratch)", "a block goes to unknown"),
        ("    made = scratch.made.T", "the attribute T"),
        ("    lay(scratch.made, 3)", "other arguments than it has"),
        ("    lay(scratch.made, many=3)", "a call by keywords"),
        ("    tables = scratch.made[0, 0]", "more indices than scratch.made has dimensions"),
        ("    spread[0] = 1", "writes into something that is no block"),
        ("    with scratch:\n        pass", "a statement of another kind: With"),
        ("    many = scratch.made + 1.0", "a block where a number is meant"),
    ],
)
def test_what_cannot_be_followed_is_refused(line: str, why: str) -> None:
    with pytest.raises(CannotFollow, match=why):
        made_up(MADE_UP + line + "\n").of("khasan.kernels.made_up", "stage")
