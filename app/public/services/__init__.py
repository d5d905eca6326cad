"""Every change to the texts and contacts of the public pages."""

from app.public.services.contacts import (
    add_contact,
    change_contact,
    load_standard,
    put_back_contact,
    remove_contact,
    verify_contact,
)
from app.public.services.texts import restore_text, save_text

__all__ = [
    "add_contact",
    "change_contact",
    "load_standard",
    "put_back_contact",
    "remove_contact",
    "restore_text",
    "save_text",
    "verify_contact",
]
