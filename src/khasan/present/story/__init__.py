"""The story of a fight as a part of a page and as a page of its own: from the record alone, nothing simulated."""

from __future__ import annotations

from khasan.present.story.story_page import in_short_html, story_html, story_page

__all__ = ["in_short_html", "story_html", "story_page"]
