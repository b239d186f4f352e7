"""The global parameters as a typed table."""

from __future__ import annotations

from khasan.scenario.library import Library
from khasan.scenario.schema import Parameter, ParameterFile


def load_parameters(library: Library | None = None) -> dict[str, Parameter]:
    """The table of ``data/parameters/global.yaml`` by id, in its order, which is that of the kernels' vector.

    InputError if the file is not right.

    >>> recovery = load_parameters()["recovery"]
    >>> recovery.kind, recovery.unit, recovery.median
    ('headline', 'min', 0.6)
    """
    file = (library or Library()).written("parameters", "global").model
    assert isinstance(file, ParameterFile)
    return {parameter.id: parameter for parameter in file.parameters}
