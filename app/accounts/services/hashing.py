"""Argon2id: 19 MiB, two passes, one lane (OWASP Password Storage).

Hashing takes tens of milliseconds of processor time. Callers hash and verify *before*
their transaction writes, because on SQLite a writer keeps all other writers waiting.
"""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.domain.passwords import normal

LONGEST_TRIED = 1024
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """The stored form of a password."""
    return _hasher.hash(normal(password).encode("utf-8", "replace"))


def is_right(password: str, stored: str | None) -> bool:
    """Whether `password` is the one behind `stored`.

    Without a stored hash the same work is done and the answer is no: how long the answer
    takes does not tell whether there is an account.
    """
    given = normal(password[:LONGEST_TRIED]).encode("utf-8", "replace")
    try:
        _hasher.verify(stored or _nobodys_hash(), given)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= LONGEST_TRIED


def is_outdated(stored: str) -> bool:
    """Whether a stored hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash(b"the password of nobody")
