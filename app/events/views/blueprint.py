"""The blueprint that the views of this feature register on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("events", __name__)
