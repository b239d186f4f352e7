from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from khasan.present.symbols import symbol, tint

INFANTRY_COMPANY = "10041000151211000000"


def drawn(sidc: str, colour: str = "#2f5d8a") -> ElementTree.Element:
    return ElementTree.fromstring(f"<g>{symbol(sidc, colour)}</g>")


def test_frame_is_filled_with_the_tint_of_the_side() -> None:
    frame = drawn(INFANTRY_COMPANY, "#b23a2e")[0]
    assert frame.get("fill") == tint("#b23a2e")


@pytest.mark.parametrize(
    ("echelon", "marks"), [("11", 2), ("12", 1), ("13", 2), ("14", 3), ("15", 1), ("16", 2), ("17", 3)]
)
def test_echelon_stands_above_the_frame(echelon: str, marks: int) -> None:
    bare = len(list(drawn("10041000001211000000").iter())) - 1
    with_marks = len(list(drawn(f"10041000{echelon}1211000000").iter())) - 1
    # the marks and the group that lifts them
    assert with_marks == bare + marks + 1


def test_branches_differ() -> None:
    codes = ["121100", "120500", "121300", "130300", "120400", "140700"]
    pictures = {symbol(f"1004100015{code}0000", "#2f5d8a") for code in codes}
    assert len(pictures) == len(codes)


def test_aviation_and_anti_aircraft_guns_have_pictures_of_their_own() -> None:
    """Those of the shipped types of unit: more than the bare frame, and unlike infantry and field guns."""
    codes = ["121100", "130300", "120800", "130101"]
    pictures = [symbol(f"1004100015{code}0000", "#2f5d8a") for code in codes]
    assert len(set(pictures)) == len(codes)
    assert all(len(drawn(f"1004100015{code}0000")) > 2 for code in codes)


def test_unknown_icon_keeps_frame_and_echelon() -> None:
    assert len(drawn("10041000159999990000")) == 2


def test_headquarters_has_a_staff() -> None:
    assert (
        symbol("10041002151211000000", "#2f5d8a").count("<path")
        == symbol(INFANTRY_COMPANY, "#2f5d8a").count("<path") + 1
    )


@pytest.mark.parametrize("sidc", ["1004", "1004100015121100000x", "10041500151211000000"])
def test_codes_of_anything_else_are_refused(sidc: str) -> None:
    with pytest.raises(ValueError, match="land unit"):
        symbol(sidc, "#2f5d8a")


def test_drawing_imports_no_package_of_symbols() -> None:
    code = (
        "import sys; from khasan.present.symbols import symbol; "
        f"symbol({INFANTRY_COMPANY!r}, '#2f5d8a'); assert 'military_symbol' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_frame_with_round_corners_holds_its_icon() -> None:
    """So that shape alone tells the sides apart: no corner of the frame, and no diagonal that pokes out of it."""
    square, rounded = symbol(INFANTRY_COMPANY, "#2f5d8a"), symbol(INFANTRY_COMPANY, "#2f5d8a", rounded=True)
    frame = ElementTree.fromstring(f"<g>{rounded}</g>")[0]
    assert frame.tag == "rect"
    assert float(frame.attrib["rx"]) > 0.2 * float(frame.attrib["height"])
    assert "<rect" not in square
    assert "scale(0.85)" in rounded
    assert "scale(" not in square
