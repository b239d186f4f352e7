"""The pages of the site beside those of runs: the way in, stories, the frontier, the record, documents."""
