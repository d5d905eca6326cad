"""Pages of this feature."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("practices", __name__)
