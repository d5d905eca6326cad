"""Proof that a form came from a page of ours: bound to the session, without an age.

Every response carries a token with a fresh salt, so that compressing the page leaks
nothing about it; all tokens of one session stay valid as long as the session.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import Flask, current_app, g, request, session
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

from app.core.db import SAFE_METHODS

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SEED = "seed"
_SALT_LENGTH = 22


def init_app(app: Flask) -> None:
    app.jinja_env.globals[FIELD] = token


def token() -> str:
    """A token for one response of this session."""
    salt = secrets.token_urlsafe(16)
    return salt + _signature(salt, _binding())


def is_genuine(given: str, *, binding: str | None = None) -> bool:
    """Whether `given` was issued to this session (or to the one named by `binding`)."""
    salt, signature = given[:_SALT_LENGTH], given[_SALT_LENGTH:]
    return hmac.compare_digest(signature.encode(), _signature(salt, binding or _binding()).encode())


def sent_token() -> str:
    """What this request shows as its proof."""
    return request.headers.get(HEADER) or request.form.get(FIELD, "")


def must_be_checked() -> bool:
    return request.method not in SAFE_METHODS


def _binding() -> str:
    """What tokens are bound to: the signed-in session, else the visitor's own cookie."""
    bound: str | None = g.get("csrf_binding")
    if bound:
        return bound
    if _SEED not in session:
        session[_SEED] = secrets.token_urlsafe(24)
    return str(session[_SEED])


def _signature(salt: str, binding: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"form:{salt}:{binding}".encode("utf-8", "replace"), "sha256").hexdigest()


class SessionBoundCSRF(CSRF):
    """Gives WTForms its hidden field; the check itself happens once, before every view."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return token()

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        if must_be_checked() and not is_genuine(sent_token()):
            raise ValidationError("This page was open too long. Nothing is lost: send it again.")
