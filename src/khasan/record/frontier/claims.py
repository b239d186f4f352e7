"""The frontier's tables as claims, so that the record shows, searches, exports and compares them like all others.

Every row becomes one claim or several: what an event was, how many it cost by whose word, how often one counter
counted, what a force had, what was decided and whether leave was asked. The claim's source is the best graded of the
row's sources that was read further than its opening; the others stand in ``where``. Where there is none (a seed, whose
claims must point into its text, or a mere abstract), the table itself stands as the source, and ``cites`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from khasan.record.claim import COLUMNS
from khasan.record.frontier.cells import Range, Said
from khasan.record.frontier.columns import LOSSES, RUNGS
from khasan.record.frontier.kinds import Count, Decision, Event, Force, Report, Sector
from khasan.record.frontier.tables import Frontier
from khasan.record.source import Source, better, rank

TABLE = "FRONTIER"
"""Key of the source that this table is, where a row has no other that a claim can rest on."""
TITLE = "The frontier, 1931 to 1945: events, counts, forces, decisions"
Cells = dict[str, str]

PARTIES = {
    "jp": "japan", "su": "ussr", "mpr": "mongolia", "japan": "japan", "manchukuo": "manchukuo", "ussr": "ussr",
    "none": "nobody", "both": "both",
}  # fmt: skip
"""Words of the tables -> those that claims concern."""
_NAMED = {
    "japan": "Japan", "manchukuo": "Manchukuo", "ussr": "the USSR", "mpr": "Mongolia", "none": "",
    ("jp", "both"): "Japan with Manchukuo", ("su", "both"): "the USSR with Mongolia",
}  # fmt: skip
_CONCERNED = {("jp", "both"): "japan; manchukuo", ("su", "both"): "ussr; mongolia"}
KIND_WORDS = {
    "ground-violation": "crossing", "shooting": "shooting", "armed-clash": "armed clash", "mass-fight": "large fight",
    "seizure": "seizure", "abduction": "men carried off", "air-intrusion": "flight across", "shipping": "boats",
    "spy": "agent",
}  # fmt: skip
_LEAVE = {
    "given": "leave was given", "part": "leave was given in part", "refused": "leave was refused",
    "withdrawn": "leave was withdrawn", "not-needed": "no leave was needed", "not-asked": "nobody was asked",
    "ignored": "the need for leave was ignored", "absent": "there was no leave", "local": "it was decided on the spot",
    "pushed-aside": "doubts were pushed aside", "no-objection": "nobody objected",
    "unclear": "whether there was leave is unclear",
}  # fmt: skip
"""Words of the table for what came of asking -> as a note says it."""
_LOST = {"killed": "killed", "wounded": "wounded", "captured": "captured", "casualties": "casualties", "men": "men"}
_SIDES = {"jp": "japanese", "su": "soviet"}
_REPORTS = {"jp": "Japanese report", "su": "Soviet report", "mpr": "Mongolian report", "press": "press", "third": ""}


def claim_rows(frontier: Frontier) -> list[tuple[Said | None, Cells]]:
    """The cells of every claim, in the columns of a file of claims, each with the row it comes from."""
    maker = _Maker()
    maker.add(None, "title", source=TABLE, kind="text", text=TITLE)
    maker.add(None, "name-incident", source=TABLE, kind="name", text="Soviet-Japanese frontier")
    for sector in frontier.sectors:
        maker.sector(sector)
    reports: dict[str, list[Report]] = {}
    for report in frontier.reports:
        reports.setdefault(report.event, []).append(report)
    titles = {sector.id: sector.title for sector in frontier.sectors}
    for event in frontier.events:
        maker.event(event, titles[event.sector], reports.get(event.id, []))
    for count in frontier.series:
        maker.count(count)
    for force in frontier.forces:
        maker.force(force)
    for decision in frontier.decisions:
        maker.decision(decision)
    return maker.rows


def series_quantity(count: Count) -> str:
    """What a row of the series speaks of: one counter, one thing, one period (men lost: whoever counts them)."""
    if count.kind == "unknown":
        return f"count-{count.id}"
    period = count.start if count.start == count.end else f"{count.start}-to-{count.end}"
    thing = count.kind if count.kind.endswith("men-lost") else f"{count.reporter}-{count.kind}"
    return f"count-{thing}-{period.replace('~', '').lower()}"


class _Maker:
    def __init__(self) -> None:
        self.rows: list[tuple[Said | None, Cells]] = []
        self.ids: dict[str, int] = {}

    def add(self, said: Said | None, quantity: str, **cells: str) -> None:
        """One more claim; what the row says of its sources goes into each."""
        whole = dict.fromkeys(COLUMNS, "") | {"quantity": quantity, "stance": "third"}
        if said is not None:
            whole |= _resting(said) | {"flag": "guess" if said.flag == "guess" else "", "note": _note(said)}
        if said is not None and cells.get("cites"):
            cells["cites"] = "; ".join(part for part in (cells["cites"], whole["cites"]) if part)
        whole |= cells
        stem = f"{quantity}@{whole['source']}"
        self.ids[stem] = self.ids.get(stem, 0) + 1
        number = self.ids[stem]
        self.rows.append((said, whole | {"id": stem if number == 1 else f"{stem}.{number}"}))

    def sector(self, sector: Sector) -> None:
        for name in (sector.title, *sector.names):
            self.add(sector.said, f"name-{sector.id}", kind="name", text=name)
        if sector.lat is None or sector.lon is None or sector.radius_km is None:
            return
        half = sector.radius_km / 111.195
        for axis, degrees in (("lat", sector.lat), ("lon", sector.lon)):
            band = {"value": f"{degrees:g}", "low": f"{degrees - half:.3f}", "high": f"{degrees + half:.3f}"}
            self.add(sector.said, f"{sector.id}-{axis}", kind="measure", unit="deg", concerns="place", **band)

    def event(self, event: Event, title: str, reports: Iterable[Report]) -> None:
        date = {"date": event.date}
        concerns = "; ".join((_concerns("jp", event.jp_party), _concerns("su", event.su_party), event.sector))
        text = _event_text(event, title)
        self.add(event.said, f"event-{event.id}", kind="text", text=text, concerns=concerns.lstrip("; "), **date)
        rung = {"value": f"{event.rung}", "low": f"{event.rung_low}", "high": f"{event.rung_high}"}
        said = {"note": f"{RUNGS[event.rung]}; given here from the accounts, one up or down"}
        self.add(event.said, f"event-{event.id}-rung", kind="measure", unit="rung of 7", **rung, **date, **said)
        told = list(reports)
        reported = {report.about for report in told}
        for column in ("men_jp", "men_su", *LOSSES):
            count: Range | None = getattr(event, column)
            if count is not None and (count.low or count.high) and column not in reported:
                self._many(event.said, event, column, count)
        for column, reporter in (("first_mover_jp", "jp"), ("first_mover_su", "su")):
            mover = getattr(event, column)
            if mover not in ("", "na"):
                answer = {"text": PARTIES[mover], "stance": "own" if mover == reporter else "other"}
                side = f"the {_REPORTS[reporter].replace('report', 'account')}"
                self.add(
                    event.said, f"event-{event.id}-first-mover", kind="outcome", cites=side, note="", **answer, **date
                )
        for name, given in (("protest-by", event.protest_by), ("inquiry", event.inquiry), ("bodies", event.bodies)):
            if given:
                whose = PARTIES[event.inquiry_by] if name == "inquiry" else ""
                word = PARTIES.get(given, given) if name == "protest-by" else given
                quantity = f"event-{event.id}-{name}"
                self.add(event.said, quantity, kind="outcome", text=word, concerns=whose, note="", **date)
        for report in told:
            self._report(event, report)

    def _many(self, said: Said, event: Event, column: str, count: Range, **more: str) -> None:
        thing, _, side = column.partition("_")
        band = {"value": f"{count.low}"} if count.low == count.high else {"low": f"{count.low}", "high": _end(count)}
        name = f"event-{event.id}-{_LOST.get(thing, thing)}" + (f"-{_SIDES[side]}" if side else "")
        unit = "men" if side else thing
        concerns = _concerns(side, getattr(event, f"{side}_party")) if side else ""
        more = more or {"note": "over all accounts"}
        self.add(said, name, kind="count", unit=unit, concerns=concerns, date=event.date, **band, **more)

    def _report(self, event: Event, report: Report) -> None:
        """Who says it stands in ``cites``, and makes it a word about oneself, about the enemy, or neither."""
        cites = _REPORTS[report.reporter]
        side = report.about.partition("_")[2]
        stance = "third"
        if report.reporter in ("jp", "su", "mpr") and side:
            stance = "own" if (report.reporter == "jp") == (side == "jp") else "other"
        if report.count is not None:
            self._many(report.said, event, report.about, report.count, stance=stance, cites=cites)
        elif report.about == "date":
            self.add(
                report.said, f"event-{event.id}-day", kind="outcome", text=report.text, cites=cites, date=event.date
            )
        else:
            quantity = f"event-{event.id}-account"
            self.add(report.said, quantity, kind="text", text=report.text, cites=cites, date=event.date)

    def count(self, count: Count) -> None:
        numbers = {name: getattr(count, name) for name in ("value", "low", "high")}
        cells = {name: str(number) for name, number in numbers.items() if number is not None}
        men = count.kind.endswith("men-lost")
        stance = {"japanese-army": "own", "soviet": "other", "mongolian": "own" if men else "other"}
        note = "; ".join(part for part in (count.definition, _note(count.said)) if part)
        self.add(
            count.said, series_quantity(count), kind="count", unit="men" if men else "cases", note=note,
            stance=stance.get(count.reporter, "third"), concerns=f"{count.reporter}; {count.kind}",
            date=count.start if count.start == count.end else f"{count.start}/{count.end}", **cells,
        )  # fmt: skip

    def force(self, force: Force) -> None:
        stance = "third" if force.told_by in ("press", "third") else "own" if force.told_by == force.side else "other"
        when = _turn_of_year(force)
        for measure in ("divisions", "men", "tanks", "aircraft"):
            number = getattr(force, measure)
            band = {"value": "" if number is None else str(number)}
            if measure == "men":
                ends = {"low": force.men_low, "high": force.men_high}
                band |= {name: str(end) for name, end in ends.items() if end is not None}
            if any(band.values()):
                quantity = f"force-{force.force}-{measure}-{when}"
                concerns = "japan" if force.side == "jp" else "ussr"
                whole = {"kind": "count", "unit": measure, "stance": stance, "concerns": concerns, "date": force.date}
                whole["cites"] = _REPORTS[force.told_by].replace("report", "figure")
                self.add(force.said, quantity, **whole, **band)

    def decision(self, decision: Decision) -> None:
        concerns = {"jp": "japan", "su": "ussr", "both": "japan; ussr"}[decision.side]
        about = {"concerns": concerns, "date": decision.date}
        parts = (
            ("other courses open", decision.alternatives), ("known then", decision.known),
            ("outcome", decision.outcome), ("besides", _note(decision.said)),
        )  # fmt: skip
        told = ". ".join(f"{name}: {text}" for name, text in parts if text)
        note = re.sub(r"(?<=\. )[a-z]", lambda start: start[0].upper(), told)
        text = f"{decision.actor}: {decision.decision}"
        self.add(decision.said, f"decision-{decision.id}", kind="text", text=text, note=note, **about)
        if decision.leave not in ("", "na"):
            result = {"note": _LEAVE.get(decision.leave_result, decision.leave_result.replace("-", " "))}
            self.add(
                decision.said, f"decision-{decision.id}-leave", kind="outcome", text=decision.leave, **about, **result
            )
        if decision.delay is not None:
            low, high = f"{decision.delay.low}", _end(decision.delay)
            band = {"value": low} if low == high else {"low": low, "high": high}
            self.add(decision.said, f"decision-{decision.id}-delay", kind="measure", unit="d", **about, **band)


def _resting(said: Said) -> Cells:
    """The source of a claim from a row, the others, and the grade that is worse than the source's."""
    able = [source for source in said.sources if _carries(source)]
    if not able:
        cites = "; ".join(source.key for source in said.sources)
        return {"source": TABLE, "cites": cites, "confidence": said.grade if said.grade == "D" else ""}
    chosen = min(able, key=lambda source: rank(source.grade))
    others = [source.key for source in said.sources if source is not chosen]
    worse = better(chosen.grade, than=said.grade)
    where = f"with {', '.join(others)}" if others else ""
    return {"source": chosen.key, "where": where, "confidence": said.grade if worse else ""}


