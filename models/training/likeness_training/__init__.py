"""Trains the small models that Likeness brings along, and makes the attack clips they are measured on."""
