"""What all tests share: signals as a person at a terminal has them, and the one browser of a session.

A shell in the background begins us with some signals ignored. Two browsers of one process get into each other's way.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from typing import Any

import pytest

import compiled_first

# The matrices of our tests are small: beside other workers many threads take thirty times as long for them as one does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Where several workers are to run all tests."""
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        compiled_first.compile_first()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The workers have the name of what was said from the process that began them, which takes it away."""
    if not hasattr(config, "workerinput"):
        compiled_first.forget()


def pytest_configure() -> None:
    """What the tests start takes over which signals are ignored, and could not be asked for its end."""
    usual = {"SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL}
    for name, way in usual.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, way)


QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""The browser asks nobody for anything."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser without a window; skips, with the reason, where there is none."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        pytest.skip("no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
