"""The story of a fight: what happened, told from the record alone, each statement with the claims it rests on.

``src/khasan/data/stories/ID.yaml`` holds one, named after the incident. ``story_file`` says what may stand in it,
``told_story`` reads it and finds its claims, ``prose_figures`` holds its figures to those claims, ``story_words``
shows it in a terminal. Nothing here knows what a simulation said.
"""

from __future__ import annotations

from khasan.scenario.stories.told_story import Story, load_story, story_ids

__all__ = ["Story", "load_story", "story_ids"]
