"""Pages about charters."""

from app.charter.views import charter, members
from app.charter.views.blueprint import bp

__all__ = ["bp", "charter", "members"]
