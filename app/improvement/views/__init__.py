"""Pages about PDSA cycles and ramps."""

from app.improvement.views import parts, quick, read
from app.improvement.views.blueprint import bp

__all__ = ["bp", "parts", "quick", "read"]
