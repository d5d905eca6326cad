"""Application factory: the one place that knows every feature.

Features are imported when the portal is built, so that `app.spc` stands alone.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config

FOUNDATIONS = ("core", "accounts", "policy", "audit", "outbox")
FEATURES = (
    "practices",
    "collaborative",
    "measures",
    "charter",
    "improvement",
    "charts",
    "events",
    "curriculum",
    "rfa",
    "reviews",
    "awards",
    "public",
    "removals",
    "home",
    "operations",
    "styleguide",
)


def create_app(config: Config) -> Flask:
    """Build the portal from `config`; nothing is read from the environment here."""
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(asdict(config))
    app.config |= {
        "TRUSTED_HOSTS": config.hosts,
        "SESSION_COOKIE_NAME": "__Host-visit" if config.secure else "visit",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_SITE": config.secure,
    }
    for name in (*FOUNDATIONS, *FEATURES):
        import_module(f"app.{name}").init_app(app)
    if config.TRUSTED_PROXIES:
        hops = config.TRUSTED_PROXIES
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # how WSGI middleware is put in
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0
        )
    return app
