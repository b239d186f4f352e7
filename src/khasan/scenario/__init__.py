"""What an author declares: scenarios, weapons, TO&E, plans and what-ifs, read from YAML, made explicit."""
