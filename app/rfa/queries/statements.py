"""What every page and every save of an application asks, by `application_id`.

They are built once: building such a statement costs more than asking it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.rfa.domain.states import SENT
from app.rfa.models import (
    Application,
    Attachment,
    ChangeRequest,
    ConfirmedWords,
    Extension,
    SectionDraft,
    Signature,
    Submission,
)


def _latest_end(whose: ColumnElement[bool]) -> ScalarSelect[dt.datetime]:
    """The latest instant of the extensions in force in the application's round."""
    return (
        select(func.max(Extension.closes_at))
        .where(Extension.round_id == Application.round_id, Extension.ended_at.is_(None), whose)
        .scalar_subquery()
    )


_ID: BindParameter[int] = bindparam("application_id")
APPLICATION = (
    select(Application)
    .where(Application.id == _ID)
    .options(joinedload(Application.round), joinedload(Application.practice))
)
"""The application with its round and practice."""

DRAFTS = select(SectionDraft).where(SectionDraft.application_id == _ID)
"""Its sections."""

SUBMISSIONS = select(Submission).where(Submission.application_id == _ID).order_by(Submission.number)
"""The versions that were sent, the first one first."""

_SOME: BindParameter[int] = bindparam("applications", expanding=True)
AMONG = (
    select(Application)
    .where(Application.id.in_(_SOME), Application.state.in_(SENT))
    .options(joinedload(Application.practice), selectinload(Application.round))
    .order_by(Application.reference)
)
"""Those of some applications that were sent; each round, with its whole form, is read once."""

_NEWEST = (
    select(Submission.application_id, func.max(Submission.number).label("number"))
    .where(Submission.application_id.in_(_SOME))
    .group_by(Submission.application_id)
    .subquery()
)
LATEST_VERSIONS = select(
    Submission.application_id, Submission.id, Submission.number, Submission.submitted_at
).join(
    _NEWEST,
    (_NEWEST.c.application_id == Submission.application_id)
    & (_NEWEST.c.number == Submission.number),
)
"""The newest versions of some applications, without their content."""

EXTENSIONS_FOR_ALL = select(Extension.round_id, Extension.closes_at).where(
    Extension.round_id.in_(bindparam("rounds", expanding=True)),
    Extension.application_id.is_(None),
    Extension.ended_at.is_(None),
)
"""The extensions in force that hold for everybody in some rounds."""

FILES = (
    select(Attachment)
    .where(Attachment.application_id == _ID, Attachment.removed_at.is_(None))
    .order_by(Attachment.id)
)
"""The files that hang on it now, the oldest first."""

_GIVEN = aliased(Signature)
_LAST_SIGNATURE = select(func.max(_GIVEN.id)).where(_GIVEN.application_id == _ID).scalar_subquery()
_VERSIONS = (
    select(func.count())
    .select_from(Submission)
    .where(Submission.application_id == Application.id)
    .scalar_subquery()
)
_CONFIRMED = (
    select(func.count())
    .select_from(ConfirmedWords)
    .where(ConfirmedWords.application_id == Application.id)
    .scalar_subquery()
)
BESIDE = (
    select(
        ChangeRequest,
        Signature,
        _VERSIONS.label("versions"),
        _CONFIRMED.label("confirmed"),
        _latest_end(Extension.application_id.is_(None)).label("common_end"),
        _latest_end(
            or_(Extension.application_id.is_(None), Extension.application_id == Application.id)
        ).label("own_end"),
    )
    .select_from(Application)
    .outerjoin(
        ChangeRequest,
        and_(
            ChangeRequest.application_id == Application.id,
            ChangeRequest.answered_at.is_(None),
            ChangeRequest.cancelled_at.is_(None),
        ),
    )
    .outerjoin(Signature, Signature.id == _LAST_SIGNATURE)
    .where(Application.id == _ID)
)
"""The open request for changes, the last signature, the count of versions, the two deadlines."""
