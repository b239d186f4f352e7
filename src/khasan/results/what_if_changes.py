"""What a what-if changes: a run beside the same replications of the scenario as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from khasan.results.compared import AS_IT_WAS, Compared, name_of
from khasan.results.comparison import Comparison, compare_runs
from khasan.results.comparison_words import in_short

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns


def beside_baseline(
    compiled: Compiled, manifest: Mapping[str, Any], outcomes: pa.Table | Columns, baseline: pa.Table
) -> Comparison:
    """A what-if against the scenario as it was, over the replications that both have.

    ``manifest`` is that of the what-if; ``baseline`` are the outcomes of the same scenario without it.
    """
    as_it_was = {**manifest, "what_ifs": [], "scenario_digest": manifest.get("baseline", "")}
    what_ifs = compiled.resolved.what_ifs
    runs = [Compared(AS_IT_WAS, as_it_was, baseline), Compared(name_of(what_ifs), manifest, outcomes)]
    return compare_runs(compiled, runs)


def what_changes(found: Comparison | None, compiled: Compiled) -> tuple[str, ...]:
    """What the what-if changes, a sentence or two with their intervals; that it is one, if nothing stands beside it.

    Nothing for a scenario as it was.
    """
    what_ifs = compiled.resolved.what_ifs
    if not what_ifs:
        return ()
    asked = f"What if: {name_of(what_ifs)}."
    if found is None:
        return (f"{asked} The battle as it was has not been simulated for comparison: khasan compare does that.",)
    some = "one pair" if found.pairs == 1 else f"{found.pairs:,} pairs"
    first, *rest = in_short(found) or ["None of the measures differs."]
    return (f"{asked} Compared with the battle as it was, over {some} of replications: {first}", *rest)
