"""What a fight is made of: the fields of units, weapons, places and plans, and the book of what happened."""
