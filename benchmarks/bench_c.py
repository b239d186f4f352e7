"""The hottest phase, the choice of targets over all enemies in view, against the same algorithm in C.

    python benchmarks/bench_c.py [--quick]

Compiled by `cc -O3 -march=native` where there is one. Both get the same blocks, taken from the hard case in mid-fight,
and must choose the same targets for the same promise.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numba
import numpy as np
from caught import arguments_of
from hard_case import hard_case
from harness import SEED, Row, at_most, in_turns, number, script, skipped

WHAT = "choice of targets against the same in C"
SOURCE = Path(__file__).with_name("reference.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
"""Products are not fused: khasan's are not, and the results are to be the same."""
NOON = 50


def rows(quick: bool, units: int = 200) -> list[Row]:
    """How much longer khasan's kernel takes than C's."""
    compiler = shutil.which("cc")
    if compiler is None:
        return [skipped(WHAT, "no compiler of C")]
    by_name = _mid_fight(units)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "reference.so"
        subprocess.run([compiler, *FLAGS, "-o", str(library), str(SOURCE), "-lm"], check=True)
        in_c = ctypes.CDLL(str(library)).choose
    in_c.restype = ctypes.c_int64
    given, kept = _input(by_name)
    by_c, by_khasan = (np.zeros((units, 6, 4)) for _ in range(2))
    in_c.argtypes = [ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p]
    pairs = in_c(ctypes.addressof(given), 1, by_c.ctypes.data)
    ours = _kernel()
    bundles = tuple(by_name[name] for name in ("tables", "state", "scratch", "scale"))
    ours(*bundles, given.visibility, 1, by_khasan)
    same = np.array_equal(by_c[..., :2], by_khasan[..., :2]) and np.allclose(by_c, by_khasan, rtol=1e-12)
    times = 200 if quick else 2000

    def c() -> None:
        in_c(ctypes.addressof(given), times, by_c.ctypes.data)

    khasan_s, c_s = in_turns([lambda: ours(*bundles, given.visibility, times, by_khasan), c], 5 if quick else 15)
    del kept
    how = (
        f"best_in_view over {number(pairs)} pairs of weapon and enemy, the hard case in mid-fight: "
        f"{1e9 * khasan_s / times / max(1, pairs):.1f} ns a pair against {1e9 * c_s / times / max(1, pairs):.1f}; "
        f"choices {'equal' if same else 'DIFFER'}"
    )
    row = at_most(WHAT, 1.3, khasan_s / c_s, "times as long", how)
    return [row if same else Row(row.what, row.goal, f"{row.measured}, but other results", False, how)]


def _kernel() -> Any:
    from khasan.kernels.fire.target_choice import best_in_view
    from khasan.kernels.state import tables as t

    @numba.njit(nogil=True, _nrt=False)
    def choose(tables: Any, state: Any, scratch: Any, scale: Any, visibility: float, times: int, out: Any) -> None:
        for _ in range(times):
            for unit in range(out.shape[0]):
                for slot in range(out.shape[1]):
                    out[unit, slot, 0] = out[unit, slot, 1] = -1.0
                    out[unit, slot, 2] = out[unit, slot, 3] = 0.0
                    weapon = np.int64(tables.units[t.WEAPON_0 + slot, unit])
                    if weapon < 0 or tables.weapon_counts[slot, unit] <= 0:
                        continue
                    one, two = best_in_view(unit, weapon, visibility, tables, state, scratch, scale)
                    out[unit, slot, 0], out[unit, slot, 2] = one.unit, one.promise
                    out[unit, slot, 1], out[unit, slot, 3] = two.unit, two.promise

    return choose


def _mid_fight(units: int) -> dict[str, Any]:
    """The arguments of run_steps by name, after the morning of the first day."""
    from khasan.engine.steps import run_steps
    from khasan.kernels import step

    code = step.run_steps.py_func.__code__
    arguments = arguments_of(hard_case(units), SEED, 0)
    by_name = dict(zip(code.co_varnames[: code.co_argcount], arguments, strict=True))
    run_steps(*(by_name | {"first": 0, "last": NOON}).values())
    return by_name


