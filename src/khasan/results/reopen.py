"""A run folder's scenario, ready to be played again: from ``scenario.json``, whatever became of the data since."""

from __future__ import annotations

from khasan.compiler import Compiled, compile_scenario
from khasan.errors import InputError, Problem, input_error
from khasan.results.store import SCENARIO, RunFolder
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved


def compiled_of(folder: RunFolder, name: str = SCENARIO) -> Compiled:
    """Compile the scenario that a run was made of, or, by the name of its file, the one that it is held against.

    Raises InputError if the file is missing or is not what the manifest says, or if the map has
    changed since: then no replication could be had again.
    """
    manifest = folder.manifest
    path, digest = folder.path / name, manifest["scenario_digest" if name == SCENARIO else "baseline"]
    try:
        scenario = Resolved.model_validate_json(path.read_bytes()).with_digest()
    except OSError as error:
        raise input_error("RUN", path, "no scenario in the folder: run again") from error
    except ValueError as error:
        raise InputError([Problem(str(path), None, None, "", "damaged scenario", "run again")]) from error
    problems = []
    if scenario.digest != digest:
        remedy = f"the manifest has {digest[:12]}: run again"
        problems.append(Problem(str(path), None, None, "digest", scenario.digest[:12], remedy))
    if Library().map(scenario.map.id).digest != scenario.map_digest:
        remedy = "the map has changed since the run: run again"
        problems.append(Problem(str(path), None, None, "map_digest", scenario.map_digest[:12], remedy))
    if problems:
        raise InputError(problems)
    return compile_scenario(scenario)


def differences(folder: RunFolder) -> list[str]:
    """What is not as it was when the run was made; with any of it, bits may differ."""
    from importlib.metadata import version

    from khasan import __version__
    from khasan.results.store import processor_class

    manifest = folder.manifest
    now = {"khasan": __version__, "numba": version("numba"), "numpy": version("numpy"), "processor": processor_class()}
    return [f"{name} was {manifest.get(name)}, is {is_}" for name, is_ in now.items() if manifest.get(name) != is_]
