"""Commands that look at what there is: list, show, parameters, lint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from khasan.cli.shared import (
    AsJson,
    ScenarioArgument,
    WhatIfOption,
    answer,
    example,
    may_write,
    meant,
    note,
    problem_dict,
)


def add_to(app: typer.Typer) -> None:
    """Give the app these commands."""
    app.command("list", epilog=example("khasan list", "khasan list --json"))(list_)
    app.command(
        short_help="Show a scenario: forces, plans, sources, map.",
        epilog=example(
            "khasan show lake-khasan-1938",
            "khasan show lake-khasan-1938 --brief",
            "khasan show lake-khasan-1938 --brief --map map.svg",
            "khasan show lake-khasan-1938 --unit makhalin",
        ),
    )(show)
    app.command(
        short_help="Model parameters that no source settles, and their ranges.",
        epilog=example("khasan parameters", "khasan parameters --all --json"),
    )(parameters)
    app.command(
        short_help="Check data files, and say where numbers come from.",
        epilog=example("khasan lint", "khasan lint my-battle.yaml", "khasan lint lake-khasan-1938 --provenance"),
    )(lint)


def list_(as_json: AsJson = False) -> None:
    """List the scenarios and the what-ifs of each."""
    from khasan.scenario.catalog import list_scenarios, list_what_ifs

    scenarios, what_ifs = list_scenarios(), list_what_ifs()

    def words() -> str:
        lines = []
        for entry in scenarios:
            told = (
                f"{entry.title} ({entry.status_words}; record {entry.incident})"
                if not entry.problem
                else f"cannot be read: {entry.problem}"
            )
            lines.append(f"{entry.id}: {told}")
            lines += [f"  what-if {w.id}: {w.problem or w.title}" for w in what_ifs if w.scenario == entry.id]
        return "\n".join(lines)

    def payload() -> list[dict[str, Any]]:
        return [
            {
                "id": entry.id,
                "title": entry.title,
                "status": entry.status or "provisional",
                "checked": entry.checked or None,
                "incident": entry.incident,
                "file": entry.path,
                "problem": entry.problem or None,
                "what_ifs": [{"id": w.id, "title": w.title} for w in what_ifs if w.scenario == entry.id],
            }
            for entry in scenarios
        ]

    answer(words, payload, as_json=as_json)


def show(
    scenario: ScenarioArgument,
    brief: Annotated[
        bool, typer.Option("--brief", help="One or two screens: formations down to regiments, and the titles of plans.")
    ] = False,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Draw the map with its units, as an SVG file.")
    ] = None,
    member: Annotated[
        int, typer.Option(help="Which map variant to draw; in variant 0 everything has its middle value.")
    ] = 0,
    what_if: WhatIfOption = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit", "-u", metavar="NAME", help="Only units with this name or this commander; a part of it is enough."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over FILE if it exists.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a scenario: order of battle, plans in words, weather, sources, what-ifs; and its map."""
    from khasan.errors import input_error
    from khasan.present.scenario_page import overview_text, short_overview, units_found
    from khasan.present.scenario_page.overview import overview
    from khasan.scenario.catalog import list_what_ifs, load_scenario
    from khasan.scenario.library import Library

    scenario = meant(scenario)
    resolved = load_scenario(scenario, what_if or ())
    if map_file is not None:
        _draw(resolved, map_file, member, force=force)
    library = Library()
    shown = overview(
        resolved,
        incident=library.incident(resolved.incident) if resolved.incident in library.ids("record") else None,
        sources=library.sources,
        what_ifs=list_what_ifs(scenario=resolved.id),
        places={feature.id: feature.name for feature in library.map(resolved.map.id).features},
    )
    if unit is not None:
        found = units_found.found_in(shown, unit)
        if not found:
            raise input_error(
                "--unit", unit, "no unit or commander has this name: khasan show without --unit lists them all"
            )
        answer(lambda: units_found.text(found), lambda: found, as_json=as_json)
        return
    if brief:
        shown = short_overview.brief(shown)
    write = short_overview.text if brief else overview_text.text
    answer(lambda: write(shown), lambda: {**shown, "map_file": map_file}, as_json=as_json)
    if map_file is not None:
        note(f"map: {map_file}")


def _draw(resolved: Any, path: Path, member: int, *, force: bool) -> None:
    from khasan.output import write_whole
    from khasan.present.scenario_page.scenario_map import svg_map

    may_write(path, "--map", force=force)
    write_whole(path, svg_map(resolved, member=member))


def parameters(
    every: Annotated[bool, typer.Option("--all", help="Also the parameters of single rules.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the model parameters that no source settles: the median, the range of nine draws in ten, the unit and
    the meaning."""
    from khasan.scenario.parameters import load_parameters

    chosen = [one for one in load_parameters().values() if every or one.kind == "headline"]

    def words() -> str:
        return "\n".join(
            f"{one.id}: {one.median:g} [{one.low:g} to {one.high:g}]{'' if one.unit == '1' else ' ' + one.unit}\n"
            f"  {one.meaning}\n"
            f"  {one.provenance.kind}: {one.provenance.text}"
            for one in chosen
        )

    answer(words, lambda: [one.model_dump(mode="json", exclude_none=True) for one in chosen], as_json=as_json)


def lint(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|FILE]",
            help="A scenario, what-if, weapon, vehicle or TO&E, by its id or file. If not given: all of them.",
        ),
    ] = None,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Say what share of the numbers is sourced, derived or guessed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check data files, and list every problem with its line, its column and what to do. Exit code 2 if there is
    one."""
    from khasan.scenario.lint import lint as lint_one
    from khasan.scenario.lint import lint_all

    problems = lint_one(file) if file else lint_all()
    shares = _shares(file) if provenance else {}

    def words() -> str:
        lines = [str(problem) for problem in problems]
        for scenario, groups in shares.items():
            lines += [f"{scenario}: where its numbers come from", *_shares_table(groups)]
        return "\n".join([*lines, f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"])

    def payload() -> dict[str, Any]:
        said: dict[str, Any] = {"problems": [problem_dict(problem) for problem in problems]}
        return {**said, "provenance": shares} if provenance else said

    answer(words, payload, as_json=as_json)
    if problems:
        raise typer.Exit(2)


def _shares(file: str | None) -> dict[str, dict[str, dict[str, int]]]:
    """Scenario -> group of numbers -> kind of provenance -> how many; only of scenarios that can be loaded."""
    from khasan.errors import InputError
    from khasan.scenario.catalog import list_scenarios, load_scenario
    from khasan.scenario.provenance import provenance_shares

    shares: dict[str, dict[str, dict[str, int]]] = {}
    for name in [file] if file else [entry.id for entry in list_scenarios()]:
        try:
            resolved = load_scenario(name)
        except InputError:
            continue  # no scenario, or one whose problems are told already
        groups = provenance_shares(resolved)
        shares[resolved.id] = {group: {str(kind): n for kind, n in counts.items()} for group, counts in groups.items()}
    return shares


def _shares_table(groups: dict[str, dict[str, int]]) -> list[str]:
    """One line a group: how many numbers, and the share of each kind of provenance."""
    kinds = list(groups["all"])
    lines = [f"  {'':<12}{'numbers':>9}" + "".join(f"{kind:>10}" for kind in kinds)]
    for group, counts in groups.items():
        total = sum(counts.values())
        if total:
            told = "".join(f"{100 * counts[kind] / total:>9.0f}%" for kind in kinds)
            lines.append(f"  {group:<12}{total:>9}{told}")
    return lines
