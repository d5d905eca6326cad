"""Where the public pages hold free text."""

from __future__ import annotations

from app.core.free_text import FreeText
from app.public.models import Contact, PublicText

PLACES = (
    FreeText(
        table=PublicText,
        title="Text of a public page",
        parts={"body": "Text"},
        at=PublicText.at,
        by=PublicText.by_id,
        page="public.texts",
    ),
    FreeText(
        table=Contact,
        title="Directory of contacts",
        parts={"what_for": "What for", "address": "Address", "hours": "Hours"},
        page="public.contacts",
    ),
)
