"""Many histories by one call: played, gathered into tables, told and kept in a folder."""

from __future__ import annotations

import hashlib
import json
import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from khasan import __version__
from khasan.errors import RunError, input_error
from khasan.frontier import kept_histories as parts
from khasan.frontier.answers import Headline, headline, start_of
from khasan.frontier.chronicle import chronicle, chronicle_text
from khasan.frontier.day_chances import World
from khasan.frontier.declarations import FIRST_DAY, LAST_DAY, TOP, WhatIf
from khasan.frontier.draws import stream
from khasan.frontier.episodes import History
from khasan.frontier.fighttable import EngineFights
from khasan.frontier.fit import digest
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.frontier_inputs import inputs_digest
from khasan.frontier.history import play
from khasan.frontier.history_tables import COLUMNS, first_of, parquet, rows_of
from khasan.frontier.posterior import Posterior, read_posterior
from khasan.frontier.process import FIGHT
from khasan.frontier.record_tables import RecordTables, read_tables
from khasan.frontier.sets import Draws, draws_of
from khasan.frontier.side_counts import dated
from khasan.frontier.start import Start, fights_before
from khasan.frontier.whatifs import Answered, answer, brought_by
from khasan.output import json_text, make_folder, remove_drafts, write_together, write_whole
from khasan.results.lock import locked

MOST = 1_000_000
"""Histories in a run."""
SAMPLE = 10
"""Histories after which the time that a run takes is told."""


@dataclass(frozen=True)
class Asked:
    """What a run is asked for. InputError by `checked` where it cannot be done."""

    first: date = FIRST_DAY
    last: date = LAST_DAY
    given: bool = False
    replications: int = 1000
    first_replication: int = 0
    seed: int = 3
    what_if: str | None = None
    assumptions: str = "base"
    record: int = 10
    """Histories, the first of the run, whose counted incidents are kept one by one."""

    def checked(self) -> Asked:
        """Itself, if it makes sense."""
        for name, day in (("--from", self.first), ("--to", self.last)):
            if not FIRST_DAY <= day <= LAST_DAY:
                raise input_error(name, day, f"give a day from {FIRST_DAY} to {LAST_DAY}, which the data cover")
        if self.last < self.first:
            raise input_error("--to", self.last, f"give a day from {self.first}, where the histories begin, or later")
        if not 1 <= self.replications <= MOST:
            raise input_error("--replications", self.replications, f"give a number of histories from 1 to {MOST:,}")
        for name, number in (
            ("--seed", self.seed),
            ("--first-replication", self.first_replication),
            ("--record", self.record),
        ):
            if number < 0:
                raise input_error(name, number, "give 0 or more")
        return self


@dataclass
class Played:
    """What a run leaves."""

    asked: Asked
    histories: list[History]
    manifest: dict[str, Any]
    chronicle: str
    headlines: list[Headline] = field(default_factory=list)
    answered: Answered | None = None
    folder: Path | None = None
    interrupted: bool = False

    def share(self, rung: int) -> float:
        """Histories with an episode of a rung or more, as a share."""
        return sum(first_of(one, rung) is not None for one in self.histories) / max(1, len(self.histories))

    def origins(self) -> dict[str, tuple[int, int]]:
        """Fights told and their dead, by where they are from: ``engine``, ``assumed``, ``none`` (never a fight)."""
        found = {"engine": (0, 0), "assumed": (0, 0), "none": (0, 0)}
        for history in self.histories:
            for one in history.episodes:
                fights, dead = found[one.cost]
                found[one.cost] = fights + 1, dead + one.killed_japan + one.killed_soviet
        return found

    def links(self) -> Counter[tuple[int, str]]:
        """Of all fights of a division or more, at which rung the least likely step was taken, and by whom."""
        found: Counter[tuple[int, str]] = Counter()
        for history in self.histories:
            for one in history.episodes:
                if one.rung >= FIGHT + 1:
                    raised = [
                        d.actor
                        for d in history.decisions
                        if d.episode == one.number and d.rung == one.decided_at and d.act == "raises"
                    ]
                    found[one.decided_at, raised[-1] if raised else "posts"] += 1
        return found


