"""Pages about what anyone may read."""

from app.public.views import check, contacts, families, site, texts
from app.public.views.blueprint import bp

__all__ = ["bp", "check", "contacts", "families", "site", "texts"]
