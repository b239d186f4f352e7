"""The rules against a twin written from the page of equations and not from the rules (tests/twin)."""

from __future__ import annotations

import re

import pytest

from engine.test_twin import plain


@pytest.mark.slow
def test_the_rules_do_what_the_equations_say() -> None:
    last = plain("tests/twin")
    found = re.fullmatch(r"(\d+) passed in .*", last)
    assert found, last
    assert int(found[1]) > 1000
