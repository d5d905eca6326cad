"""Pages about reviews of applications."""

from app.reviews.views.blueprint import bp

__all__ = ["bp"]
