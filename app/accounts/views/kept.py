"""Text that must not be lost: out of the request that failed, through signing in, back again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, render_template, request

from app.accounts.domain.addresses import safe_path
from app.accounts.presenters import KEPT_NAME, KEPT_PATH, KEPT_VALUE, Kept
from app.core.csrf import FIELD
from app.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_OURS = frozenset({"same-origin", "none"})
_NEVER_KEPT = frozenset({FIELD, KEPT_PATH, KEPT_NAME, KEPT_VALUE})
_CODES = frozenset({"code", "recovery"})
_PAGES_OF_CODES = ("/sign-in", "/account/second-factor")


def here() -> str:
    """The path and query of this request."""
    return request.full_path.rstrip("?")


def from_this_request() -> Kept:
    """What this request posted; passwords, codes of the second step and files are never kept."""
    return Kept(here(), _fields(here(), request.form.items(multi=True)))


def carried() -> Kept | None:
    """What a step of signing in carries in hidden fields, or None.

    The path comes from the browser, so only one on this host counts.
    """
    path = safe_path(request.form.get(KEPT_PATH))
    if path is None:
        return None
    names = request.form.getlist(KEPT_NAME)
    values = request.form.getlist(KEPT_VALUE)
    return Kept(path, _fields(path, zip(names, values, strict=False)))


def page(text: Kept) -> str:
    """The page that gives text back, to be saved by its author's own click."""
    return render_template("accounts/resume.html", kept=text)


def came_from_our_page() -> bool:
    """Whether the browser says that a page of this host sent this request.

    Text that another site posted is not offered for saving.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in _OURS:
        return False
    origin = request.headers.get("Origin")
    own = {request.host, urlsplit(current_app.config["BASE_URL"]).netloc}
    return origin is None or origin.partition("://")[2] in own


def _fields(path: str, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, clean(value)) for name, value in pairs if not _is_secret(path, name))


def _is_secret(path: str, name: str) -> bool:
    is_code = name in _CODES and path.startswith(_PAGES_OF_CODES)
    return name in _NEVER_KEPT or is_code or "password" in name
