"""Mirror-image accounts: each side tells of the other what the other tells of it. Whose 300 metres?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from khasan.record.checks.disagreement import Disagreement
from khasan.record.checks.spread import spread_of
from khasan.record.claim import Claim
from khasan.record.relations import Relation

CAMPS = {"japan": 0, "japanese": 0, "manchukuo": 0, "korea": 0, "ussr": 1, "soviet": 1, "soviets": 1, "mongolia": 1}
"""First word of an answer -> on whose side of the line it stands."""


def camp(text: str) -> int | None:
    """0 for Japan and Manchukuo, 1 for the Soviet Union and Mongolia, None if the answer begins with neither.

    >>> camp("japan-ambassador-in-moscow"), camp("ussr"), camp("mixed")
    (0, 1, None)
    """
    return CAMPS.get(text.split("-")[0].lower())


def is_mirrored(claims: Sequence[Claim]) -> bool:
    """Do answers to one question point at both sides?"""
    return len({camp(claim.text) for claim in claims if claim.kind == "outcome"} - {None}) > 1


def mirror_images(by_quantity: Mapping[str, Sequence[Claim]], relations: Sequence[Relation]) -> Iterator[Disagreement]:
    """Pairs of quantities that the record declares two accounts of one thing, or a number told of either side."""
    for relation in relations:
        if relation.kind != "mirror":
            continue
        for part in relation.parts:
            numbers, answers = by_quantity[relation.quantity], by_quantity[part]
            whose = numbers[0].is_numeric and not answers[0].is_numeric
            if whose and not is_mirrored(answers):
                continue
            claims = (*numbers, *answers)
            alike = len({(claim.kind, claim.unit) for claim in claims}) == 1
            said = f"whose {relation.quantity}? {part}" if whose else f"one thing: {relation.quantity}, or {part}"
            # two accounts that exclude each other are two answers, however alike their figures
            yield Disagreement(
                relation.quantity, "mirror", max(1.0, spread_of(claims) if alike else 0.0), claims, note=said
            )
