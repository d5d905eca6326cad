"""The settings of the running portal, for rooms that know no Flask."""

from __future__ import annotations

from typing import Any

from flask import current_app


def setting(name: str) -> Any:
    """One setting of `config.Config` by its name; a name that does not exist is a KeyError."""
    return current_app.config[name]
