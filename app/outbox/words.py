"""Where mails hold free text, those that wait and those that went out."""

from __future__ import annotations

from app.core.free_text import FreeText
from app.outbox.models import OutboxMail

PLACES = (
    FreeText(
        table=OutboxMail,
        title="Mail",
        parts={"subject": "Subject", "body": "Text", "calendar": "Entry for a calendar"},
        at=OutboxMail.created_at,
        page="outbox.mail",
        arguments={"mail_id": OutboxMail.id},
    ),
)
