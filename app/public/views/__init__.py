"""Pages about what anyone may read."""

from app.public.views.blueprint import bp

__all__ = ["bp"]
