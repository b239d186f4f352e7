from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from khasan.present.record_mark import Mark
from khasan.present.run_report import run_figures
from khasan.present.run_report.run_figures import Clock, Panel
from khasan.present.run_report.spread_statistics import MapShare

CLOCK = Clock(np.linspace(0, 2, 49), ((0.0, "30\nJul"), (1.0, "31\nJul")), ((0.1, 0.4),))


def losses(name: str = "losses-killed") -> str:
    values = np.random.default_rng(1).poisson(2, (20, 49)).cumsum(axis=1).astype(float)
    mark = Mark(80, 120, (90.0, 110.0), (200.0,))
    return run_figures.losses(
        name, CLOCK, [Panel("Soviet Union", 0, values, mark), Panel("Japan", 1, values, None)], "men"
    )


def spread() -> str:
    return run_figures.spread("spread", [("killed", MapShare(0.4, 0.1, 64, 16)), ("held", MapShare(0.0, 0.1, 64, 16))])


@pytest.mark.parametrize("draw", [losses, spread])
def test_figure_is_svg_that_takes_its_colours_from_the_page(draw: object) -> None:
    svg = draw()  # type: ignore[operator]
    ElementTree.fromstring(svg)
    assert "var(--ink)" in svg
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)
    # black or any other colour of the library's own would vanish on a dark page
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= {"#000000"}


def test_same_content_same_svg() -> None:
    assert losses() == losses()


def test_ids_of_two_figures_do_not_meet() -> None:
    first, second = (set(re.findall(r'\bid="([^"]+)"', losses(name))) for name in ("a", "b"))
    assert first
    assert not first & second


def test_record_is_marked_once_a_claim() -> None:
    assert losses().count("<use") >= 3


def test_no_plotting_library_before_a_figure_is_drawn() -> None:
    code = "import khasan.present.run_report.run_figures, sys; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
