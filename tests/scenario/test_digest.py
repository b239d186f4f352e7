"""The digest of a scenario says what it is, whatever the order of its file."""

from __future__ import annotations

import pytest

import khasan
from khasan.scenario.catalog import list_scenarios
from khasan.scenario.resolved import Resolved


@pytest.mark.parametrize("scenario", [entry.id for entry in list_scenarios()])
def test_what_a_run_keeps_of_a_scenario_has_the_digest_of_its_manifest(scenario: str) -> None:
    resolved = khasan.load_scenario(scenario)
    kept = khasan.compile_scenario(resolved).resolved
    assert (
        Resolved.model_validate_json(kept.model_dump_json(exclude={"digest"})).with_digest().digest == resolved.digest
    )


def test_another_strength_has_another_digest() -> None:
    resolved = khasan.load_scenario("lake-khanka-1935")
    first = resolved.units[0]
    other = first.model_copy(update={"name": f"{first.name}, renamed"})
    assert resolved.model_copy(update={"units": (other, *resolved.units[1:])}).with_digest().digest != resolved.digest
