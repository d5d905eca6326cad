"""Every look at the texts and contacts of the public pages."""

from app.public.queries.contacts import (
    contact,
    contacts,
    keys_like,
    old_contacts,
    removed_contacts,
)
from app.public.queries.texts import Shown, Version, current, overview, texts, versions

__all__ = [
    "Shown",
    "Version",
    "contact",
    "contacts",
    "current",
    "keys_like",
    "old_contacts",
    "overview",
    "removed_contacts",
    "texts",
    "versions",
]
