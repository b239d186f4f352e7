"""An incident: its claims, the interval a quantity lies in and why, and where its sources part.

>>> khanka = load_incident("lake-khanka-1935")
>>> khanka.interval("japanese-patrol-strength").low, khanka.interval("japanese-patrol-strength").high
(10.0, 11.0)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from khasan.errors import InputError, Problem, input_error, nearest
from khasan.record.checks import Disagreement, RatioCheck, check_ratios, find_disagreements
from khasan.record.claim import Claim
from khasan.record.claim_reading import read_claims
from khasan.record.interval import Interval, interval_of
from khasan.record.relations import ABROAD, Relation, read_relations
from khasan.record.rules import GRADED, Rule, rule_of
from khasan.record.source import Source, load_sources
from khasan.record.table import DATA

TITLE = "title"
RELATIONS = "relations"
"""Folder beside the claims that holds what must hold between quantities."""


@dataclass(frozen=True)
class Incident:
    """One incident of the record. Names come from its claims: each transliteration has its source."""

    id: str
    claims: tuple[Claim, ...]
    sources: Mapping[str, Source] = field(repr=False)
    rule: Rule = field(default=GRADED, repr=False)
    """What makes an interval of rival claims."""
    relations: tuple[Relation, ...] = ()
    """What must hold between its quantities."""
    elsewhere: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict, repr=False)
    """Claims of other incidents that its relations name, by ``INCIDENT/QUANTITY``."""
    files: tuple[Path, ...] = field(default=(), repr=False)
    """Where its claims stand: ours, then a reader's own laid over them."""
    raw: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    """Cells of claims that stand in no file of claims, as those made from the frontier's tables; these come first."""

    def under(self, rule: str) -> Incident:
        """The same claims under another rule. Raises InputError for an unknown one, or a source without claims here.

        >>> khasan = load_incident("lake-khasan-1938")
        >>> [khasan.under(rule).interval("japanese-killed").high for rule in ("graded", "all", "source:SPORT")]
        [526.0, 3000.0, 525.0]
        """
        chosen = rule_of(rule)
        key = rule.removeprefix("source:")
        if key != rule and all(claim.source.key != key for claim in self.claims):
            near = nearest(key, (claim.source.key for claim in self.claims))
            raise input_error("record_rule", rule, f"{self.id} has no claim of {key}: {near}")
        return replace(self, rule=chosen)

    @property
    def title(self) -> str:
        return next((claim.text for claim in self.claims if claim.quantity == TITLE), self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name and transliteration of the incident itself, the first the most used."""
        return self.names_of("incident")

    def names_of(self, place: str) -> tuple[str, ...]:
        """Names of a place, such as ``zaozernaya``, in all transliterations; empty if none is recorded."""
        texts = (claim.text for claim in self.by_quantity().get(f"name-{place}", ()))
        return tuple(dict.fromkeys(texts))

    def by_quantity(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by quantity, both in the order of the file."""
        return self._by_quantity

    def interval(self, quantity: str) -> Interval | None:
        """The interval of a quantity by the stated rule (see ``khasan.record.interval``).

        None if its claims hold no number (an outcome, a text). Raises InputError for an unknown quantity.

        >>> load_incident("lake-khasan-1938").interval("soviet-missing").best
        75.0
        """
        return interval_of(quantity, self._claims_of(quantity), self.rule)

    def outcomes(self, quantity: str) -> dict[str, tuple[Claim, ...]]:
        """Rival answers to a question with few answers, each with those who give it; most claims first."""
        answers: dict[str, list[Claim]] = {}
        for claim in self._claims_of(quantity):
            answers.setdefault(claim.text, []).append(claim)
        ranked = sorted(answers.items(), key=lambda item: -len(item[1]))
        return {text: tuple(claims) for text, claims in ranked}

    def disagreements(self) -> tuple[Disagreement, ...]:
        """All that the checks of ``khasan.record.checks`` find, the widest apart first."""
        return find_disagreements(self.by_quantity(), self.relations, self.elsewhere)

    def ratios(self) -> tuple[RatioCheck, ...]:
        """Each ratio that a source states, beside what the record's own figures give."""
        return check_ratios(self.by_quantity())

    def _claims_of(self, quantity: str) -> tuple[Claim, ...]:
        claims = self.by_quantity().get(quantity)
        if claims is None:
            raise input_error("quantity", quantity, nearest(quantity, self.by_quantity()), file=self.id)
        return claims

    @cached_property
    def _by_quantity(self) -> dict[str, tuple[Claim, ...]]:
        grouped: dict[str, list[Claim]] = {}
        for claim in self.claims:
            grouped.setdefault(claim.quantity, []).append(claim)
        return {quantity: tuple(claims) for quantity, claims in grouped.items()}


def incident_ids(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of all incidents of the record, in order of the alphabet."""
    return tuple(sorted(path.stem for path in _folder(folder).glob("*.csv")))


def load_incident(
    incident_id: str,
    *,
    folder: Path | None = None,
    sources: Mapping[str, Source] | None = None,
    over: Sequence[Path] = (),
) -> Incident:
    """Read one incident and nothing else; ``over``: a reader's own files of claims, laid over those of the folder.

    Raises InputError with every bad row of its files at once.

    >>> load_incident("lake-khasan-1938").names[0]
    'Battle of Lake Khasan'
    """
    ids = incident_ids(folder)
    if incident_id not in ids:
        raise input_error("incident", repr(incident_id), nearest(incident_id, ids), file="record")
    known = load_sources() if sources is None else sources
    problems: list[Problem] = []
    files = (_folder(folder) / f"{incident_id}.csv", *over)
    claims = read_claims(files, known, problems)
    relations: list[Relation] = []

    @cache
    def of_incident(other: str) -> tuple[Claim, ...]:
        path = _folder(folder) / f"{other}.csv"
        return tuple(read_claims((path,), known, [])) if other != incident_id and path.is_file() else ()

    def elsewhere(name: str) -> tuple[Claim, ...]:
        other, _, quantity = name.partition(ABROAD)
        found = (claim for claim in of_incident(other) if claim.quantity == quantity)
        return tuple(replace(claim, id=f"{other}{ABROAD}{claim.id}", quantity=name) for claim in found)

    if not problems:
        problems.extend(dangling_ratios(claims))
        for path in files:
            of_file = path.parent / RELATIONS / path.name
            relations += read_relations(of_file, claims, known, problems, elsewhere)
    if problems:
        raise InputError(problems)
    named = {part for relation in relations for part in relation.parts if ABROAD in part}
    abroad = {name: elsewhere(name) for name in sorted(named)}
    return Incident(incident_id, tuple(claims), known, relations=tuple(relations), elsewhere=abroad, files=files)


def _folder(folder: Path | None) -> Path:
    return DATA / "record" if folder is None else folder


def dangling_ratios(claims: Sequence[Claim]) -> list[Problem]:
    """A ratio names the two quantities it relates; both must be there to compute it."""
    quantities = {claim.quantity for claim in claims}
    problems = []
    for claim in claims:
        if claim.kind == "ratio":
            parts = [part.strip() for part in claim.concerns.split("/")]
            if len(parts) != 2 or not quantities.issuperset(parts):
                remedy = "name two quantities of this file as NUMERATOR / DENOMINATOR"
                problems.append(Problem(claim.file, claim.line, None, "concerns", repr(claim.concerns), remedy))
    return problems
