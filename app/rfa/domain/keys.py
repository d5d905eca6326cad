"""The keys of a form: what they are made of, and which ones the portal needs for itself."""

from __future__ import annotations

import re

QUESTION_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
CHOICE_KEY = re.compile(r"[a-z0-9][a-z0-9 -]{0,59}")
_RESERVED = frozenset({"csrf_token", "seen_version", "kept_over", "go", "keep", "main"})


def is_reserved(key: str) -> bool:
    """Whether a field of that name would be taken for one of the page, or for a password.

    >>> is_reserved("go"), is_reserved("oldPassword2"), is_reserved("goal")
    (True, True, False)
    """
    return key in _RESERVED or "password" in key.lower()
