"""The laws of reporting as a typed table."""

from __future__ import annotations

from khasan.scenario.library import Library
from khasan.scenario.schema import Parameter, ReportingFile


def load_reporting(library: Library | None = None) -> dict[str, Parameter]:
    """The table of ``data/reporting/common.yaml`` by id, in its order.

    InputError if the file is not right.

    >>> load_reporting()["wounded_counted"].median
    0.84
    """
    file = (library or Library()).written("reporting", "common").model
    assert isinstance(file, ReportingFile)
    return {law.id: law for law in file.reporting}
