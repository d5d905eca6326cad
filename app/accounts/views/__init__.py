"""Pages of accounts, by subject."""

from __future__ import annotations

from app.accounts.views import (
    account,
    invitations,
    people,
    resets,
    second_factor,
    sign_in,
    viewing,
)
from app.accounts.views.blueprint import bp

__all__ = [
    "account",
    "bp",
    "invitations",
    "people",
    "resets",
    "second_factor",
    "sign_in",
    "viewing",
]
