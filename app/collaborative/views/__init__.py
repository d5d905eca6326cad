"""Pages about cohorts, their calendar and enrolments, and about the people of a team."""

from app.collaborative.views import manage, roster
from app.collaborative.views.blueprint import bp

__all__ = ["bp", "manage", "roster"]
