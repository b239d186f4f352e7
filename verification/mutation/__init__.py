"""Faults planted at random in the rules, the compiler and the results, and whether the tests nearest to them notice.

    make mutants N=200 SEED=1a2b3c4d

A fault is a slip of the kind that passes unseen: two arguments swapped, an operand or a comparison the wrong way
round, a neighbour's index, the wrong axis. Mutants that change nothing count as survivors: nobody sorts them out by
hand. Tools for this exist (mutmut, cosmic-ray); neither draws a sample by seed nor swaps arguments and indices, and
mutmut wraps each function in a trampoline, which numba cannot compile.

`sites` finds where a fault can stand, `nearest` names the tests, `trial` tries one mutant in a process of its own.
"""
