"""Any land battle from a row of a table: what is known beforehand, a scenario made of it, a forecast, a score.

``battle_table`` reads what may be known before a battle and nothing else; ``scoring`` reads what came of it. No other
file of this room may import the second; a contract of import-linter holds them to it.
"""
