"""Verification: are the equations solved right? Numbers that pass or fail; docs/verification.md lists them.

`python -m verification` runs every case in its full form; `tests/verification/` runs a quick form of each, and shows
with mutants that the case would notice.
"""
