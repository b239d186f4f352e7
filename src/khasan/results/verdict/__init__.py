"""Does the simulation agree with the sources? The answer in words, and the quantities that it rests on.

``factors`` says how far a median lies from the sources' range, ``side_words`` what the sides' things and people are
called, ``quantities`` lays each quantity of a scenario beside its sources, ``headline`` sums them up, ``holder`` says
who has the ground, and ``judgement`` puts all that together.
"""
