"""What was found, in words and as data: disagreements side by side, verification, search, import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khasan.record.checks import Disagreement
from khasan.record.claim_words import said, some, wrapped
from khasan.record.incident import Incident
from khasan.record.intake import Intake, Taken
from khasan.record.search import Hit
from khasan.record.show import claim_data
from khasan.record.verify import Verification

_LISTED = 20
"""Added rows that are listed one by one."""

# -- disagreements -------------------------------------------------------------------------------------------


def disagreements_text(found: Sequence[tuple[Incident, Sequence[Disagreement]]]) -> str:
    """Each with what every source says, side by side."""
    lines: list[str] = []
    for incident, every in found:
        if not every and len(found) > 1:
            continue
        lines += ["", f"{incident.title} ({incident.id}): {some(len(every), 'disagreement')}"]
        for rank, one in enumerate(every, 1):
            lines += ["", f"{rank}. {one.quantity}: {one.words} ({apart(one)})"]
            lines += list(wrapped(f"   {one.note}", "      ")) if one.note else []
            lines += _side_by_side(one)
    return "\n".join(lines).lstrip("\n") or "no disagreement of this kind was found"


def _side_by_side(one: Disagreement) -> list[str]:
    """Answers in a column, alike ones together, each with those who give it."""
    several = len({claim.quantity for claim in one.claims}) > 1
    answers: dict[str, list[str]] = {}
    for claim in one.claims:
        text = f"{claim.quantity} {said(claim)}" if several else said(claim)
        answers.setdefault(text, []).append(f"{claim.citation} [{claim.confidence}{_STANCE[claim.stance]}]")
    width = min(max(map(len, answers)), 44)
    lines: list[str] = []
    for text, who in answers.items():
        lines += wrapped(f"   {text:<{width}}  {', '.join(who)}", " " * (width + 5))
    return lines


_STANCE = {"own": ", of itself", "other": ", of its enemy", "third": ""}


def apart(one: Disagreement) -> str:
    """How far apart, in words."""
    numeric = one.claims[0].is_numeric
    if one.kind == "order":
        return f"{one.spread:.3g} days"
    if one.kind == "periods":
        return f"{one.spread + 1:.0f} periods"
    if one.kind in ("parts", "ratio", "rest", "pace"):
        return _factor(one.spread)
    if not numeric or one.kind == "mirror":
        return f"{one.spread + 1:.0f} answers" if one.spread == round(one.spread) else _factor(one.spread)
    if one.claims[0].kind == "time":
        return f"{24 * one.spread:.2g} hours apart" if one.spread < 2 else f"{one.spread:.2g} days apart"
    if one.claims[0].unit == "deg":
        return f"{one.spread:.2g} hundredths of a degree apart"
    return _factor(one.spread)


def _factor(spread: float) -> str:
    if spread == float("inf"):
        return "some against none"
    return f"a factor of {1 + spread:.3g}" if spread >= 0.1 else f"{100 * spread:.2g}% apart"


def disagreement_data(incident: Incident, rank: int, one: Disagreement) -> dict[str, Any]:
    """One for JSON."""
    return {
        "incident": incident.id,
        "rank": rank,
        "quantity": one.quantity,
        "kind": one.kind,
        "spread": one.spread,
        "apart": apart(one),
        "note": one.note,
        "computed": one.computed,
        "claims": [{**claim_data(claim), "says": said(claim)} for claim in one.claims],
    }


# -- verification, search, import ----------------------------------------------------------------------------


_REMEDY = {
    "moved": "the words moved: read them there and write position",
    "missing": "the text has no such words: read it again, and give the words that carry the claim",
    "no text": "the text is not in the folder: put it there",
}


def verification_text(found: Sequence[tuple[Incident, Verification]]) -> str:
    """Texts by their digests, then what was found, then each claim that was not."""
    texts = {str(text): text for _, checked in found for text in checked.texts}
    lines = list(texts)
    for incident, checked in found:
        counts = ", ".join(f"{count} {status}" for status, count in checked.counts().items() if count)
        without = len(incident.claims) - len(checked.claims)
        lines.append(
            f"{incident.id}: {counts or 'no claim has an anchor'}; {some(without, 'claim')} without a text at hand"
        )
        for check in checked.claims:
            if check.status != "found":
                claim = check.claim
                place = f"{claim.file.rsplit('/', 1)[-1]}:{claim.line}: position"
                lines.append(
                    f"  {place}: got {claim.position} for {claim.anchor!r} ({claim.id}); {_REMEDY[check.status]}"
                )
                if check.status == "moved":
                    lines[-1] += f" {check.position}"
    return "\n".join(lines)


def verification_data(found: Sequence[tuple[Incident, Verification]]) -> dict[str, Any]:
    """The same for JSON."""
    texts = {text.source.key: text for _, checked in found for text in checked.texts}
    return {
        "ok": all(checked.ok for _, checked in found),
        "texts": [
            {
                "source": key,
                "file": text.path,
                "ok": text.ok,
                "expected": text.source.sha256,
                "found": text.actual or None,
            }
            for key, text in texts.items()
        ],
        "incidents": [
            {
                "incident": incident.id,
                "counts": checked.counts(),
                "without_text": len(incident.claims) - len(checked.claims),
                "not_found": [
                    {
                        "id": check.claim.id,
                        "line": check.claim.line,
                        "status": check.status,
                        "anchor": check.claim.anchor,
                        "position": check.claim.position,
                        "now": check.position,
                    }
                    for check in checked.claims
                    if check.status != "found"
                ],
            }
            for incident, checked in found
        ],
    }


def hits_text(name: str, hits: Sequence[Hit]) -> str:
    """What a name may mean, the surest first."""
    if not hits:
        return f"nothing in the record is called {name}, or anything like it"
    lines = []
    for hit in hits:
        of = f"{hit.incident} ({hit.title})"
        what = {"incident": "incident", "place": f"place in {of}", "claim": f"spoken of in {of}"}[hit.kind]
        lines.append(f"{hit.thing}: {what}")
        lines += wrapped(f"  {('; ' if hit.kind == 'claim' else ', ').join(hit.names)}", "  ") if hit.names else []
    return "\n".join(lines)


def intake_text(intake: Intake) -> str:
    """How many rows of which table had which fate; conflicts field by field; files written."""
    lines = []
    for table in dict.fromkeys(row.table for row in intake.rows):
        fates = [row.status for row in intake.rows if row.table == table]
        lines.append(f"{table}: " + ", ".join(f"{fates.count(status)} {status}" for status in dict.fromkeys(fates)))
    added = intake.of("added")
    lines += [f"  added: {_row(row)}" for row in added[:_LISTED]]
    lines += [f"  and {len(added) - _LISTED:,} more are added: --json lists them all"] if len(added) > _LISTED else []
    for row in (*intake.of("conflicting"), *intake.of("kept both")):
        kept = f", yours kept as {row.kept_as}" if row.kept_as else ", yours left out"
        lines.append(f"  {row.status}: {_row(row)}{kept}")
        lines += [f"    {name}: ours {ours!r}, yours {yours!r}" for name, (ours, yours) in row.fields.items()]
    lines += [f"written: {path}" for path in intake.files]
    if intake.of("conflicting"):
        lines.append("give a conflicting claim another source or id, or say --keep-both to keep it beside ours")
    return "\n".join(lines) or "no rows"


def _row(row: Taken) -> str:
    return f"{row.incident} {row.id}".strip()


def intake_data(intake: Intake) -> dict[str, Any]:
    """The same for JSON."""
    rows = [
        {
            "table": row.table,
            "incident": row.incident or None,
            "id": row.id,
            "status": row.status,
            "kept_as": row.kept_as or None,
            "fields": {name: {"ours": ours, "yours": yours} for name, (ours, yours) in row.fields.items()},
        }
        for row in intake.rows
    ]
    statuses = dict.fromkeys(row.status for row in intake.rows)
    return {"counts": {s: len(intake.of(s)) for s in statuses}, "files": intake.files, "rows": rows}
