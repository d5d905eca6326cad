"""Pages about applications and rounds."""

from app.rfa.views import draft, files, sending, steering
from app.rfa.views.blueprint import bp

__all__ = ["bp", "draft", "files", "sending", "steering"]
