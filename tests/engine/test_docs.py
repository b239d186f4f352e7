"""The page on the engine says what the code does: its tables are made from it.

`python tests/engine/test_docs.py` prints the table of constants, to be put into the page when one changes.
"""

from __future__ import annotations

import ast
import re
import sys
from itertools import pairwise
from pathlib import Path

import khasan
from khasan import arrays as a
from khasan.kernels.state import parameters as p

PAGE = Path(__file__).parents[2] / "docs" / "model" / "engine.md"
CODE = Path(khasan.__file__).parent
FILES = [*sorted((CODE / "kernels").rglob("*.py")), *sorted((CODE / "compiler").glob("*.py"))]


def constants() -> list[str]:
    """A row for each constant of the rules and the compiler that says of itself what it is: name, value, words."""
    rows = []
    for path in FILES:
        body = ast.parse(path.read_text("utf-8")).body
        for assigned, words in pairwise(body):
            if not isinstance(assigned, ast.Assign) or not isinstance(assigned.targets[0], ast.Name):
                continue
            if not isinstance(words, ast.Expr) or not isinstance(words.value, ast.Constant):
                continue
            name, said = assigned.targets[0].id, " ".join(str(words.value.value).split())
            if name.isupper() and re.search(r"\b(guess|definition)\b", said, flags=re.IGNORECASE):
                rows.append(f"| `{path.stem}.{name}` | {ast.unparse(assigned.value)} | {said} |")
    return rows


def test_every_constant_is_on_the_page() -> None:
    written = re.findall(r"^\| `\w+\.[A-Z_0-9]+` \|.*$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert len(written) > 9
    assert written == constants()


def test_every_parameter_is_in_a_rule_of_the_page() -> None:
    text = PAGE.read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text))
    qualities = {name for name in p.NAMES if name.startswith("quality_")}
    surrenders = {name for name in p.NAMES if name.startswith("surrender_")}
    assert set(p.NAMES) - qualities - surrenders <= named
    assert {"quality", "surrender"} <= named
    arms = {name.removeprefix("quality_").partition("_")[::2] for name in qualities}
    armies = {name.removeprefix("surrender_") for name in surrenders}
    assert {army for army, _ in arms} == armies
    assert {(army, arm) for army in armies for arm in ("infantry", "artillery", "armour")} <= arms


def test_every_cause_and_factor_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text("utf-8")))
    assert set(a.CAUSE_NAMES) | set(a.FACTOR_NAMES) <= named


def test_every_phase_is_that_of_the_step() -> None:
    """The numbered list of the page names the functions of one_step, in its order."""
    tree = ast.parse((CODE / "kernels" / "step.py").read_text("utf-8"))
    step = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "one_step")
    calls = [node for node in ast.walk(step) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    called = [node.func.id for node in sorted(calls, key=lambda node: node.lineno) if isinstance(node.func, ast.Name)]
    text = PAGE.read_text("utf-8")
    listed = text[text.index("## A step") : text.index("## Command")]
    found = [
        name for line in re.findall(r"^\d+\. .*$", listed, flags=re.MULTILINE) for name in re.findall(r"`(\w+)`", line)
    ]
    assert found == called


def test_the_protocol_names_every_state_variable_and_every_kernel() -> None:
    text = (PAGE.parent / "odd.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_0-9]+)`", text))
    slots = {f"{what}_{slot}" for what in ("rounds", "weapons") for slot in range(1, a.SLOTS - 1)}
    assert set(a.REAL_NAMES) | set(a.COUNT_NAMES) <= named | slots
    no_submodel = {"compiling", "state"}  # how numba compiles; fields, parameters and the book
    files = [path for path in (CODE / "kernels").glob("*/*.py") if path.parent.name not in no_submodel]
    kernels = {f"{path.parent.name}/{path.name}" for path in files if path.stem != "__init__"}
    assert kernels == set(re.findall(r"`kernels/([a-z_/]+\.py)`", text))


def test_the_links_of_the_protocol_lead_somewhere() -> None:
    page = PAGE.read_text("utf-8")
    heads = {re.sub(r"[^a-z ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^## (.*)$", page, re.M)}
    linked = set(re.findall(r"engine\.md#([a-z-]+)", (PAGE.parent / "odd.md").read_text("utf-8")))
    assert len(linked) > 10
    assert linked <= heads


if __name__ == "__main__":
    sys.stdout.write("\n".join(constants()) + "\n")
