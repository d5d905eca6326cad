"""Rows that tests of staff's view share: applications that were sent, with their files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core import storage
from app.core.db import db
from app.rfa.domain import snapshots
from app.rfa.domain.states import standing
from app.rfa.models import Application, Attachment, Signature, Submission
from app.rfa.queries import applications
from tests.support import build
from tests.support.build import saved

BEFORE = dt.datetime(2026, 11, 16, 15, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 12, 2, 15, tzinfo=dt.UTC)


def draft(plan: str = "We will write plans", **given: Any) -> Application:
    """A draft with one answer in its plan."""
    row: Application = build.application(**given)
    build.section_draft(row, "profile", {"Q1": {"value": "fqhc"}}, is_complete=True)
    build.section_draft(row, "plan", {"P1": {"value": plan}})
    for empty in ("papers", "signature"):
        build.section_draft(row, empty, {})
    return row


def attach(
    to: Application, name: str = "letter.pdf", content: bytes = b"%PDF letter"
) -> Attachment:
    """A stored file that hangs on the application."""
    kept = storage.keep(content, folder="applications")
    row: Attachment = saved(
        Attachment(
            application_id=to.id,
            question="L1",
            name=name,
            kind="pdf",
            size=kept.size,
            sha256=kept.sha256,
            storage_key=kept.key,
            uploaded_at=BEFORE,
            uploaded_by_id=to.created_by_id,
        )
    )
    return row


def rewrite(of: Application, plan: str) -> None:
    """Another answer in the plan."""
    section = applications.opened(of.id).drafts["plan"]
    section.answers = {"P1": {"value": plan}}
    db.session.commit()


def send(of: Application, at: dt.datetime = BEFORE, **given: Any) -> Submission:
    """Freeze what the application says now as its next version."""
    opened = applications.opened(of.id)
    content = opened.content()
    mark = snapshots.fingerprint(content)
    if opened.signature:
        opened.signature.voided_at, opened.signature.void_reason = at, "Sent again"
    signature = saved(
        Signature(
            application_id=of.id,
            person_id=of.created_by_id,
            name="Carla Diaz",
            title="Director",
            statement="All of this is true.",
            fingerprint=mark,
            signed_at=at,
        )
    )
    number = opened.versions + 1
    row = opened.application
    row.reference = row.reference or f"CC2-{of.id:04}"
    row.submitted_at = row.submitted_at or at
    row.state = standing(number)
    defaults = {
        "application_id": of.id,
        "number": number,
        "submitted_at": at,
        "submitted_by_id": of.created_by_id,
        "signature_id": signature.id,
        "content": content,
        "fingerprint": mark,
    }
    version: Submission = saved(Submission(**defaults | given))
    return version


def sent(plan: str = "We will write plans", **given: Any) -> Application:
    """An application that was sent once."""
    row = draft(plan, **given)
    send(row)
    return row
