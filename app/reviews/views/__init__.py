"""Pages about reviews of applications."""

from app.reviews.views import (
    assigning,
    conflicts,
    declaring,
    desk,
    exercise,
    exports,
    panel,
    papers,
    plans,
    reopening,
    rulings,
    sheet,
    versions,
)
from app.reviews.views.blueprint import bp

__all__ = [
    "assigning",
    "bp",
    "conflicts",
    "declaring",
    "desk",
    "exercise",
    "exports",
    "panel",
    "papers",
    "plans",
    "reopening",
    "rulings",
    "sheet",
    "versions",
]
