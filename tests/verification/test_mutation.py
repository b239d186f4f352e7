"""The sampler of faults plants what it says, and tells a fault that a test notices from one that none does."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest
from verification.mutation import nearest
from verification.mutation.__main__ import sample, told
from verification.mutation.sites import Mutant, is_another_program, mutants
from verification.mutation.trial import KILLED, SURVIVED, TOO_LONG, Verdict

ROOT = Path(__file__).parents[2]
TEXT = '''
def worth(men, guns, hits, unit, target, far):
    """What a unit is worth."""
    if men[SIDE, unit] < far and guns[0] == 1:
        hits[KILLED, target] += men[MEN, unit]
    return max(men[MEN, unit] - hits[WOUNDED, target], 0) / ratio(far, guns[unit])
'''
FAULTS = [
    ("arguments", "ratio(guns[unit], far)"),
    ("operand", "min"),
    ("operand", "hits[KILLED, target] -= men[MEN, unit]"),
    ("operand", "((hits[WOUNDED, target]) - (men[MEN, unit]))"),
    ("comparison", "men[SIDE, unit] > far"),
    ("comparison", "guns[0] != 1"),
    ("comparison", "((men[SIDE, unit] < far) or (guns[0] == 1))"),
    ("index", "target"),
    ("index", "MEN"),
    ("axis", "men[unit, MEN]"),
]


@pytest.mark.parametrize(("kind", "after"), FAULTS, ids=[after for _, after in FAULTS])
def test_each_kind_of_slip_is_among_them(kind: str, after: str) -> None:
    assert (kind, after) in {(one.kind, one.after) for one in mutants("here.py", TEXT, random.Random(1))}


@pytest.mark.parametrize("area", nearest.AREAS)
def test_a_fault_changes_its_place_and_nothing_else(area: str) -> None:
    for path in nearest.files(ROOT, area)[::5]:
        text = path.read_text("utf-8")
        for one in random.Random(3).sample(found := mutants(path.name, text, random.Random(2)), min(5, len(found))):
            wrong = one.applied(text)
            assert wrong.startswith(text[: one.begin])
            assert wrong.endswith(text[one.end :])
            if is_another_program(text, one):
                assert ast.dump(ast.parse(wrong)) != ast.dump(ast.parse(text))


def test_a_sample_is_told_by_its_seed_and_shared_among_the_areas() -> None:
    one, again, other = (sample(ROOT, 8, seed) for seed in ("a", "a", "b"))
    assert one == again != other
    assert [sum(f"/{where}/" in fault.file for fault in one) for where in ("kernels", "results")] == [4, 2]


def test_every_file_that_a_fault_may_stand_in_has_tests_near_it() -> None:
    files = [path.relative_to(ROOT).as_posix() for area in nearest.AREAS for path in nearest.files(ROOT, area)]
    assert [file for file in files if not nearest.tests(ROOT, file)] == []


TRIAL = """
import sys
from pathlib import Path
from verification.mutation import trial
from verification.mutation.sites import Mutant

root = Path({root!r})
trial.load_libraries()
text = (root / "src/khasan/made.py").read_text("utf-8")
for before, after in {changes!r}:
    begin = text.index(before)
    mutant = Mutant("operand", "src/khasan/made.py", 1, begin, begin + len(before), before, after)
    print(trial.try_out(mutant, root, ["test_made.py"], plain=True, limit_s={limit!r}).word)
print(trial.try_out(None, root, ["test_made.py"], plain=True, limit_s={limit!r}).word)
"""


def test_a_fault_that_a_test_notices_is_told_from_one_that_none_does(tmp_path: Path) -> None:
    package = tmp_path / "src" / "khasan"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "made.py").write_text(
        "def left(men, hit):\n    while hit > men:\n        hit -= 1\n    return men - hit\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = src\n")
    (tmp_path / "test_made.py").write_text(
        "from khasan.made import left\n\ndef test_left():\n    assert left(5, 2) == 3\n    assert left(1, 2) == 0\n"
    )
    changes = [("men - hit", "hit - men"), ("hit > men", "men < hit"), ("hit -= 1", "hit += 1")]
    code = TRIAL.format(root=str(tmp_path), changes=changes, limit=6.0)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout.split("\n")[:4] == [KILLED, SURVIVED, TOO_LONG, SURVIVED], done.stdout + done.stderr[-2000:]


def test_survivors_are_listed_and_the_share_is_that_of_all() -> None:
    one = Mutant("index", "src/khasan/results/aar.py", 7, 0, 1, "a", "b")
    text = told(
        [Verdict(one, SURVIVED, "", 1.0), Verdict(one, KILLED, "t", 1.0), Verdict(one, TOO_LONG, "", 1.0)], "s", 60
    )
    assert "2 of 3 mutants killed (67%) in 1 minutes" in text
    assert text.count("aar.py:7: index: a -> b") == 1
