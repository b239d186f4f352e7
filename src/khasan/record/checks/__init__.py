"""Disagreements are computed, not listed: each file of this package is one way in which sources can part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from khasan.record.checks.disagreement import KINDS, Disagreement
from khasan.record.checks.fold import one_row_a_quarrel
from khasan.record.checks.itself import against_itself
from khasan.record.checks.mirror import is_mirrored, mirror_images
from khasan.record.checks.order import dates_out_of_order
from khasan.record.checks.ratios import RatioCheck, check_ratios, ratios_that_do_not_follow
from khasan.record.checks.spread import compared, spread_of
from khasan.record.checks.sums import parts_against_wholes
from khasan.record.checks.texts import texts_that_differ
from khasan.record.checks.windows import series_against_themselves
from khasan.record.claim import Claim
from khasan.record.relations import Relation

__all__ = ["KINDS", "Disagreement", "RatioCheck", "check_ratios", "find_disagreements"]


def find_disagreements(
    by_quantity: Mapping[str, Sequence[Claim]],
    relations: Sequence[Relation] = (),
    elsewhere: Mapping[str, Sequence[Claim]] = MappingProxyType({}),
) -> tuple[Disagreement, ...]:
    """All disagreements, each once, the widest first; ties by quantity.

    ``elsewhere``: claims of other incidents, by the names that relations have for them.
    """
    found = [
        *_rivals(by_quantity),
        *texts_that_differ(by_quantity),
        *against_itself(by_quantity),
        *parts_against_wholes(by_quantity, relations, elsewhere),
        *ratios_that_do_not_follow(check_ratios(by_quantity)),
        *dates_out_of_order(by_quantity, relations),
        *mirror_images(by_quantity, relations),
        *series_against_themselves(by_quantity, relations),
    ]
    return tuple(sorted(one_row_a_quarrel(found), key=lambda d: (-d.spread, d.quantity, d.kind)))


def _rivals(by_quantity: Mapping[str, Sequence[Claim]]) -> Iterator[Disagreement]:
    for quantity, claims in by_quantity.items():
        rivals = compared(claims)
        spread = spread_of(rivals)
        if spread > 0:
            yield Disagreement(quantity, "mirror" if is_mirrored(rivals) else "rivals", spread, rivals)
