"""What anyone may read: the program, the call for applications, help for families, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

FOOTER_LINKS = (
    ("Contact", "/contact"),
    ("Help for families", "/families"),
    ("Check a certificate", "/verify"),
    ("Accessibility", "/accessibility"),
    ("Privacy and data use", "/privacy"),
)


def init_app(app: Flask) -> None:
    from app.public import models  # noqa: F401  # its tables belong to the schema
    from app.public.cli import public
    from app.public.views import bp

    app.extensions["footer_links"] = FOOTER_LINKS
    app.register_blueprint(bp)
    app.cli.add_command(public)
