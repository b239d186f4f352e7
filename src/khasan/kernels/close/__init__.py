"""Both sides in one hex: worth, losses, who gives way, and who gives himself up."""
