"""Digests that only this portal can make: a list of all numbers does not lead back to a text."""

from __future__ import annotations

import hmac

from app.core.settings import setting


def keyed_digest(purpose: str, text: str) -> str:
    """64 hexadecimal digits that stand for a text; every purpose has its own."""
    key = str(setting("DATA_KEY") or setting("SECRET_KEY")).encode()
    return hmac.new(key, f"{purpose}:{text}".encode("utf-8", "replace"), "sha256").hexdigest()
