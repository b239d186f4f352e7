"""From a hit on a range to a hit in combat: each reduction in one place, as `docs/model/lethality.md` shows it.

Everything is worked out by the engine's own rules, with the medians of the parameters and the best values of the
weapons, so that the page cannot part from the engine.
"""
