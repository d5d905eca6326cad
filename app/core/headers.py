"""The headers of every reply: what browsers may load, keep and reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app, request

if TYPE_CHECKING:
    from flask import Response

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
DOWNLOAD_POLICY = "default-src 'none'; sandbox"
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SECURE_SITE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "core.healthz" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def as_download(response: Response, name: str) -> Response:
    """Hand `response` out as a file named `name` that no browser will run."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response
