"""From what is known of a battle beforehand to an ordinary scenario: ground, troops, their places, their orders.

``assumptions`` are the generator's own numbers (data/battles), ``content`` puts a scenario together, ``in_memory``
takes it through the same checks and the same compiler as a scenario from files.
"""
