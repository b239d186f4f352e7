"""The parameters: one table in the data, and what is written from it is up to date.

`python tests/kernels/test_parameters.py` writes kernels/state/parameters.py and
docs/model/parameters.md anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import khasan
from khasan.errors import InputError
from khasan.kernels.state import parameters as p
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.parameters import load_parameters
from khasan.scenario.schema import Parameter

MODULE = Path(khasan.__file__).parent / "kernels" / "state" / "parameters.py"
PAGE = Path(__file__).parents[2] / "docs" / "model" / "parameters.md"
UPDATE = "python tests/kernels/test_parameters.py"
ALL = tuple(load_parameters(Library((SHIPPED,))).values())
MODULE_HEAD = '''"""The parameter vector: one row a parameter of data/parameters/global.yaml, in this order."""

from __future__ import annotations

from khasan.declared import Codes

rows = Codes("parameters")
'''
HEAD = f"""# The parameters

<!-- written by `{UPDATE}`: edit src/khasan/data/parameters/global.yaml instead -->

Model parameters that no source settles, with the range each is drawn from. Each replication draws all of them once:
from a log-normal law or, for a share between 0 and 1, from a logit-normal one. `low` and `high` bound the central 90%;
the two halves may differ in width. No parameter belongs to a single battle. [engine.md](engine.md) says what the rules
do with them, and `khasan parameters` prints this table.
"""
WORDS = {
    "headline": "The dozen that add most to the uncertainty, and the fighting worth of each side's arms, man for man.",
    "detail": "Parameters of single rules.",
}


def module() -> str:
    rows = "".join(f'{parameter.id.upper()} = rows.code("{parameter.id}")\n' for parameter in ALL)
    return f"{MODULE_HEAD}{rows}NAMES = rows.names\n"


def page() -> str:
    parts = [HEAD]
    for kind, words in WORDS.items():
        chosen = [parameter for parameter in ALL if parameter.kind == kind]
        parts.append(f"\n## {kind.capitalize()}: {len(chosen)}\n\n{words}\n\n")
        parts.append("| parameter | unit | median | low | high | what it is | where it comes from |\n")
        parts.append("|---|---|---|---|---|---|---|\n" + "".join(row(parameter) for parameter in chosen))
    return "".join(parts)


def row(one: Parameter) -> str:
    numbers = " | ".join(f"{number:g}" for number in (one.median, one.low, one.high))
    origin = f"{one.provenance.kind}: {one.provenance.text}".replace("|", "\\|")
    return f"| `{one.id}` | {one.unit} | {numbers} | {one.meaning} | {origin} |\n"


def test_the_rows_are_those_of_the_data() -> None:
    assert MODULE.read_text("utf-8") == module(), UPDATE
    assert [getattr(p, name.upper()) for name in p.NAMES] == list(range(len(ALL)))


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), UPDATE


def test_shares_are_drawn_as_shares() -> None:
    assert [one.id for one in ALL if one.prior != "logitnormal" and one.unit == "share"] == []


def test_headline_parameters_are_those_that_the_model_names() -> None:
    """Effectiveness by kind of fire, spotting, suppression, recovery, break, works, darkness, surprise; quality."""
    headline = [one for one in ALL if one.kind == "headline"]
    named = [one.id for one in headline if not one.id.startswith("quality_")]
    assert {
        "small_arms", "machine_guns", "indirect", "anti_armour", "spotting", "suppression", "recovery", "breakpoint",
        "works", "darkness", "surprise",
    } <= set(named)  # fmt: skip
    assert len(named) <= 13
    assert {one.id for one in ALL if one.id.startswith("quality_")} <= {one.id for one in headline}


WRONG = [
    ("median: 1\n", "median: 3\n", "give low <= median <= high"),
    ('unit: "1"\n', "prior: logitnormal\n", "high must be below 1"),
    ("kind: headline\n", "kind: important\n", "headline"),
]


@pytest.mark.parametrize(("found", "instead", "said"), WRONG)
def test_a_wrong_parameter_is_told_with_its_line(found: str, instead: str, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "parameters"
    folder.mkdir()
    text = (SHIPPED / "parameters" / "global.yaml").read_text("utf-8")
    (folder / "global.yaml").write_text(text.replace(found, instead, 1), "utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_parameters(Library((tmp_path,)))
    assert caught.value.problems[0].line is not None


if __name__ == "__main__":
    MODULE.write_text(module(), "utf-8")
    PAGE.write_text(page(), "utf-8")
