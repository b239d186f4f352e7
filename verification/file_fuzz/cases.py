"""A case by its number: what file, how it is changed, and what becomes of it."""

from __future__ import annotations

import random
import re
import shutil
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from khasan.errors import InputError, KhasanError
from verification.file_fuzz import folders, kinds, mutate
from verification.file_fuzz.kinds import Kind, Subject

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*kinds.KINDS, *folders.KINDS)}
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
FINE, REFUSED = "loaded", "refused"


@dataclass(frozen=True)
class Case:
    """A changed file and what was done to it."""

    kind: Kind
    number: int
    subject: Subject
    content: bytes
    changed: str
    dice: random.Random


@cache
def subjects_of(name: str) -> Sequence[Subject]:
    """The good files of a kind."""
    return KINDS[name].subjects()


def make(seed: int, name: str, number: int) -> Case:
    """The case of a seed, a kind and a number: the same everywhere."""
    dice = random.Random(f"{seed}/{name}/{number}")
    subject = dice.choice(subjects_of(name))
    if dice.random() < 0.4:
        content, changed = mutate.raw(subject.content, dice)
    elif subject.tree:
        content, changed = mutate.tree(subject.tree, dice)
    elif subject.table:
        content, changed = mutate.table(subject.table, dice)
    elif subject.name.endswith(".parquet"):
        content, changed = folders.parquet(subject.content, dice)
    else:
        content, changed = mutate.raw(subject.content, dice)
    return Case(KINDS[name], number, subject, content, changed, dice)


def play(case: Case, room: Path) -> str:
    """Write the file among its neighbours and load it; FINE, REFUSED, or what must not be in a few lines."""
    home = room / f"{case.kind.name}-{case.number}"
    path = home / case.subject.name
    try:
        for name, content in ((case.subject.name, case.content), *case.subject.beside):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            case.kind.load(path, case.subject, case.dice)
    except KhasanError as error:
        return _unfit(error) or REFUSED
    except BaseException as error:
        return _told(error)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return FINE


def _unfit(error: KhasanError) -> str:
    """What is wrong with an error of khasan's own; "" if nothing."""
    message = str(error)
    if not message.strip():
        return f"{type(error).__name__} without a word"
    if (found := _UNSEEN.search(message)) is not None:
        return (
            f"{type(error).__name__} with {found[0]!r} in its message: {message[max(0, found.start() - 60) :][:120]!r}"
        )
    if isinstance(error, InputError):
        for problem in error.problems:
            if not problem.file or not problem.remedy:
                return f"no file or no remedy: {problem!r}"
            if len(str(problem)) > 3_000:
                return f"a message of {len(str(problem))} characters: {str(problem)[:100]!r}"
    return ""


def _told(error: BaseException) -> str:
    """The error and the innermost lines of khasan's own that led to it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/khasan/" in frame.filename]
    where = " <- ".join(
        f"{frame.filename.split('/khasan/')[-1]}:{frame.lineno} {frame.name}" for frame in frames[:-5:-1]
    )
    text = str(error).split("\n")[0][:160]
    return f"{type(error).__name__}: {text!r} at {where}"
