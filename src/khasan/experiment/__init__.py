"""Many replications of one scenario: where they are worked, and the run that gathers them."""
