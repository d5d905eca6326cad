"""Pages about what anyone may read."""

from app.public.views import (
    apply,
    check,
    contacts,
    families,
    landing,
    questions,
    registration,
    round,
    screener,
    site,
    texts,
)
from app.public.views.blueprint import bp

__all__ = [
    "apply",
    "bp",
    "check",
    "contacts",
    "families",
    "landing",
    "questions",
    "registration",
    "round",
    "screener",
    "site",
    "texts",
]
