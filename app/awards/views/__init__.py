"""Pages about decisions and awards."""

from app.awards.views.blueprint import bp

__all__ = ["bp"]
