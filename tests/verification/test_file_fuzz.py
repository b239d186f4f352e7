"""A quick form of ``python -m verification.file_fuzz``, and the proof that it finds what it is for.

The seed is fixed and a case follows from it alone: what passes once passes always.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

if sys.platform == "win32":
    pytest.skip("cases are played in processes that are forked", allow_module_level=True)

from verification.file_fuzz import cases, mutate, watch
from verification.file_fuzz.__main__ import fuzz, shares
from verification.file_fuzz.cases import FINE, KINDS, REFUSED, Case, make, play
from verification.file_fuzz.kinds import Kind, Subject, warm
from verification.file_fuzz.watch import played

from khasan.errors import InputError, Problem, RunError
from long_forms import LONG

FILES = [name for name in KINDS if name not in ("run", "experiment")]
"""The folders of a run and of an experiment want something fought first: they are left to the full form."""
MUTATIONS = 1_100 if LONG else 440


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


def test_no_changed_file_ends_in_a_traceback_a_warning_or_a_hang() -> None:
    outcomes = fuzz(1, shares(MUTATIONS, FILES))
    found = [one for one in outcomes if one.said not in (FINE, REFUSED)]
    assert found == []
    assert len(outcomes) == MUTATIONS
    for name in FILES:
        said = {one.said for one in outcomes if one.kind == name}
        assert said == {FINE, REFUSED}, f"{name}: a fuzzer that is always refused, or never, tries nothing"


@pytest.mark.parametrize("name", FILES)
def test_a_good_file_is_loaded(name: str, tmp_path: Path) -> None:
    """Else nothing but the first check would ever be tried."""
    subjects = {subject.name: subject for subject in cases.subjects_of(name)}
    small = sorted(subjects, key=lambda one: len(subjects[one].content))[: 5 if name == "design" else 1]
    for subject in map(subjects.__getitem__, small):
        good = Case(KINDS[name], 0, subject, subject.content, "", random.Random(1))
        assert play(good, tmp_path) == FINE, subject.name


def test_a_case_follows_from_seed_kind_and_number() -> None:
    for name in FILES:
        one, again, other = make(5, name, 3), make(5, name, 3), make(6, name, 3)
        assert (one.subject.name, one.content, one.changed) == (again.subject.name, again.content, again.changed)
        assert (one.content, one.changed) != (other.content, other.changed)


def test_trees_and_tables_are_changed_and_stay_text() -> None:
    source = json.dumps({"a": [1, {"b": "1938-07-31"}], "c": None})
    changed = {mutate.tree(source, random.Random(k))[0] for k in range(200)}
    assert len(changed) > 150
    rows = {mutate.table("x,y\n1,2\n3,4\n", random.Random(k))[0] for k in range(200)}
    assert len(rows) > 100


def faulty(number: int) -> None:
    """A reader with a fault for each number."""
    if number == 0:
        raise KeyError("a traceback")
    if number == 1:
        np.float64(1e308) * np.float64(10.0)
    if number == 2:
        raise RunError("  ")
    if number == 3:
        raise InputError([Problem("x", 1, 1, "\x1b[2J", "1", "mend it")])
    if number == 4:
        raise InputError([Problem("", 1, 1, "a", "1", "mend it")])
    if number == 5:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 6:
        while True:
            pass
    if number == 7:
        raise InputError([Problem("x", 1, 1, "a", "1" * 5_000, "mend it")])
    if number == 9:
        time.sleep(3600)
    if number == 8:
        raise InputError([Problem("x", 1, 1, "a", "1", "mend it")])


def test_each_fault_of_a_reader_is_found_and_the_next_case_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject("x.json", b"{}", "{}")

    def load(path: Path, subject: Subject, dice: random.Random) -> None:
        faulty(int(path.parent.name.rpartition("-")[2]))

    monkeypatch.setitem(KINDS, "made", Kind("made", 1, lambda: [subject], load))
    cases.subjects_of.cache_clear()
    said = [one.said for one in played(1, [("made", number) for number in range(9)], limit_s=0.3)]
    monkeypatch.setattr(watch, "PATIENCE_S", 1.0)
    said += [one.said for one in played(1, [("made", 9)])]
    monkeypatch.setattr(watch, "PATIENCE_S", 600.0)
    said += [one.said for one in played(1, [("made", 10)])]
    cases.subjects_of.cache_clear()
    assert said[0].startswith("KeyError")
    assert "a traceback" in said[0]
    assert said[1].startswith("RuntimeWarning")
    assert said[2] == "RunError without a word"
    assert "in its message" in said[3]
    assert said[4].startswith("no file or no remedy")
    assert said[5] == "the process died: SIGSEGV"
    assert said[6].startswith("still at it")
    assert said[7].startswith("a message of")
    assert said[8] == REFUSED
    assert said[9].startswith("waits for something")
    assert said[10:] == [FINE]
