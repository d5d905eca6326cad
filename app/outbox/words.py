"""Where mails hold free text, those that wait and those that went out."""

from __future__ import annotations

from typing import Any

from app.core.free_text import FreeText
from app.outbox.domain import entries
from app.outbox.models import OutboxMail

CODED = frozenset({"calendar"})


def _words(part: str, value: Any) -> Any:
    """An entry for a calendar folds its lines, so that words stand in two of them."""
    return entries.words_of(value) if part in CODED and value else value


def _with_words(part: str, was: Any, words: Any) -> Any:
    return entries.with_words(was, words) if part in CODED else words


PLACES = (
    FreeText(
        table=OutboxMail,
        title="Mail",
        parts={"subject": "Subject", "body": "Text", "calendar": "Entry for a calendar"},
        at=OutboxMail.created_at,
        page="outbox.mail",
        arguments={"mail_id": OutboxMail.id},
        coded=CODED,
        opened=_words,
        closed=_with_words,
    ),
)
