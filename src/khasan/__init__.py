"""khasan: the Soviet-Japanese border conflicts of 1932-39, simulated from sourced data.

The public names load on first use, so that ``import khasan`` costs next to nothing: no compiler of kernels,
no table library and no plotting comes in before it is needed.

>>> import khasan
>>> "load_scenario" in dir(khasan)
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "InputError",
    "KhasanError",
    "Problem",
    "RunError",
    "__version__",
    "compare",
    "compile_scenario",
    "load_scenario",
    "run",
]

if TYPE_CHECKING:
    from khasan.compiler import compile_scenario
    from khasan.errors import InputError, KhasanError, Problem, RunError
    from khasan.experiment.run import run
    from khasan.experiment.side_by_side import compare
    from khasan.scenario.catalog import load_scenario

_HOME_OF = {
    "InputError": "khasan.errors",
    "KhasanError": "khasan.errors",
    "Problem": "khasan.errors",
    "RunError": "khasan.errors",
    "compare": "khasan.experiment.side_by_side",
    "compile_scenario": "khasan.compiler",
    "load_scenario": "khasan.scenario.catalog",
    "run": "khasan.experiment.run",
}


def __getattr__(name: str) -> object:
    """Import a public name where it lives, once (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'khasan' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
