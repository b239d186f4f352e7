"""The row names of the parameter vector are made from the data.

`python tests/kernels/test_parameters.py` writes src/khasan/kernels/parameters.py anew from data/parameters/global.yaml.
"""

from __future__ import annotations

from pathlib import Path

import khasan

FILE = Path(khasan.__file__).parent / "kernels" / "parameters.py"


def text() -> str:
    names = [parameter.id for parameter in khasan.load_scenario("lake-khanka-1935").parameters]
    listed = "".join(f'    "{name}",\n' for name in names)
    constants = "".join(f"    {name.upper()},\n" for name in names)
    head = '"""The parameter vector: one row a parameter of data/parameters/global.yaml, in this order."""\n'
    rows = f"NAMES = (\n{listed})\n(\n{constants}) = range({len(names)})\n"
    return f"{head}\nfrom __future__ import annotations\n\n{rows}"


def test_the_rows_are_those_of_the_data() -> None:
    assert FILE.read_text("utf-8") == text()


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
