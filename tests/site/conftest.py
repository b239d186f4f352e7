from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from helpers_site import Site
from khasan.cli.progress_bar import display
from khasan.site.contents import Contents
from khasan.site.making import Made, Wanted, make_site

FOUGHT = "suifenho-1935"


class Quiet:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)

    @contextmanager
    def fighting(self) -> Iterator[Any]:
        with display("quiet") as shown:
            yield shown


@pytest.fixture(scope="session")
def contents() -> Contents:
    return Contents.usual()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, contents: Contents) -> Made:
    """A whole site with one tiny battle, fought three times."""
    out = tmp_path_factory.mktemp("made") / "site"
    wanted = Wanted(replications=3, histories=0, battles=(FOUGHT,))
    return make_site(out, wanted, Quiet(), contents)


@pytest.fixture(scope="session")
def site(made: Made) -> Site:
    return Site.read(made.index.parent)


@pytest.fixture
def quiet() -> Quiet:
    return Quiet()
