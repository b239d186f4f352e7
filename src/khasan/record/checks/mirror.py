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
    """Pairs of quantities that the record declares two accounts of one thing, where both are told."""
    for relation in relations:
        if relation.kind != "mirror":
            continue
        for part in relation.parts:
            claims = (*by_quantity[relation.quantity], *by_quantity[part])
            numeric = all(claim.is_numeric for claim in claims)
            same_unit = len({claim.unit for claim in claims}) == 1
            apart = spread_of(claims) if numeric and same_unit else 0.0
            said = f"two accounts of one thing: {relation.quantity}, or {part}"
            # two accounts that exclude each other are two answers, however alike their figures
            yield Disagreement(relation.quantity, "mirror", max(1.0, apart), claims, note=said)
