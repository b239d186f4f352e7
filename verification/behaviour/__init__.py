"""How combat behaves, measured against rows from outside the fights of 1932-39: verification/behaviour.yaml.

rows (the file), forces, setups, divisions (the set-ups as scenarios), tables (one fight), measures (pure functions on
it), recipes (which measure makes which row), play (fighting), judge (figures, errors, verdicts), wiring, page, and
bursts (sudden blows at Lake Khasan).
"""
