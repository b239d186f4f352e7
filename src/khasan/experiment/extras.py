"""Packages that only experiments need: imported when used, named when absent."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from khasan.errors import RunError

_EXTRA = {"SALib": "experiments", "scipy": "experiments", "duckdb": "experiments", "distributed": "dask"}


class MissingExtra(RunError):
    """A package is not installed that the work asked for needs."""


def need(module: str, what: str) -> Any:
    """A module of a package that is no part of the core. RunError, naming the extra, where it is absent."""
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        extra = _EXTRA[package]
        raise MissingExtra(f"{what} needs {package}: pip install 'khasan[{extra}]'") from error
