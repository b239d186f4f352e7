"""Backends of other packages, found by their entry points; the package of docs/how_to_add/backend.md is one."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import helpers_study
from khasan.cli import main
from khasan.errors import InputError, RunError
from khasan.experiment.backend_by_name import backend, backend_names
from khasan.experiment.study.study import Study
from khasan.testing import check_backend

PAGE = Path(__file__).parents[2] / "docs" / "how_to_add" / "backend.md"
Install = Callable[..., None]


def block(language: str) -> str:
    """The one block of the page in a language, as it would be saved."""
    [found] = re.findall(rf"^   ```{language}\n(.*?)^   ```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return re.sub(r"^   ", "", found, flags=re.MULTILINE)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Lays a package down as an installer would: its module, and beside it what it says of itself."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def lay_down(package: str, module: str, code: str, **points: str) -> None:
        (site / f"{module}.py").write_text(code, "utf-8")
        info = site / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
        lines = [f"{name} = {value}\n" for name, value in points.items()]
        (info / "entry_points.txt").write_text("".join(["[khasan.backends]\n", *lines]), "utf-8")

    yield lay_down
    for path in site.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture
def of_the_page(install: Install) -> None:
    package = block("toml")
    assert '[project.entry-points."khasan.backends"]\nhere = "my_backend:backend"\n' in package
    install("my-backend", "my_backend", block("python"), here="my_backend:backend")


@pytest.mark.usefixtures("of_the_page")
def test_the_package_of_the_page_keeps_the_contract() -> None:
    def make() -> object:
        return backend("here", 2, None)

    check_backend(make)  # type: ignore[arg-type]


@pytest.mark.usefixtures("of_the_page")
def test_the_command_fights_on_it_and_the_rows_are_the_same(tmp_path: Path) -> None:
    design = str(helpers_study.written(tmp_path, helpers_study.DESIGN.replace("replications: 40", "replications: 10")))
    for name in ("here", "threads"):
        out = str(tmp_path / name)
        assert main(["experiment", "run", design, "--out", out, "--backend", name, "--workers", "1"]) == 0
    own, ours = (Study.open(tmp_path / name) for name in ("here", "threads"))
    assert own.table.equals(ours.table)
    assert [one["backend"] for one in own.folder.manifest["runs"]] == ["here"]


@pytest.mark.usefixtures("of_the_page")
def test_an_unknown_name_is_refused_with_all_that_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backend_names() == ("threads", "processes", "dask", "here")
    design = str(helpers_study.written(tmp_path))
    assert main(["experiment", "run", design, "--out", str(tmp_path / "out"), "--backend", "there"]) == 2
    assert "got there; give one of threads, processes, dask, here" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_it_is_given_is_what_the_user_wrote(install: Install) -> None:
    code = "class B:\n    def __init__(self, workers, scheduler):\n        self.name = f'{workers} at {scheduler}'\n"
    install("far", "far_away", code, far="far_away:B")
    made = backend("far", 3, "queue=long")
    assert made is not None
    assert made.name == "3 at queue=long"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import nothing_of_this_name\n", "ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        ("def backend(workers, scheduler):\n    raise OSError('nobody at home')\n", "OSError: nobody at home"),
        ("", "AttributeError"),
    ],
)
def test_a_package_that_fails_is_named_before_anything_is_written(
    install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, says: str
) -> None:
    install("broken-one", "broken_backend", code, broken="broken_backend:backend")
    with pytest.raises(RunError, match=r"the backend broken of broken-one \(broken_backend:backend\) cannot be made"):
        backend("broken", 1, None)
    design = str(helpers_study.written(tmp_path))
    assert main(["experiment", "run", design, "--out", str(tmp_path / "out"), "--backend", "broken"]) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_two_packages_with_one_name_are_refused_and_ours_cannot_be_taken(install: Install) -> None:
    code = block("python")
    install("one", "one_backend", code, same="one_backend:backend", threads="one_backend:backend")
    install("two", "two_backend", code, same="two_backend:backend")
    with pytest.raises(InputError, match="got same; uninstall all but one of the packages that bring it: one, two"):
        backend("same", 1, None)
    assert backend("threads", 1, None).name == "threads"
    assert backend_names() == ("threads", "processes", "dask", "same")
