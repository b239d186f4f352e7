"""Where draws live, what may be fixed of them, and what is refused before anything is drawn."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import timedelta

import numpy as np
import pytest

from compiler.round_trip import KEY, Country, drawn_of
from khasan.compiler.addresses import key_of, key_of_branch
from khasan.compiler.compile import step_counter
from khasan.compiler.uncertain import ABSENT, Uncertain
from khasan.compiler.world import prepare_world
from khasan.errors import InputError
from khasan.kernels.state import tables as t
from khasan.scenario.numbers import Amount, Number, Share


def words(text: str) -> list[int]:
    """The first two words of 32 bits of a SHA-256, the low byte first."""
    digest = hashlib.sha256(text.encode()).digest()
    return [int.from_bytes(digest[k : k + 4], "little") for k in (0, 4)]


def test_keys_are_sums_of_their_words() -> None:
    assert key_of(7, 3).tolist() == words("khasan 7 3")
    key = key_of(7, 3)
    assert key_of_branch(key, 12, "west").tolist() == words(f"khasan branch {key[0]} {key[1]} 12 west")


def test_a_fixed_number_is_drawn_as_it_is_and_the_others_as_before(vague_country: Country) -> None:
    numbers = vague_country.compiled.numbers
    before = numbers.draw(KEY)
    twin = numbers.fixed({4: 44.5, 9: 0.125})
    after = twin.draw(KEY)
    assert (after[4], after[9]) == (44.5, 0.125)
    assert (np.delete(after, [4, 9]) == np.delete(before, [4, 9])).all()
    assert twin.table[4].tolist() == [44.5] * 3
    assert numbers.draw(KEY).tolist() == before.tolist()  # the first is as it was
    again = twin.fixed({9: before[9]})
    assert again.draw(KEY)[9] == before[9]
    assert again.draw(KEY)[4] == 44.5


def test_numbers_of_one_address_lie_at_one_share_of_their_intervals() -> None:
    numbers = Uncertain()
    one = Number(value=2.0, low=1.0, high=3.0, derived="made up")
    other = Number(value=20.0, low=10.0, high=30.0, derived="made up")
    assert [numbers.add("a", one, "both"), numbers.add("b", other, "both"), numbers.add("c", other)] == [0, 1, 2]
    assert numbers.add("d", None) == ABSENT
    assert numbers.add("b", one) == 1  # the path is known: nothing new
    numbers.freeze()
    drawn = numbers.draw(KEY)
    assert drawn[1] == pytest.approx(10.0 * drawn[0])
    assert drawn[2] != drawn[1]
    assert drawn[ABSENT] == 0.0
    assert drawn.shape == (4,)


def test_what_is_declared_of_one_unit_is_one_doubt_and_of_the_next_another(vague_country: Country) -> None:
    """Units of one statement of strength have one draw of it; these have each their own."""
    forces = vague_country.compiled.forces
    for index in (forces.strength, forces.works, forces.ammunition):
        assert np.unique(index).size == index.size
    resolved = vague_country.compiled.resolved
    same = resolved.units[0].strength
    units = tuple(unit.model_copy(update={"strength": same}) for unit in resolved.units)
    index = vague_country.compiled_with(units=units).forces.strength
    first_side = [vague_country.is_first_side(name) for name in vague_country.ids]
    assert np.unique(index[first_side]).size == np.unique(index[np.logical_not(first_side)]).size == 1
    assert np.unique(index).size == 2  # what each side says of itself


def test_two_statements_are_two_doubts_though_they_say_the_same_number(vague_country: Country) -> None:
    """Of two sources, of a source, a sum and a guess, of two guesses; and of two intervals in one source."""
    said = ({"source": "S74"}, {"source": "S75"}, {"derived": "2 x 65"}, {"guess": "by rank"}, {"guess": "by eye"})
    numbers = [Amount(value=0.5, low=0.4, high=0.6, **why) for why in said]
    numbers += [Amount(value=0.5, low=low, high=high, source="S74") for low, high in ((0.41, 0.6), (0.4, 0.61))]
    units = list(vague_country.compiled.resolved.units)
    western = [k for k, unit in enumerate(units) if vague_country.is_first_side(unit.id)]
    for k, number in zip(western, [*numbers, numbers[0]], strict=False):
        units[k] = units[k].model_copy(update={"strength": number, "works": Share.model_validate(number.model_dump())})
    forces = vague_country.compiled_with(units=tuple(units)).forces
    for index in (forces.strength, forces.works):
        found = [int(index[k]) for k in western[: len(numbers) + 1]]
        assert len(set(found)) == len(numbers)
        assert found[0] == found[-1]
    assert not set(forces.strength.tolist()) & set(forces.works.tolist())


def test_two_units_of_one_type_share_what_the_type_says(vague_country: Country) -> None:
    forces = vague_country.compiled.forces
    riflemen, lift = vague_country.at("u-riflemen"), vague_country.at("m-lift")
    for index in forces.unit_reals[[t.MEN_0, t.FRONTAGE_M, t.DEPTH_M, t.HORSES_0, t.TRUCKS_0]]:
        assert index[riflemen] == index[lift]
        assert np.unique(index).size == 14  # one a type
    assert (forces.weapon_counts[:, riflemen] == forces.weapon_counts[:, lift]).all()


@pytest.mark.parametrize(("toe", "what"), [("boats", "water"), ("train", "a railway")])
def test_a_type_that_finds_no_way_on_the_map_is_refused(country: Country, toe: str, what: str) -> None:
    """A country without the lake and the brook, or without the line."""
    plan = country.compiled.world_plan
    kinds = {"lake", "river"} if toe == "boats" else {"railway"}
    kept = tuple(feature for feature in plan.ground_map.features if feature.kind not in kinds)
    ground_map = dataclasses.replace(plan.ground_map, features=kept)
    with pytest.raises(InputError, match=rf"got {toe}; its type goes by {what}, of which the map has none"):
        prepare_world(dataclasses.replace(plan, ground_map=ground_map), 0)


def test_an_army_that_no_parameter_knows_is_refused(country: Country) -> None:
    units = tuple(unit.model_copy(update={"army": "utopia"}) for unit in country.compiled.resolved.units)
    with pytest.raises(InputError, match="say army: one of japan, soviet, manchukuo, mongolia"):
        country.compiled_with(units=units)


def test_a_parameter_that_is_missing_is_named(country: Country) -> None:
    parameters = tuple(one for one in country.compiled.resolved.parameters if one.id not in ("rest", "air"))
    with pytest.raises(InputError, match=r"got rest, air"):
        country.compiled_with(parameters=parameters)


def test_a_moment_off_the_battle_is_its_first_or_its_last_step(country: Country) -> None:
    step_of = step_counter(country.compiled.start_utc, 90.0, 480)
    start = country.compiled.resolved.clock.start
    assert [step_of(start + timedelta(seconds=s)) for s in (-91, 0, 90, 90.5, 43110, 43200, 99999)] == [
        0, 0, 1, 2, 479, 480, 480,
    ]  # fmt: skip
    assert drawn_of(country.compiled).tables.units[t.ARRIVES].max() == 85
