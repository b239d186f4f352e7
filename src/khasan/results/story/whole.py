"""The story of one replication: all its beats in order of time, and the words they come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from khasan.arrays import Replication
from khasan.results.frame import local_iso
from khasan.results.sky_words import weather_that_came
from khasan.results.story.beat import WEATHER, Beat, Entry
from khasan.results.story.fights import fight_beats, fights_of, ground_beats, worth_telling
from khasan.results.story.fire import fire_beats
from khasan.results.story.incidents import crossings, mishaps, raids
from khasan.results.story.movements import arrivals, decisions, leaves, opening
from khasan.results.story.scene import Scene
from khasan.results.story.stops import stops
from khasan.results.story.sums import sums

if TYPE_CHECKING:
    from khasan.compiler import Compiled


def story(compiled: Compiled, rep: Replication) -> list[Entry]:
    """What mattered in one replication, recorded: ``run_replication(..., record=True)``. In order of time.

    Without a record of events only weather and losses are told.
    """
    frame = Scene(compiled, rep).frame
    told = beats(compiled, rep)
    sentences = _in_full_once([beat.text for beat in told], frame.place_names)
    times = (local_iso(compiled, frame.zone, beat.step) for beat in told)
    return list(zip(times, sentences, strict=True))


def beats(compiled: Compiled, rep: Replication) -> list[Beat]:
    """The same with steps, costs and places, names in full. Raises ValueError if it is not one of this scenario."""
    scene = Scene(compiled, rep)
    scene.frame.check(rep)
    fights = worth_telling(scene, fights_of(scene))
    told = [
        *opening(scene),
        *(Beat(step, step, WEATHER, text) for step, text in weather_that_came(compiled, rep)),
        *arrivals(scene),
        *decisions(scene, fights),
        *leaves(scene),
        *fight_beats(scene, fights),
        *ground_beats(scene, fights),
        *fire_beats(scene, fights),
        *raids(scene),
        *crossings(scene),
        *stops(scene),
        *mishaps(scene, fights),
        *sums(scene),
    ]
    return sorted(told, key=lambda beat: (beat.step, beat.kind))  # stable: what is equal keeps its order


def _in_full_once(sentences: Sequence[str], places: Sequence[str]) -> list[str]:
    """Places by both their names where they come first, by the first name alone from then on.

    >>> _in_full_once(["Fog on the Hill (Gora).", "Japan takes the Hill (Gora)."], ["the Hill (Gora)"])
    ['Fog on the Hill (Gora).', 'Japan takes the Hill.']
    """
    known: set[str] = set()
    told = []
    for sentence in sentences:
        for name in places:
            if name in sentence:
                first, _, rest = sentence.partition(name)
                kept = name if name not in known else short(name)
                sentence = first + kept + rest.replace(name, short(name))
                known.add(name)
        told.append(sentence)
    return told


def short(name: str) -> str:
    """A place by its first name alone.

    >>> short("Zaozernaya (Changkufeng)")
    'Zaozernaya'
    """
    return name.split(" (")[0]
