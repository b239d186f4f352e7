"""The frontier, 1932-45: how incidents become a war, or do not.

The record of incidents fits a small stochastic process (`fit`), forward equations solve it for probabilities
(`forward`, `answers`), and whole histories are drawn from it day by day (`history`). It is described in
docs/model/frontier.md.
"""
