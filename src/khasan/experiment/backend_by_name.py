"""A backend by its name, as the command line gives it."""

from __future__ import annotations

from khasan.experiment.backends import Backend, Processes, Threads
from khasan.experiment.on_dask import Dask


def backend(name: str, workers: int, scheduler: str | None = None, *, patience_s: float = 60.0) -> Backend:
    """A backend by name: threads, processes or dask; ``scheduler`` is the address of a Dask scheduler."""
    if name == "dask":
        return Dask(scheduler, workers, patience_s=patience_s)
    return Processes(workers) if name == "processes" else Threads(workers)
