"""Pages of docs/ whose tables are written from definitions and data.

    python -m verification.pages

brings them up to date; a test fails where one is not.
"""
