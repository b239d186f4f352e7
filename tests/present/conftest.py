from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from khasan.present.run_report.run_page import Content, page
from khasan.record import load_sources

from . import khasan_run, made_up


def content(replications: int = 40, recorded: int = 3, fight: Any = None, **changes: Any) -> Content:
    fight = fight or made_up.compiled()
    numbers, told = list(range(replications)), list(range(recorded))
    parts: dict[str, Any] = {
        "compiled": fight,
        "manifest": {
            "seed": 7,
            "khasan": "0.1.0",
            "command": ["khasan", "run", "made-up", "--what-if", "no <guns>"],
            "scenario_digest": fight.resolved.digest,
            "replications_asked": replications,
            "recorded": told,
        },
        "series": made_up.series_table(fight, numbers),
        "outcomes": made_up.outcomes_table(fight, numbers),
        "units": (units := made_up.units_table(fight, told)),
        "events": made_up.events_table(fight, told),
        "losses": made_up.losses_table(fight, units),
        "after": None,
        "incident": None,
        "sources": load_sources(),
        "seen": {number: [(200, "fog") if 30 < hour < 36 else (8000, "") for hour in range(73)] for number in told},
    }
    return Content(**(parts | changes))


@pytest.fixture(scope="session")
def many() -> str:
    """The report of forty made-up replications."""
    return page(content())


@pytest.fixture(scope="session")
def khasan_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of twenty runs of Lake Khasan."""
    return khasan_run.report(tmp_path_factory.mktemp("khasan") / "run")


@pytest.fixture(scope="session")
def khasan_comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that compares Lake Khasan without fog with the battle as it was."""
    return khasan_run.comparison(tmp_path_factory.mktemp("compared"))


@pytest.fixture
def opened(chromium: Any, many: str, tmp_path: Path) -> Iterator[Any]:
    """The report in a browser, the replay unpacked; fails on any error or any request beyond the file."""
    file = tmp_path / "report.html"
    file.write_text(many, encoding="utf-8")
    tab = chromium.new_page(viewport={"width": 1200, "height": 900})
    trouble: list[str] = []
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    tab.on(
        "request",
        lambda asked: None if asked.url.startswith(("file:", "data:", "blob:")) else trouble.append(asked.url),
    )
    tab.goto(file.as_uri())
    tab.wait_for_selector("#player[data-ready=yes]")
    yield tab
    tab.close()
    assert trouble == []
