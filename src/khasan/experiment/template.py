"""A scenario with holes, into which the numbers of a point are put.

A *template* is the scenario resolved for one set of choices, each varied field at one end of its range. A *leaf* is a
place in it that holds such a field's number: at a point the number is put there, which takes no resolving.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from khasan.scenario.nodes import Trail
from khasan.scenario.resolved import Resolved


@dataclass(frozen=True)
class Template:
    """A scenario with holes: ``leaves`` says where the numbers of each varied field go."""

    text: str
    leaves: dict[str, list[Trail]]

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def fill(self, numbers: Mapping[str, float]) -> Resolved:
        """The scenario with these numbers in their places."""
        content = json.loads(self.text)
        for factor, value in numbers.items():
            for trail in self.leaves[factor]:
                holder = content
                for key in trail[:-1]:
                    holder = holder[key]
                holder[trail[-1]] = value
        return Resolved.model_validate_json(json.dumps(content)).with_digest()
