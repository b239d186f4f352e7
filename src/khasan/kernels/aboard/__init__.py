"""Units carried by trains, boats and trucks."""
