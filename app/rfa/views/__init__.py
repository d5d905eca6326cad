"""Pages about applications and rounds."""

from app.rfa.views.blueprint import bp

__all__ = ["bp"]
