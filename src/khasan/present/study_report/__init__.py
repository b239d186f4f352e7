"""The page of an experiment: differences, what results hang on, and figures for a page and a paper."""
