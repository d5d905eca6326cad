"""How mails of accounts address people and pages."""

from __future__ import annotations

from app.core.settings import setting


def full_address(path: str) -> str:
    """The address of `path` as people outside reach it, whatever host a request named."""
    return str(setting("BASE_URL")).rstrip("/") + path
