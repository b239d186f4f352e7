"""The wheel, built and installed into an environment of its own, with no checkout in sight: it runs a scenario there.

No network: what khasan depends on is lent by the environment that runs the tests, which lends everything but khasan.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "lake-khanka-1935-seed7.txt"
COMPILE_ONE = (
    "import khasan; from khasan.kernels.morale.suppression import fading; print(khasan.__file__, fading(60.0, 1.0))"
)

pytestmark = pytest.mark.slow


class Installed:
    """An environment that has the wheel."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        home = folder / "environment"
        venv.create(home, symlinks=os.name != "nt")
        self.bin = home / ("Scripts" if os.name == "nt" else "bin")
        self.python = str(self.bin / "python")
        self.packages = Path(self.ask("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
        lent = sysconfig.get_path("purelib")
        (self.packages / "lent.pth").write_text(lent, "utf-8")  # a folder on the path; its own .pth files are not read
        arguments = ["-m", "pip", "--python", self.python, "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([sys.executable, *arguments, "--no-index", "--no-deps", str(wheel)], check=True)

    def ask(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run its Python from a folder that has nothing to do with the checkout."""
        return self.run(self.python, *arguments, **environment)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
        done = subprocess.run(
            command, cwd=self.elsewhere, env=kept | environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done

    def files(self) -> dict[str, tuple[int, int]]:
        """Each installed file, its size and when it was written."""
        found = {}
        for path in sorted(self.packages.rglob("*")):
            status = path.lstat()
            found[str(path.relative_to(self.packages))] = (status.st_size, status.st_mtime_ns)
        return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


def test_the_wheel_holds_every_file_of_the_package_and_both_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        held = set(opened.namelist())
    package = ROOT / "src"
    files = {path.relative_to(package).as_posix() for path in (package / "khasan").rglob("*") if path.is_file()}
    files = {name for name in files if "__pycache__" not in name}
    assert {name for name in held if not name.startswith("khasan-")} == files
    assert {Path(name).name for name in held if "/licenses/" in name} == {"LICENSE", "LICENSE-DATA", "OFL.txt"}


def test_installed_it_runs_a_scenario_and_leaves_itself_as_it_is(installed: Installed) -> None:
    before = installed.files()
    done = installed.run(str(installed.bin / "khasan"), "run", "lake-khanka-1935", "--seed", "7", COLUMNS="100")
    assert done.stdout.strip() == GOLDEN.read_text("utf-8").strip()
    assert installed.files() == before
    assert [path.name for path in installed.elsewhere.iterdir()] == ["runs"]
    (run,) = (installed.elsewhere / "runs").iterdir()
    assert {"manifest.json", "outcomes.parquet", "report.html"} <= {path.name for path in run.iterdir()}


def test_without_a_place_for_compiled_kernels_nothing_is_put_into_the_package(
    installed: Installed, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("in the way", "utf-8")
    before = installed.files()
    done = installed.ask("-c", COMPILE_ONE, KHASAN_CACHE=str(tmp_path / "cache"))
    file, value = done.stdout.split()
    assert Path(file).is_relative_to(installed.packages)
    assert 0.693 < float(value) < 0.694
    (line,) = done.stderr.splitlines()
    assert "until this command ends it is kept in a temporary folder" in line
    assert installed.files() == before
