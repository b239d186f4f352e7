"""Where a draw lives: the key of a replication and the hash of an id, the same on every machine."""

from __future__ import annotations

import hashlib

import numpy as np

from khasan.arrays import U8


def key_of(seed: int, replication: int) -> U8:
    """Key of a replication's draws: seed and replication mixed by SHA-256, so that no two replications share one.

    Returns uint64[2], of which the low 32 bits are used.

    >>> key_of(7, 0).shape, (key_of(7, 0) == key_of(7, 1)).all().item()
    ((2,), False)
    """
    digest = hashlib.sha256(f"khasan {seed} {replication}".encode()).digest()
    return np.frombuffer(digest[:8], dtype="<u4").astype(np.uint64)


def key_of_branch(key: U8, step: int, name: str) -> U8:
    """Key of the draws of a branch from a step on: the key so far, the step and the branch's name mixed by SHA-256.

    >>> key = key_of(7, 0)
    >>> (key_of_branch(key, 12, "a") == key_of_branch(key, 12, "b")).all().item()
    False
    """
    digest = hashlib.sha256(f"khasan branch {key[0]} {key[1]} {step} {name}".encode()).digest()
    return np.frombuffer(digest[:8], dtype="<u4").astype(np.uint64)


def hash_of(name: str) -> int:
    """32-bit hash of an id string: its place in every address, whatever else is in the scenario.

    >>> hash_of("1-1-75"), hash_of("")
    (1450761334, 1120186595)
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
