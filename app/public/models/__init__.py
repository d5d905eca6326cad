"""Tables of what anyone may read."""

from app.public.models.contacts import Contact
from app.public.models.texts import PublicText

__all__ = ["Contact", "PublicText"]
