"""Reading who changed what a release tells since it was planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.queries.names import names_of
from app.awards.models import Feedback, LetterTemplate
from app.awards.queries.plans import plan
from app.core.db import db

if TYPE_CHECKING:
    from app.awards.models import Release
    from app.awards.queries.releases import Outlook

Change = tuple[dt.datetime | None, int | None]


def changers(outlook: Outlook) -> dict[int, str]:
    """Who changed decisions, letters, summaries or settings since the plan: name by id, by name.

    Nobody while everything is as it was when the release was planned, or confirmed last.
    """
    release = outlook.release
    if release is None or release.fingerprint == outlook.mark:
        return {}
    people = {
        who
        for when, who in _changes(release, outlook)
        if when is not None and when > release.planned_at
    }
    return dict(sorted(names_of(people).items(), key=lambda one: (one[1].casefold(), one[0])))


def _changes(release: Release, outlook: Outlook) -> Iterator[Change]:
    for one in outlook.letters:
        yield one.decision.decided_at, one.decision.decided_by_id
        if one.letter is not None:
            yield one.letter.changed_at, one.letter.changed_by_id
    for row in db.session.scalars(
        select(LetterTemplate).where(
            LetterTemplate.round_id == release.round_id,
            LetterTemplate.kind.in_({one.kind for one in outlook.letters}),
        )
    ):
        yield row.written_at, row.written_by_id
    for summary in db.session.scalars(
        select(Feedback).where(
            Feedback.application_id.in_([one.to.application_id for one in outlook.letters])
        )
    ):
        yield summary.written_at, summary.written_by_id
        yield summary.approved_at, summary.approved_by_id
    settings = plan(release.round_id)
    if settings is not None:
        yield settings.changed_at, settings.changed_by_id
