"""The story of a fight as a part of a page and as a page of its own: from the record alone, nothing simulated."""

from __future__ import annotations

from khasan.present.story.quarrels import Quarrel, quarrels
from khasan.present.story.story_page import in_short_html, story_html, story_page

__all__ = ["Quarrel", "in_short_html", "quarrels", "story_html", "story_page"]
