"""Numbers and the provenance they carry."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from khasan.scenario.equipment import Weapon
from khasan.scenario.loader import load_model
from khasan.scenario.numbers import Amount, Number, Provenance, Share, Strict, inherit
from scenario.worlds import WORLD


class Inner(Strict):
    provenance: Provenance | None = None
    a: Amount
    b: Number


class Outer(Strict):
    provenance: Provenance | None = None
    x: Share
    one: Inner
    many: list[Inner]


def test_a_bare_number_takes_the_nearest_provenance_above_it() -> None:
    inner = {"a": 1, "b": {"value": 2, "source": "own"}}
    outer = {
        "provenance": {"guess": "outer"},
        "x": 0.5,
        "one": {**inner, "provenance": {"derived": "inner"}},
        "many": [inner, {**inner, "provenance": {"source": "last"}}],
    }
    found = inherit(Outer.model_validate(outer))
    assert (found.x.kind, found.x.why) == ("guess", "outer")
    assert (found.one.a.kind, found.one.a.why) == ("derived", "inner")
    assert [one.a.why for one in found.many] == ["outer", "last"]
    assert {one.b.why for one in (found.one, *found.many)} == {"own"}


def test_a_bare_number_with_nothing_above_stays_bare() -> None:
    assert inherit(Inner.model_validate({"a": 1, "b": 2})).a.kind == "bare"


def test_a_guess_is_thirty_per_cent_unsure_and_a_share_stays_a_share() -> None:
    content = {"provenance": {"guess": "why"}, "x": 0.9, "one": {"a": 10, "b": -10}, "many": []}
    found = inherit(Outer.model_validate(content))
    assert found.x.interval == pytest.approx((0.63, 1.0))
    assert found.one.a.interval == pytest.approx((7, 13))
    assert found.one.b.interval == pytest.approx((-13, -7))


@pytest.mark.parametrize(
    "raw", [True, "3", float("nan"), float("inf"), {}, {"value": None}, {"value": 1, "source": ""}]
)
def test_what_is_no_number_is_refused(raw: object) -> None:
    with pytest.raises(ValidationError):
        Number.model_validate(raw)


def test_load_model_fills_in_what_encloses(tmp_path: Path) -> None:
    weapon = load_model(WORLD / "weapons" / "rifle.yaml", Weapon)
    assert weapon.crew.why == "made up for tests"
    assert weapon.basic_load.why == "S000 made up"
