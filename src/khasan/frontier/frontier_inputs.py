"""What histories depend on beside what they are asked for, as a number to compare."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from khasan.frontier.fighttable import EngineFights
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.posterior import Posterior


def inputs_digest(library: FrontierLibrary, fitted: str, posterior: Posterior) -> str:
    """Of all that is declared, of the record (``fitted``: digest of what is fitted of it) and of the draws kept."""
    declared = [
        library.priors, library.assumptions, library.cells, *library.fights, *library.sectors.values(),
        *library.actors.values(), *library.outside,
    ]  # fmt: skip
    found = hashlib.sha256(fitted.encode())
    for one in declared:
        found.update(one.model_dump_json().encode())
    for kept in posterior.sets:
        found.update(json.dumps([kept.id, kept.ids]).encode())
        found.update(np.ascontiguousarray(kept.draws).tobytes())
    found.update(EngineFights(library).digest.encode())
    return found.hexdigest()
