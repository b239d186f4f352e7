from __future__ import annotations

import json
from pathlib import Path

import pytest

import helpers_results as made_up
from khasan.errors import InputError
from khasan.results import arrow
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.store import RunFolder, manifest_of

SCENARIO = made_up.compiled()


def _outcomes():
    return outcomes_table(SCENARIO, [outcome_row(SCENARIO, made_up.replication(SCENARIO), 7)])


def _made(path: Path, *, force: bool = False) -> RunFolder:
    with RunFolder.begun(path, force=force) as folder:
        return folder


def _manifest(**changes):
    return manifest_of(
        SCENARIO, **{"seed": 7, "first_replication": 0, "asked": 3, "finished": 1, "record": 1, **changes}
    )


def test_what_is_written_is_read_again_and_nothing_half_written_stays(tmp_path: Path) -> None:
    folder = _made(tmp_path / "runs" / "one")
    arrow.write(_outcomes(), folder.path / "outcomes.parquet")
    folder.write_text("report.html", "<p>жар</p>\n")
    folder.write_manifest(_manifest(interrupted=True))
    again = RunFolder.open(tmp_path / "runs" / "one")
    assert again.table("outcomes").equals(_outcomes())
    assert again.manifest["interrupted"] is True
    assert (again.manifest["replications_asked"], again.manifest["replications_finished"]) == (3, 1)
    assert again.manifest["parameters"][0] == {
        "id": "small_arms",
        "prior": "lognormal",
        "median": 1.0,
        "low": 0.5,
        "high": 2.0,
    }
    assert sorted(p.name for p in folder.path.iterdir()) == ["manifest.json", "outcomes.parquet", "report.html"]


def test_the_manifest_names_what_decides_the_bits() -> None:
    manifest = _manifest()
    assert {"scenario_digest", "map_digest", "khasan", "numba", "numpy", "processor", "seed"} <= manifest.keys()
    assert all(manifest[key] for key in ("scenario_digest", "khasan", "numba", "processor"))
    assert manifest == json.loads(json.dumps(_manifest()))


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with pytest.raises(InputError, match="--force"):
        _made(tmp_path / "run")


def test_force_replaces_a_run_and_nothing_else(tmp_path: Path) -> None:
    folder = _made(tmp_path / "run")
    folder.write_manifest(_manifest())
    (folder.path / "outcomes.parquet.part").write_bytes(b"left by a crash")
    assert list(_made(tmp_path / "run", force=True).path.iterdir()) == []
    (tmp_path / "run" / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(InputError, match=r"thesis\.docx"):
        _made(tmp_path / "run", force=True)
    assert (tmp_path / "run" / "thesis.docx").read_bytes() == b"years of work"


def test_force_does_not_follow_a_link_or_replace_a_file(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("kept")
    for name in ("link", "file"):
        with pytest.raises(InputError, match="no folder"):
            _made(tmp_path / name, force=True)
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": "khasan-run/999"}'])
def test_a_folder_that_is_no_run_is_bad_input(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(InputError, match=r"manifest\.json"):
        RunFolder.open(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", 7.0), ("seed", None), ("first_replication", "0"), ("replications_asked", True), ("recorded", [1, "2"]),
        ("replications_finished", -1), ("interrupted", "no"), ("command", "khasan run"), ("map_digest", 7),
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_bad_input_at_its_key(tmp_path: Path, key: str, value: object) -> None:
    folder = _made(tmp_path / "run")
    folder.write_manifest(_manifest(interrupted=True))
    assert RunFolder.open(folder.path)
    folder.write_manifest({**_manifest(interrupted=True), key: value})
    with pytest.raises(InputError, match=f"manifest.json: {key}: got .*; the manifest is damaged"):
        RunFolder.open(folder.path)


def test_a_missing_table_is_bad_input(tmp_path: Path) -> None:
    folder = _made(tmp_path / "run")
    with pytest.raises(InputError, match="no such table"):
        folder.table("units")
