"""A battle that somebody describes, as a row of a table: the questions, and the row that the answers make."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from khasan.battles.battle_table import MOST_MEN, YEARS, read_battles
from khasan.battles.cells import plain_number
from khasan.battles.codes import code_lists
from khasan.battles.generator.assumptions import assumptions
from khasan.battles.generator.scale import size_of
from khasan.battles.row import BattleRow
from khasan.errors import InputError, Problem

SOURCE = "command line"


@dataclass(frozen=True)
class Question:
    """One thing asked: the option that answers it, the columns it fills, and the answer taken where none is given."""

    option: str
    columns: tuple[str, ...]
    text: str
    default: str = ""
    but: tuple[str, ...] = ()
    """Beginnings of words of the list that are no answer here."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words that may be answered; none where any may, as a number."""
        codes = code_lists().get(self.columns[0])
        return tuple(code.word for code in codes.values() if not code.word.startswith(self.but)) if codes else ()

    def unfit(self, said: str) -> str:
        """What is to be done about an answer that will not do; "" for one that will."""
        if self.words:
            return "" if self.code(said) else f"unknown: use one of {', '.join(self.words)}"
        if self.option in BY_NAME:
            return ""
        number = plain_number(said)
        low, high = BOUNDS.get(self.option, (0.0, MOST_MEN))
        return "" if number is not None and low <= number <= high else f"give a plain number, {low:g} to {high:,.0f}"

    def code(self, said: str) -> str:
        """The code for a word, or for itself; "" if no list has it."""
        codes = code_lists()[self.columns[0]].values()
        found = (
            one for one in codes if said.lower() in (one.word.lower(), one.code.lower()) and one.word in self.words
        )
        return next((one.code for one in found), "")


QUESTIONS = (
    Question("name", ("name",), "What is the battle called?", "A battle"),
    Question("year", ("year",), "In which year is it?", "1938"),
    Question("attackers", ("att_strength", "att_str_initial"), "How many men attack?"),
    Question("defenders", ("def_strength", "def_str_initial"), "How many men defend?"),
    Question(
        "attacking-nation", ("att_actors",), "Who attacks (Japan brings Japanese weapons, all others Soviet ones)?"
    ),
    Question("defending-nation", ("def_actors",), "Who defends?"),
    Question("attacking-guns", ("att_artillery",), "How many guns have the attackers (blank: what is usual)?"),
    Question("defending-guns", ("def_artillery",), "How many guns have the defenders (blank: what is usual)?"),
    Question("attacking-tanks", ("att_tanks",), "How many tanks have the attackers?", "0"),
    Question("defending-tanks", ("def_tanks",), "How many tanks have the defenders?", "0"),
    Question("front-km", ("att_front_km", "def_front_km"), "How many kilometres of front (blank: by the men)?"),
    Question("posture", ("post1",), "How do the defenders stand?", "hasty"),
    Question("scheme", ("att_pri1",), "How do the attackers come?", "frontal", but=("defensive",)),
    Question("surprise", ("surpa",), "Who is surprised, from 3 (the defenders, wholly) to -3 (the attackers)?", "0"),
    Question("relief", ("terrain1_1",), "What is the ground like?", "rolling"),
    Question("cover", ("terrain1_2",), "What grows on it?", "mixed"),
    Question("weather", ("wx1_2",), "What is the weather?", "sunny"),
    Question("season", ("wx1_4",), "Which season is it?", "summer"),
    Question("air", ("aeroa",), "Who rules the air?", "neither"),
    Question("hours", ("active_hours",), "For how many hours is it fought (blank: what is usual)?"),
)
BY_NAME = ("name", "attacking-nation", "defending-nation")
BOUNDS = {"year": YEARS, "attackers": (1.0, MOST_MEN), "defenders": (1.0, MOST_MEN), "front-km": (0.1, 5000.0),
          "hours": (0.5, 8760.0)}  # fmt: skip
NEEDED = ("attackers", "defenders")
"""What no default stands for."""


def row_of(answers: Mapping[str, str]) -> BattleRow:
    """The battle that answers by option describe, read as a row of a table is. InputError with all that is wrong.

    >>> row_of({"attackers": "900", "defenders": "300", "posture": "prepared"}).posture
    'prepared'
    """
    given = {one: said for one in QUESTIONS if (said := answers.get(one.option, "").strip())}
    wrong = [_problem(one.option, said, one.unfit(said)) for one, said in given.items() if one.unfit(said)]
    if wrong:
        raise InputError(wrong)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "battle.csv"
        path.write_text(table_of(answers), "utf-8")
        table = read_battles(path, duration_known=bool(answers.get("hours")))
    if table.doubts:
        raise InputError([_problem(_option(one.field), one.value, one.remedy) for one in table.doubts])
    return table.rows[0]


def table_of(answers: Mapping[str, str]) -> str:
    """A table of one battle, CSV, from answers that will do.

    >>> table_of({"attackers": "900", "defenders": "300"}).splitlines()[0][:27]
    'isqno,name,year,att_strengt'
    """
    cells = {"isqno": "1"}
    for question in QUESTIONS:
        said = answers.get(question.option, "").strip() or question.default
        cells |= dict.fromkeys(question.columns, question.code(said) if said and question.words else said)
    cells["duration_days"] = "1" if cells["active_hours"] else ""
    text = io.StringIO()
    writer = csv.DictWriter(text, cells, lineterminator="\n")
    writer.writeheader()
    writer.writerow(cells)
    return text.getvalue()


def _problem(option: str, said: str, remedy: str) -> Problem:
    return Problem(SOURCE, None, None, f"--{option}", said, remedy)


def _option(field: str) -> str:
    """The option that fills the column of a problem."""
    column = field.rpartition(" ")[2]
    return next((one.option for one in QUESTIONS if column in one.columns), column)


def usual_hours(row: BattleRow) -> float:
    """How long a battle of its size lasts, where nobody says: the middle of what is drawn."""
    return min(assumptions().longest_hours, assumptions().law(f"hours_{size_of(row)}").median)
