"""The blueprint that the views of this feature register on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("curriculum", __name__)