class Frontier:
    """Library, record and posterior, read once: whatever is asked of the frontier begins here."""

    def __init__(self, library: FrontierLibrary | None = None, posterior: Posterior | None = None) -> None:
        self.library = library or FrontierLibrary()
        self.tables: RecordTables = read_tables(self.library)
        self.posterior = posterior or read_posterior()
        self.digest = digest(self.library, self.tables)

    @cached_property
    def inputs(self) -> str:
        """Of all that histories depend on beside what they are asked for."""
        return inputs_digest(self.library, self.digest, self.posterior)

    @property
    def stale(self) -> bool:
        """Was the posterior fitted to something else than what lies here now?"""
        return self.posterior.digest != self.digest

    def world(self, asked: Asked) -> tuple[Draws, Start, WhatIf | None]:
        """The draws, where they begin, and the what-if of a run."""
        what_if = self.library.what_if(asked.what_if) if asked.what_if is not None else None
        extra = brought_by([what_if] if what_if else [])
        draws = draws_of(self.library, self.tables, self.posterior, asked.assumptions, extra=extra)
        if what_if is not None:
            draws = replace(draws, setting=draws.setting.under(what_if))
        return draws, start_of(draws, asked.first, given=asked.given), what_if

    def history(self, asked: Asked, replication: int) -> tuple[History, str]:
        """One history of a run, played again, and its chronicle."""
        draws, start, _ = self.world(asked.checked())
        one = self._play(asked, draws, start, replication)
        return one, self._told(asked, draws, start, one)

    def _play(self, asked: Asked, draws: Draws, start: Start, replication: int) -> History:
        last, seed = asked.last, asked.seed
        return play(draws.space, draws.x, draws.setting, start, last, self._fights, seed=seed, replication=replication)

    @cached_property
    def _fights(self) -> EngineFights:
        return EngineFights(self.library)

    def _told(self, asked: Asked, draws: Draws, start: Start, history: History) -> str:
        ends = dict(draws.setting.ends)
        told = [
            replace(fight, favour=ends.get(fight.id, fight.favour))
            for fight in (fights_before(draws.fights, asked.first) if asked.given else [])
        ]
        dropped = draws.setting.dropped
        return chronicle_text(chronicle(self.library, history, asked.first, asked.last, told, start.episode, dropped))

    def run(
        self,
        asked: Asked,
        out: Path | None = None,
        *,
        force: bool = False,
        command: Sequence[str] = (),
        headlines: bool = True,
        tell: Callable[[str], None] = lambda words: None,
    ) -> Played:
        """Play what is asked for and keep it in ``out``.

        Whatever ends it, even kill -9: what is finished is kept there, part by part, and :meth:`resume` goes on.
        Ctrl-C leaves the tables of what is finished too. Busy if somebody is writing into the folder.
        """
        asked.checked()
        if out is None:
            return self._run(asked, None, command, tell, headlines=headlines)
        if out.exists() and not force:
            remedy = "it exists: choose another folder, or say --force to replace it"
            if (out / parts.PARTS).is_dir():
                remedy = f"it holds a run that was broken off: {_resume(out)}; or say --force to replace it"
            raise input_error("--out", out, remedy)
        self.world(asked)  # what cannot be had is told before anything is written
        make_folder(out)
        with locked(out):
            parts.remove(out)
            manifest = self._manifest(asked, command, 0, interrupted=True)
            write_whole(out / "manifest.json", json_text(manifest) + "\n")
            return self._run(asked, out, command, tell, headlines=headlines)

    def resume(self, out: Path, *, headlines: bool = True, tell: Callable[[str], None] = lambda words: None) -> Played:
        """Play what is missing of a run, whatever ended it; its files are those of a run that nothing disturbed.

        InputError where no run is there, RunError where the data or khasan are not those that it was begun with.
        """
        asked = reopened(out)
        with locked(out):
            manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
            for name, mine in (("khasan", __version__), ("everything", self.inputs)):
                if manifest.get(name) != mine:
                    what = "another khasan" if name == "khasan" else "other data or draws of the frontier"
                    raise RunError(f"refused: this is {what} than the run was begun with. Run it anew")
            remove_drafts(out)
            return self._run(asked, out, manifest["command"], tell, headlines=headlines)

    def _lives(self, asked: Asked, draws: Draws, start: Start, out: Path | None) -> Iterator[History]:
        """The histories in order: those that are kept, and those played now, kept part by part."""
        end = asked.first_replication + asked.replications
        for first in range(asked.first_replication, end, parts.PART):
            most = min(parts.PART, end - first)
            found = parts.kept(out, first, most) if out is not None else []
            yield from found
            fresh = list(found)
            try:
                for number in range(first + len(found), first + most):
                    fresh.append(self._play(asked, draws, start, number))
                    yield fresh[-1]
            finally:
                if out is not None and len(fresh) > len(found):
                    parts.keep(out, fresh, f"What is finished is kept: make room, then {_resume(out)}")

    def _run(
        self, asked: Asked, out: Path | None, command: Sequence[str], tell: Callable[[str], None], *, headlines: bool
    ) -> Played:
        draws, start, what_if = self.world(asked)
        tables: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
        histories: list[History] = []
        told, interrupted, began = "", False, time.monotonic()
        try:
            for number, one in enumerate(self._lives(asked, draws, start, out)):
                kept = None
                if number < asked.record:
                    world = World(draws.space, draws.x[one.draw], draws.setting)
                    rng = stream(asked.seed, one.replication, "dated")
                    kept = dated(one, world, asked.first, one.war or asked.last, rng)
                for name, rows in rows_of(one, kept).items():
                    tables[name] += rows
                if number == 0:
                    told = self._told(asked, draws, start, one)
                histories.append(one)
                if number + 1 == SAMPLE and asked.replications > SAMPLE:
                    left = (time.monotonic() - began) / SAMPLE * (asked.replications - SAMPLE)
                    tell(f"{asked.replications:,} histories: about {max(1, round(left))} s")
        except KeyboardInterrupt:
            interrupted = True
            if not histories:
                raise
        found, answered = [], None
        if headlines and not interrupted:
            by = min(asked.last, date(1939, 12, 31)) if asked.first < date(1939, 12, 31) else asked.last
            tell("headlines by the forward equations, under every registered assumption set")
            data = (self.library, self.tables, self.posterior)
            found = [headline(*data, rung, by, first=asked.first, given=asked.given) for rung in range(FIGHT, TOP + 1)]
            answered = answer(*data, what_if) if what_if else None
        manifest = self._manifest(asked, command, len(histories), interrupted)
        played = Played(asked, histories, manifest, told, found, answered, out, interrupted)
        if out is not None:
            _keep(out, tables, played)
            if not interrupted:
                parts.remove(out)
        return played

    def _manifest(self, asked: Asked, command: Sequence[str], finished: int, interrupted: bool) -> dict[str, Any]:
        return {
            "khasan": __version__, "kind": "frontier", "from": asked.first.isoformat(), "to": asked.last.isoformat(),
            "given": "record" if asked.given else None, "seed": asked.seed, "replications": asked.replications,
            "first_replication": asked.first_replication, "replications_finished": finished, "interrupted": interrupted,
            "what_if": asked.what_if, "assumptions": asked.assumptions, "record": asked.record,
            "recorded": min(asked.record, finished),
            "posterior": self.posterior.digest, "inputs": self.digest, "posterior_stale": self.stale,
            "everything": self.inputs,
            "fights": self.library.fought.digest, "fights_engine": self.library.fought.engine,
            "fights_stale": self.library.fought.stale, "command": list(command),
        }  # fmt: skip


