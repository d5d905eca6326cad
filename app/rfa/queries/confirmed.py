"""Reading which words of an application somebody confirmed to name no patient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.core.db import db
from app.core.keyed import keyed_digest
from app.rfa.domain.answers import from_plain
from app.rfa.domain.suspicion import suspicious_in
from app.rfa.models import ConfirmedWords

if TYPE_CHECKING:
    from app.rfa.domain.document import FormDocument
    from app.rfa.models import SectionDraft


def confirmed_in(
    application_id: int, document: FormDocument, drafts: Iterable[SectionDraft]
) -> frozenset[tuple[str, str]]:
    """The texts of the drafts that are confirmed in all that they look like, by question key."""
    rows = rows_of(application_id)
    found = (
        one
        for draft in drafts
        for key, answer in from_plain(draft.answers).items()
        if (question := document.question(key)) is not None
        for one in suspicious_in(question, answer)
    )
    return frozenset(
        (one.question.key, one.text)
        for one in found
        if all((one.question.key, kind, digest_of(one.text)) in rows for kind in one.kinds)
    )


def rows_of(application_id: int) -> frozenset[tuple[str, str, str]]:
    """What was confirmed in an application: question, kind and digest."""
    rows = db.session.execute(
        select(ConfirmedWords.question, ConfirmedWords.kind, ConfirmedWords.digest).where(
            ConfirmedWords.application_id == application_id
        )
    )
    return frozenset((question, kind, digest) for question, kind, digest in rows)


def digest_of(text: str) -> str:
    """What stands for a text in the table."""
    return keyed_digest("confirmed words", text)
