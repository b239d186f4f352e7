"""The command that fights a battle which its reader describes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khasan.cli.shared import AsJson, WorkersOption, example, note

if TYPE_CHECKING:
    from khasan.battles.generator.described import Question

BATTLES = Path("runs")
"""Where battles without --out go, below the folder one is in."""
Text = str | None


def add_to(app: typer.Typer) -> None:
    """Give the app this command."""
    app.command(
        short_help="Describe a battle, and simulate it.",
        epilog=example(
            "khasan battles new",
            "khasan battles new --attackers 6000 --defenders 2500 --posture prepared --scheme single-envelopment",
            "khasan battles new --attackers 900 --defenders 300 --year 1916 --front-km 1 --hours 4 --out runs/raid",
        ),
    )(new)


def new(
    context: typer.Context,
    name: Annotated[Text, typer.Option(help="What the battle is called.")] = None,
    year: Annotated[Text, typer.Option(help="Year: weapons are those of its time.")] = None,
    attackers: Annotated[Text, typer.Option(help="Men who attack.")] = None,
    defenders: Annotated[Text, typer.Option(help="Men who defend.")] = None,
    attacking_nation: Annotated[Text, typer.Option(help="Who attacks: Japan brings Japanese weapons.")] = None,
    defending_nation: Annotated[Text, typer.Option(help="Who defends.")] = None,
    attacking_guns: Annotated[Text, typer.Option(help="Guns of the attackers; what is usual unless given.")] = None,
    defending_guns: Annotated[Text, typer.Option(help="Guns of the defenders; what is usual unless given.")] = None,
    attacking_tanks: Annotated[Text, typer.Option(help="Tanks of the attackers.")] = None,
    defending_tanks: Annotated[Text, typer.Option(help="Tanks of the defenders.")] = None,
    front_km: Annotated[Text, typer.Option(help="Kilometres of front; by the men unless given.")] = None,
    posture: Annotated[Text, typer.Option(help="hasty, prepared, fortified, delay or withdrawal.")] = None,
    scheme: Annotated[Text, typer.Option(help="frontal, single-envelopment, double-envelopment, ...")] = None,
    surprise: Annotated[Text, typer.Option(help="3, the defenders wholly surprised, to -3, the attackers.")] = None,
    relief: Annotated[Text, typer.Option(help="rugged, rolling or flat.")] = None,
    cover: Annotated[Text, typer.Option(help="heavily-wooded, mixed, bare or desert.")] = None,
    weather: Annotated[Text, typer.Option(help="heavy-precipitation, light-precipitation, overcast or sunny.")] = None,
    season: Annotated[Text, typer.Option(help="winter, spring, summer or autumn.")] = None,
    air: Annotated[Text, typer.Option(help="Who rules the air: attacker, neither or defender.")] = None,
    hours: Annotated[Text, typer.Option(help="Hours of fighting; what is usual for the size unless given.")] = None,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same results.")] = 0,
    replications: Annotated[int, typer.Option("--replications", "-n", help="How many times to simulate it.")] = 100,
    out: Annotated[Path | None, typer.Option(help="Folder to create. If not given: a new one below runs/.")] = None,
    workers: WorkersOption = None,
    as_json: AsJson = False,
) -> None:
    """Describe a battle by options, or answer the questions; it is simulated, and a report is left as of any run.

    The folder holds the battle as a row of a table, as files of a scenario to change and to run again, and the run.
    """
    from khasan.battles.generator.described import NEEDED, QUESTIONS
    from khasan.errors import MISSING, input_error

    given = {one.option: context.params[one.option.replace("-", "_")] for one in QUESTIONS}
    answers = {option: value for option, value in given.items() if value is not None}
    if not answers and sys.stdin.isatty():
        answers = {question.option: _asked(question) for question in QUESTIONS}
    for option in NEEDED:
        if not answers.get(option, "").strip():
            raise input_error(f"--{option}", MISSING, "say how many men, such as 2500")
    _fight(answers, out or _new_folder(), seed, replications, workers, ["khasan", *context.obj], as_json=as_json)


def _new_folder() -> Path:
    """A folder that is not there yet."""
    number = 1
    while (folder := BATTLES / f"battle-{number}").exists():
        number += 1
    return folder


def _asked(question: Question) -> str:
    words = f" [{', '.join(question.words)}]" if question.words else ""
    return str(typer.prompt(f"{question.text}{words}", default=question.default, show_default=bool(question.default)))


def _fight(
    answers: dict[str, str],
    folder: Path,
    seed: int,
    replications: int,
    workers: int | None,
    command: list[str],
    *,
    as_json: bool,
) -> None:
    """Make the battle, leave it as a row and as files, and fight it."""
    from khasan.battles.generator.as_files import looked_up_in, write_files
    from khasan.battles.generator.content import battle_of
    from khasan.battles.generator.described import row_of, table_of, usual_hours
    from khasan.battles.generator.words import battle_words
    from khasan.cli.runs import go
    from khasan.errors import input_error
    from khasan.experiment import run as experiment
    from khasan.experiment.run import check_arguments
    from khasan.output.files import make_folder, write_whole

    check_arguments(seed, replications, 0, workers, 0)
    if folder.exists():
        raise input_error("--out", folder, "it is there already: choose another name")
    row = row_of(answers)
    if row.duration is None:
        answers = {**answers, "hours": f"{usual_hours(row):g}"}
        row = row_of(answers)
    battle = battle_of(row)
    place = make_folder(folder) / "files"
    write_whole(folder / "battle.csv", table_of(answers))
    path = write_files(battle, place)
    note(battle_words(battle))
    with looked_up_in(place):
        go(
            lambda shown: experiment.run(
                path, seed=seed, replications=replications, workers=workers, out=folder / "run", command=command,
                progress=shown,
            ),
            folder / "run",
            as_json=as_json,
        )  # fmt: skip
    note(f"to look into it: KHASAN_PATH={place} khasan explain {folder / 'run'} ...")
