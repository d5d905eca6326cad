"""Pages about practices, and about the people on their teams."""

from app.practices.views import manage
from app.practices.views.blueprint import bp

__all__ = ["bp", "manage"]