def _carries(source: Source) -> bool:
    """May a claim rest on it? A seed's claims point into its text; of an opening nobody knows what follows."""
    return not source.sha256 and source.seen not in ("abstract", "opening")


def _note(said: Said) -> str:
    mark = {"garbled": "garbled", "rumour": "a rumour", "derived": "derived"}.get(said.flag, "")
    return "; ".join(part for part in (mark, said.note) if part)


def _concerns(side: str, party: str) -> str:
    return _CONCERNED.get((side, party), "" if party == "none" else {"mpr": "mongolia"}.get(party, party))


def _event_text(event: Event, title: str) -> str:
    """In a few sentences: what it was, who against whom, where, with what, and what came of it."""
    sides = (("jp", event.jp_party), ("su", event.su_party))
    who = [name for side, party in sides if (name := _NAMED.get((side, party), _NAMED.get(party, "")))]
    head = f"{KIND_WORDS[event.kind]}, {' and '.join(who) if len(who) > 1 else who[0] + ' alone'}"
    head += f", at {event.place} ({title})" if event.place else f" ({title})"
    said = (("Japanese side", event.force_jp), ("Soviet side", event.force_su), ("What came of it", event.response))
    return ". ".join([head, *(f"{name}: {text}" for name, text in said if text)])


def _end(count: Range) -> str:
    return "" if count.high is None else f"{count.high}"


def _turn_of_year(force: Force) -> str:
    """December and January are one time to estimates of strength, so that they can be compared."""
    if force.first.month == 12 and (force.last - force.first).days <= 31:
        return f"new-year-{force.first.year + 1}"
    if force.first.month == 1 and (force.last - force.first).days <= 31:
        return f"new-year-{force.first.year}"
    return force.date.replace("~", "").lower()
