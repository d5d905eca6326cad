"""Pages about charters."""

from app.charter.views.blueprint import bp

__all__ = ["bp"]
