"""Secrets that let their bearer in: cookies and mailed links. Only digests are stored."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits in 43 characters that fit in an address and a cookie.

    >>> len(new_secret())
    43
    """
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """What the database keeps of a secret; a plain hash will do for 256 random bits.

    >>> len(digest("any"))
    32
    """
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
