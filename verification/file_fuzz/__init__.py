"""Files made wrong on purpose, in every way that a slip, a crash of an editor or ill will makes them, and loaded.

    python -m verification.file_fuzz --mutations N --seed S [--kind K ...] [--case C] [--processes P]

Takes the shipped files of each kind that khasan reads, and folders that a run and an experiment leave; parses them into
trees or tables, changes one to three things, writes them again (or damages the bytes), and loads what comes out as a
reader of khasan would. Allowed is success, or khasan's own error that says where, in characters that a terminal may
have. A traceback, a warning of numpy, a file that takes longer than a few seconds and a process that dies are finds:
each is printed with what was changed and the command that plays it again.

A case is made from (seed, kind, its number) by a generator of the standard library and nothing else, so that it is the
same on every machine and in every share of the work, at a few microseconds a draw. Hypothesis would shrink what it
finds; its draws cost more than the loading of a small file, its search steers by the time of day, and a case here has
three changes at most, which leaves little to shrink.
"""
