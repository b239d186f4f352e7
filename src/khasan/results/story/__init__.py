"""One replication told as a battle: who attacked what and came to what, what it cost, who held the ground at night."""

from __future__ import annotations

from khasan.results.story.beat import Beat, Entry
from khasan.results.story.text import story_text
from khasan.results.story.whole import beats, story

__all__ = ["Beat", "Entry", "beats", "story", "story_text"]
