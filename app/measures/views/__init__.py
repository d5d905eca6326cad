"""Pages of the library, of a team's month and of its imports."""

from app.measures.views import cells, choices, entry, imports, library, reporting
from app.measures.views.blueprint import bp

__all__ = ["bp", "cells", "choices", "entry", "imports", "library", "reporting"]
