"""The page of a comparison: nothing in it is taken for HTML, what differs is marked, bars share a scale a measure."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from khasan.present.comparison_page import page
from khasan.results.comparison_model import Line, SideBySide
from khasan.results.means import Mean

EVIL = "<img src=x onerror=alert(1)>"


def comparison(*differences: Mean, names: tuple[str, ...] = ("as it was", "Full moon")) -> SideBySide:
    values = tuple(Mean(40, 100.0 + k, 1.0) for k in range(len(names)))
    line = Line(
        "japan_casualties", "Japan: casualties", "men", False, values, differences, (0.7,) * len(differences), True
    )
    some = len(names)
    return SideBySide(
        "made-up", "Made up", names, ("",) * some, (7,) * some, (40,) * some, 40, "", (), 0.9, (line,), ((),) * some
    )


def rows(text: str) -> list[str]:
    return re.findall(r"<tr.*?</tr>", text.partition("<tbody>")[2].partition("</tbody>")[0], flags=re.DOTALL)


def test_what_comes_from_files_is_text() -> None:
    found = comparison(Mean(40, 5.0, 1.0), names=(EVIL, EVIL))
    found = replace(found, title=EVIL, notes=(EVIL,), where=(EVIL, EVIL), commands=((EVIL,), (EVIL,)), command=(EVIL,))
    text = page(replace(found, lines=(replace(found.lines[0], label=EVIL, measure='"' + EVIL, unit=EVIL),)))
    assert "<img" not in text
    assert text.count("&lt;img") > 8
    assert not re.search(r'(?:src|href)="?(?:https?:)?//', text)


def test_only_what_leaves_out_zero_is_marked() -> None:
    clear, open_ = rows(
        page(comparison(Mean(40, 5.0, 1.0), Mean(40, 0.5, 1.0), names=("as it was", "Full moon", "No fog")))
    )
    assert "<b>+5.0</b>" in clear
    assert "<b>" not in open_
    assert 'class="difference clear"' in clear
    assert 'class="difference"' in open_


def test_bars_of_a_measure_share_a_scale_with_zero_in_the_middle() -> None:
    text = page(comparison(Mean(40, 10.0, 0.0), Mean(40, -5.0, 0.0), names=("as it was", "Full moon", "No fog")))
    at = [float(cx) for cx in re.findall(r'<circle cx="([\d.]+)"', text)]
    middle = float(re.findall(r'class="zero" x1="([\d.]+)"', text)[0])
    assert at[0] - middle == 2 * (middle - at[1]) > 0


def test_one_pair_has_a_point_and_no_interval() -> None:
    (row,) = rows(page(replace(comparison(Mean(1, 5.0, math.nan)), pairs=1)))
    assert row.count("<td") == 6
    assert ">–</td>" in row
    assert "<circle" in row
    assert "nan" not in row
