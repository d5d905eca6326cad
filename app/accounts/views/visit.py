"""What a request says about its browser, and the cookies that go back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request

from app.accounts.services import sessions, throttle

if TYPE_CHECKING:
    from flask import Response

DEVICE_DAYS = 180
_DAY = 86_400


def address() -> str:
    """The network address of the visitor, as far as the configured proxy vouches for it."""
    return request.remote_addr or ""


def browser() -> str:
    """The browser's own description."""
    return request.headers.get("User-Agent", "")[:500]


def secret() -> str:
    """What the session cookie holds."""
    return request.cookies.get(sessions.cookie_name(), "")


def devices() -> str:
    """What the device cookie holds."""
    return request.cookies.get(_device_cookie(), "")[:1000]


def keep_session(response: Response, value: str) -> None:
    """Give the browser its session until it closes or the session ends."""
    _set(response, sessions.cookie_name(), value)


def drop_session(response: Response) -> None:
    _set(response, sessions.cookie_name(), "", days=0)


def remember_device(response: Response, account: str) -> None:
    """Mark this browser as one that `account` has signed in from."""
    _set(response, _device_cookie(), throttle.with_device(devices(), account), days=DEVICE_DAYS)


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SECURE_SITE"] else "device"


def _set(response: Response, name: str, value: str, *, days: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=None if days is None else days * _DAY,
        path="/",
        secure=current_app.config["SECURE_SITE"],
        httponly=True,
        samesite="Lax",
    )