def _input(by_name: dict[str, Any]) -> tuple[ctypes.Structure, list[Any]]:
    """The struct of reference.c, and the arrays that it points to."""
    from khasan import arrays as a
    from khasan.kernels.fire import gunnery, offers, passage, ranges
    from khasan.kernels.state import parameters as p
    from khasan.kernels.state import tables as t
    from khasan.kernels.state.bundles import LISTED

    tables, state, scratch, scale = (by_name[name] for name in ("tables", "state", "scratch", "scale"))
    integers = {
        "near": scratch.near, "listed": scratch.near_n[LISTED], "ready": scratch.ready,
        "weapon_of": tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS], "working": tables.weapon_counts,
        "role": tables.units[t.ROLE], "order": state.counts[a.ORDER], "men": state.counts[a.MEN],
        "limits": tables.limits, "armoured": tables.units[t.ARMOURED], "under_way": scratch.under_way,
    }  # fmt: skip
    reals = {
        "aim": scratch.aim, "weapon": tables.weapons, "by_range": tables.by_range,
        "frontage": tables.unit_reals[t.FRONTAGE_M], "depth": tables.unit_reals[t.DEPTH_M],
        "by_distance": tables.by_distance, "spot": scratch.spot, "then_q": state.way[t.THEN_Q],
        "then_r": state.way[t.THEN_R], "moving": scratch.moving, "free_until": scratch.free_until,
        "free_from": scratch.free_from,
    }  # fmt: skip
    arrays = {name: np.ascontiguousarray(block) for name, block in (integers | reals).items()}
    sizes = {
        "units": tables.hashes.size, "near_width": scratch.near.shape[1], "weapons": tables.weapons.shape[1],
        "ranges": tables.by_range.shape[1], "slots": a.SLOTS,
        "columns": tables.by_distance.shape[1],
    }  # fmt: skip
    numbers = {
        "visibility": tables.light[t.VISIBILITY_M, NOON - 1],
        "hex_m": scale.hex_m,
        "defence_m": tables.parameters[p.SELF_DEFENCE],
        "threat": tables.parameters[p.THREAT],
        "near_m": gunnery.NEAR_M,
        "moving_fire": tables.parameters[p.MOVING_FIRE],
    }
    rows_of = {
        "guns": t.GUNS, "assault": t.ASSAULT, "hold": a.HOLD, "closing": offers.CLOSING,
        "seen": offers.SEEN, "called": offers.CALLED,
        "lethal": t.W_LETHAL_M2, "dispersion": t.W_DISPERSION_M, "hit": t.W_HIT, "half": t.W_HALF_M,
        "max_m": t.W_MAX_M, "effective_m": t.W_EFFECTIVE_M, "indirect": t.W_INDIRECT,
        "least_row": t.LEAST_HEXES, "most_row": t.MOST_HEXES,
        "effective_row": t.EFFECTIVE_HEXES, "threat_row": ranges.THREAT_ROW,
        "lit": int(scratch.lit_within[0]), "defence": int(scratch.defence_within[0]),
        "fastest": int(scratch.most_under_way[0]), "parts": passage.PARTS,
    }  # fmt: skip
    last = {
        "footprint_least": gunnery.FOOTPRINT_LEAST_M2, "too_short": passage.SHORT, "gauss": passage.GAUSS,
    }  # fmt: skip
    kinds = [*((name, ctypes.c_int64) for name in sizes), *((name, ctypes.c_void_p) for name in arrays)]
    kinds += [*((name, ctypes.c_double) for name in numbers), *((name, ctypes.c_int64) for name in rows_of)]
    kinds += [(name, ctypes.c_double) for name in last]

    class Input(ctypes.Structure):
        """As reference.c has it."""

        _fields_ = kinds

    pointers = [arrays[name].ctypes.data for name in arrays]
    return Input(*sizes.values(), *pointers, *numbers.values(), *rows_of.values(), *last.values()), list(
        arrays.values()
    )


if __name__ == "__main__":
    script(rows)
