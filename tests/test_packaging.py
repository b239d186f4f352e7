"""The package as others get it: light to import, one version, sound locks, pure kernels."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

import khasan

ROOT = Path(__file__).parent.parent
HEAVY = {"duckdb", "matplotlib", "numba", "numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy", "typer"}
KERNELS_MAY_IMPORT = {
    "__future__",
    "math",
    "typing",
    "numba",
    "numpy",
    "khasan.arrays",
    "khasan.declared",
    "khasan.kernels",
}


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check = _load(ROOT / "requirements" / "check.py")

SOUND = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:aa
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:bb
"""


def test_locks_of_the_project_are_sound() -> None:
    assert check.main() == 0


def test_a_sound_lock_passes() -> None:
    assert check.faults(SOUND) == []
    assert check.pins(SOUND) == {"numpy": {"2.4.6", "2.5.5"}}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("--index-url somewhere\n" + SOUND, "index option"),
        ("--extra-index-url somewhere\n" + SOUND, "index option"),
        ("-f wheels\n" + SOUND, "index option"),
        (SOUND + "khasan @ https://example.org/khasan.whl --hash=sha256:cc\n", "address"),
        (SOUND + "    # from https://example.org/simple\n", "address"),
        (SOUND + "rich>=15 --hash=sha256:cc\n", "not pinned"),
        (SOUND + "rich==15.0.0\n", "without a hash"),
        ("# nothing here\n", "pins nothing"),
    ],
)
def test_an_unsound_lock_is_refused(broken: str, says: str) -> None:
    assert any(says in fault for fault in check.faults(broken))


def test_a_lock_behind_pyproject_is_noticed() -> None:
    assert check.missing(SOUND, ["numpy>=2.1"]) == []
    assert check.missing(SOUND, ["numpy>=2.5", "ephem>=4.2"]) == [
        "numpy>=2.5: the lock has 2.4.6, 2.5.5",
        "ephem>=4.2: the lock has nothing",
    ]


def test_locks_with_different_versions_are_noticed() -> None:
    assert check.disagreements(SOUND, SOUND + "rich==15.0.0 --hash=sha256:cc\n") == []
    assert check.disagreements(SOUND, SOUND.replace("2.5.5", "2.5.6")) != []
    assert check.disagreements(SOUND, "") == ["numpy: 2.4.6, 2.5.5 against nothing"]


def _heavy_after(code: str) -> set[str]:
    """Heavy packages that a fresh interpreter holds after running the code."""
    ask = f"{code}\nimport sys\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    return HEAVY & set(out.split())


def test_importing_khasan_brings_in_nothing_heavy() -> None:
    assert _heavy_after("import khasan; khasan.__version__; khasan.InputError") == set()


def test_a_heavy_import_would_be_noticed() -> None:
    assert "numpy" in _heavy_after("import khasan; import numpy")


def test_every_public_name_can_be_had() -> None:
    for name in khasan.__all__:
        assert getattr(khasan, name) is not None
    assert len(khasan.__all__) <= 12


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'load_scenaro'"):
        khasan.load_scenaro  # noqa: B018


def test_the_installed_version_is_the_one_in_the_source_and_in_the_citation() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    cited = re.search(r"^version: (\S+)$", citation, flags=re.MULTILINE)
    assert cited is not None
    assert version("khasan") == khasan.__version__ == cited.group(1)


def _foreign_imports(source: str) -> list[str]:
    """Modules imported by a kernel that a kernel may not import."""
    named: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.module == "khasan":
                named += [f"khasan.{alias.name}" for alias in node.names]
            elif node.level == 0 and node.module is not None:
                named.append(node.module)
    allowed = tuple(KERNELS_MAY_IMPORT)
    return sorted(n for n in named if n not in allowed and not n.startswith(tuple(f"{a}." for a in allowed)))


def test_kernels_import_numba_numpy_math_and_each_other_only() -> None:
    # the room `compiling` holds no rule: how numba compiles, and where what it compiled is kept
    rooms = ROOT / "src/khasan/kernels"
    kernels = [path for path in sorted(rooms.rglob("*.py")) if path.parent.name != "compiling"]
    assert kernels
    found = {path.name: _foreign_imports(path.read_text(encoding="utf-8")) for path in kernels}
    assert {name: foreign for name, foreign in found.items() if foreign} == {}


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from random import random",
        "from khasan import scenario",
        "import numpyro",
        "import khasan.engine",
    ],
)
def test_a_foreign_import_in_a_kernel_is_noticed(line: str) -> None:
    assert _foreign_imports(f"import math\nfrom numba import njit\n{line}\n") != []


@pytest.mark.parametrize(
    "line",
    [
        "from khasan import arrays",
        "from khasan.kernels.chance.philox import draw",
        "from . import rng",
        "import numpy.typing as npt",
    ],
)
def test_a_fit_import_in_a_kernel_passes(line: str) -> None:
    assert _foreign_imports(f"{line}\n") == []
