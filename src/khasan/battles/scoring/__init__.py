"""How good forecasts of battles are: the only room that reads how battles went.

No file that makes a forecast imports from here; a contract of import-linter (``outcomes``) sees to it.
"""