def _keep(out: Path, tables: dict[str, list[dict[str, Any]]], played: Played) -> None:
    """All files of a run together: none stands before all can."""
    make_folder(out)
    files: dict[Path, str | bytes] = {out / f"{name}.parquet": parquet(name, rows) for name, rows in tables.items()}
    files[out / "chronicle.txt"] = played.chronicle + "\n"
    digests = {
        path.name: hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
        for path, content in files.items()
    }
    if played.headlines:
        told: dict[str, Any] = {"headlines": [one.to_json() for one in played.headlines]}
        if played.answered is not None:
            told["what_if"] = played.answered.to_json()
        files[out / "headlines.json"] = json_text(json.loads(json.dumps(told, default=str))) + "\n"
    files[out / "manifest.json"] = json_text(played.manifest | {"files": digests}) + "\n"
    write_together(files)


def _resume(out: Path) -> str:
    return f"khasan resume {shlex.quote(str(out))}"


def is_of_frontier(folder: Path) -> bool:
    """Does a folder hold a run of the frontier?"""
    try:
        return bool(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["kind"] == "frontier")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def reopened(folder: Path) -> Asked:
    """What a kept run was asked for. InputError where the folder holds none."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["kind"] != "frontier":
            raise RunError
        return Asked(
            date.fromisoformat(manifest["from"]), date.fromisoformat(manifest["to"]), manifest["given"] == "record",
            int(manifest["replications"]), int(manifest["first_replication"]), int(manifest["seed"]),
            manifest["what_if"], manifest["assumptions"], int(manifest.get("record", manifest["recorded"])),
        ).checked()  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, RunError) as error:
        raise input_error("RUN", folder, "give a folder that `khasan frontier run` made") from error
