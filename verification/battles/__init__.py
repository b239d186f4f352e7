"""How the engine does on battles that it was not made for, beside statistics alone: docs/validation/battles.md.

    KHASAN_BATTLES=battles.csv python -m verification.battles

forecasts the table twice, with the duration of each battle known and unknown, scores both, looks into the twelve worst
battles since 1900, and writes the page's tables again. The table is no part of the project: docs/how_to_add/
battle_table.md says how to build it. No row of it goes into the page, and nothing is fitted to it.
"""
