"""The doctrine: one table in the data, and what is written from it is up to date; what commanders draw from it.

`python tests/kernels/test_doctrine.py` writes kernels/state/doctrine_rows.py and docs/model/doctrine.md anew.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import khasan
from khasan.errors import InputError
from khasan.kernels.chance.draws import Z_95
from khasan.kernels.command.doctrine import MOST_SHARE, draw_limits
from khasan.kernels.state import doctrine_rows as d
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.schema import DoctrineFile, Parameter

MODULE = Path(khasan.__file__).parent / "kernels" / "state" / "doctrine_rows.py"
PAGE = Path(__file__).parents[2] / "docs" / "model" / "doctrine.md"
UPDATE = "python tests/kernels/test_doctrine.py"
HEAD = f"""# Doctrine: when commanders stop, leave and try again

<!-- written by `{UPDATE}`: edit src/khasan/data/doctrine/common.yaml instead -->

One table for all armies. Each row is a law from which every commander of a unit, and of a body that attacks as one,
draws his own limit once a replication: from a log-normal law, or from a logit-normal one for a share. `low` and `high`
bound its central 90%, each half with a width of its own. That width is how commanders differ, not how little we know of
one number. An army would have rows of its own only from a source before 1939 outside these fights; none has been found
that says a number. What the rules do with them stands in [engine.md](engine.md), under Endings.

| law | unit | median | low | high | what it is | where it comes from |
|---|---|---|---|---|---|---|
"""
MODULE_HEAD = '''"""The rows of the doctrine: one a law of data/doctrine/common.yaml, in this order."""

from __future__ import annotations

from khasan.declared import Codes

rows = Codes("laws of doctrine")
'''


def table(library: Library) -> tuple[Parameter, ...]:
    file = library.written("doctrine", "common").model
    assert isinstance(file, DoctrineFile)
    return tuple(file.doctrine)


ALL = table(Library((SHIPPED,)))


def module() -> str:
    rows = "".join(f'{law.id.upper()} = rows.code("{law.id}")\n' for law in ALL)
    return f"{MODULE_HEAD}{rows}NAMES = rows.names\n"


def page() -> str:
    rows = []
    for law in ALL:
        numbers = " | ".join(f"{number:g}" for number in (law.median, law.low, law.high))
        rows.append(
            f"| `{law.id}` | {law.unit} | {numbers} | {law.meaning} | {law.provenance.kind}: {law.provenance.text} |\n"
        )
    return HEAD + "".join(rows)


def laws() -> np.ndarray:
    return np.array([[law.median, law.low, law.high, float(law.prior == "logitnormal")] for law in ALL])


def drawn(many: int, commanders: int | None = None) -> np.ndarray:
    """f8[law, whose] of so many units of side 0, each under a commander of its own unless a number is given."""
    rng = np.random.default_rng(5)
    hashes = rng.integers(1, 2**32, many, dtype=np.uint64)
    under = hashes if commanders is None else np.resize(rng.integers(1, 2**32, commanders, dtype=np.uint64), many)
    values = np.empty((len(ALL), many))
    draw_limits(np.array([3, 4], dtype=np.uint64), laws(), hashes, np.zeros(many, dtype=np.int32), under, values)
    return values


def test_the_rows_are_those_of_the_data() -> None:
    assert MODULE.read_text("utf-8") == module(), UPDATE
    assert [getattr(d, name.upper()) for name in d.NAMES] == list(range(len(ALL)))


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), UPDATE


def test_shares_are_drawn_as_shares_and_stay_so() -> None:
    shares = [law.prior == "logitnormal" for law in ALL]
    assert shares == [law.unit == "share" for law in ALL]
    assert drawn(4000)[shares].max() <= MOST_SHARE


def test_limits_that_boldness_does_not_touch_are_drawn_from_their_laws() -> None:
    """Median and both ends of the central 90% of 4,000 draws; false alarms some 1 in 1,000."""
    values = drawn(4000)
    for law in (d.MOUNT_HOURS, d.CLEAR_M, d.SURPRISE_M, d.REAR_PARTY):
        share_below = [(values[law] < edge).mean() for edge in laws()[law, [1, 0, 2]]]
        assert share_below == pytest.approx([0.05, 0.5, 0.95], abs=0.027)


def test_the_commanders_of_a_side_share_half_of_their_boldness() -> None:
    """Within one side and replication only the commanders' own half of the variance is left: width over sqrt 2."""
    boldness = np.log(drawn(4000)[d.BOLDNESS])
    low, high = np.log(laws()[d.BOLDNESS, [1, 2]])
    assert boldness.std() == pytest.approx((high - low) / 2 / Z_95 / np.sqrt(2), rel=0.1)


def test_the_bold_bear_more_and_let_rounds_and_metres_fall_further() -> None:
    one = drawn(400, commanders=2)
    bolder = int(one[d.BOLDNESS, 1] > one[d.BOLDNESS, 0])
    bold, cautious = one[:, bolder::2], one[:, 1 - bolder :: 2]
    ratio = bold[d.BOLDNESS, 0] / cautious[d.BOLDNESS, 0]
    assert ratio > 1
    for law in (d.ODDS, d.STALL_MINUTES, d.FOLLOW_MINUTES):
        assert np.median(bold[law]) / np.median(cautious[law]) == pytest.approx(ratio, rel=0.5)
        assert np.median(bold[law]) > np.median(cautious[law])
    assert np.median(bold[d.LEAVE_M]) < np.median(cautious[d.LEAVE_M])
    assert np.median(bold[d.AMMUNITION]) < np.median(cautious[d.AMMUNITION])


WRONG = [
    ("    median: 5\n", "    median: 50\n", "give low <= median <= high"),
    ("    unit: min\n", "    unit: min\n    prior: logitnormal\n", "high must be below 1"),
    ("doctrine:\n", "laws:\n", "doctrine"),
]


@pytest.mark.parametrize(("found", "instead", "said"), WRONG)
def test_a_wrong_law_is_told_with_its_line(found: str, instead: str, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "doctrine"
    folder.mkdir()
    text = (SHIPPED / "doctrine" / "common.yaml").read_text("utf-8")
    assert found in text
    (folder / "common.yaml").write_text(text.replace(found, instead, 1), "utf-8")
    with pytest.raises(InputError, match=said) as caught:
        table(Library((tmp_path,)))
    assert caught.value.problems[0].line is not None


if __name__ == "__main__":
    MODULE.write_text(module(), "utf-8")
    PAGE.write_text(page(), "utf-8")
