"""Many histories of the frontier: the worlds they live in, the parts they are played in, the run that gathers them."""
