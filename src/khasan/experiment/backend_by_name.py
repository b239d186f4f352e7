"""A backend by its name: our own, and those that other packages bring by entry points of ``khasan.backends``.

A package says in its ``pyproject.toml``

.. code-block:: toml

    [project.entry-points."khasan.backends"]
    slurm = "my_package:backend"

and ``backend(workers, scheduler)`` gives a :class:`khasan.experiment.backends.Backend`; ``scheduler`` is what the user
wrote after ``--scheduler``, None if nothing. Nothing of a package is imported before its backend is asked for.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from khasan.errors import InputError, Problem, RunError
from khasan.experiment.backends import Backend, Processes, Threads
from khasan.experiment.on_dask import Dask

GROUP = "khasan.backends"
OURS = ("threads", "processes", "dask")
"""A package that takes one of these names is not heard."""


def backend_names() -> tuple[str, ...]:
    """Every name that a backend can be asked for by: our own first, then those of other packages.

    >>> backend_names()[:3]
    ('threads', 'processes', 'dask')
    """
    return (*OURS, *sorted({point.name for point in entry_points(group=GROUP)} - set(OURS)))


def backend(name: str, workers: int, scheduler: str | None = None, *, patience_s: float = 60.0) -> Backend:
    """The backend of a name; ``scheduler`` is the address of a Dask scheduler, or what the name's package makes of it.

    Raises InputError where no package brings it or two do, RunError where the package's own code fails.

    >>> backend("threads", 2).workers
    2
    """
    if name == "dask":
        return Dask(scheduler, workers, patience_s=patience_s)
    if name in OURS:
        return Processes(workers) if name == "processes" else Threads(workers)
    point = _the_one(name)
    try:
        made: Backend = point.load()(workers, scheduler)
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise RunError(f"the backend {name} of {_package(point)} ({point.value}) cannot be made: {what}") from error
    return made


def _the_one(name: str) -> EntryPoint:
    found = list(entry_points(group=GROUP, name=name))
    if len(found) == 1:
        return found[0]
    remedy = f"give one of {', '.join(backend_names())}"
    if found:
        remedy = f"uninstall all but one of the packages that bring it: {', '.join(sorted(map(_package, found)))}"
    raise InputError([Problem("command line", None, None, "--backend", name, remedy)])


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module
