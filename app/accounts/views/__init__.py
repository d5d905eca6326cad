"""Pages of accounts, by subject."""

from __future__ import annotations

from app.accounts.views import sign_in
from app.accounts.views.blueprint import bp

__all__ = ["bp", "sign_in"]
