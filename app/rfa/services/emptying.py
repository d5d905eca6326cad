"""Taking the words out of one application: what this feature holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from app.accounts import queries as accounts
from app.core.db import db
from app.policy import APPLICANT_ROLES
from app.rfa.domain.retention import GONE, Keeper, Leaving, Traces
from app.rfa.models import (
    AnswerChange,
    Application,
    Assignment,
    Attachment,
    ChangeRequest,
    Check,
    ConfirmedWords,
    DraftComment,
    Extension,
    Mark,
    Note,
    Presence,
    RetentionHold,
    SectionDraft,
    Signature,
    Submission,
    SurveyAnswer,
    Task,
)
from app.rfa.queries import retention as queries

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.core.model import Model

_DELETED = (AnswerChange, Attachment, DraftComment, Assignment, Presence)
_EVENTS = (Mark, Note, Task, Check)


def traces(of: Leaving) -> Traces:
    """The mails about an application, and what the trail says of it."""
    key = of.application_id

    def mine(model: Any) -> tuple[int, ...]:
        return queries.ids_of(model, model.application_id == key)

    extended = mine(Extension)
    everybody = queries.ids_of(
        Extension, Extension.round_id == of.round_id, Extension.application_id.is_(None)
    )
    people = [entry.person_id for entry in accounts.roster(of.practice_id, APPLICANT_ROLES)]
    requests = mine(ChangeRequest)
    by_id = {
        "more time": extended,
        "less time": extended,
        "changes requested": requests,
        "changes not needed": requests,
        "signature void": mine(Signature),
    }
    mails = [f"{kind}:{one}" for kind, ids in by_id.items() for one in ids]
    mails += [
        f"{kind}:{one}:{person}"
        for kind in ("round extended", "extension ended")
        for one in everybody
        for person in people
    ]
    mails += [f"{kind}:{key}" for kind in ("edited by staff", "withdrawn", "receipt", "reminder")]
    events = {model.__tablename__: mine(model) for model in _EVENTS}
    return Traces(mails, {Application.__tablename__: (key,), **events})


def empty(of: Leaving) -> None:
    """Remove what people wrote; states, times, marks of content and counts stay."""
    key = of.application_id
    for model in _DELETED:
        db.session.execute(delete(model).where(model.application_id == key))
    _put(Application, Application.id == key, screening={})
    _put(
        Application,
        Application.id == key,
        Application.withdrawn_reason != "",
        withdrawn_reason=GONE,
    )
    _put(SectionDraft, SectionDraft.application_id == key, answers={}, stale={"keys": []})
    _put(Signature, Signature.application_id == key, name="", title="")
    _put(Extension, Extension.application_id == key, reason=GONE)
    _put(ChangeRequest, ChangeRequest.application_id == key, reason=GONE)
    _put(SurveyAnswer, SurveyAnswer.application_id == key, better="")
    _put(Mark, Mark.application_id == key, label=GONE, outcome="")
    _put(Note, Note.application_id == key, body=GONE)
    _put(Task, Task.application_id == key, title=GONE)
    _put(Check, Check.application_id == key, note="")
    _put(ConfirmedWords, ConfirmedWords.application_id == key, reason=GONE)
    _put(RetentionHold, RetentionHold.application_id == key, reason=GONE)
    for version in db.session.scalars(select(Submission).where(Submission.application_id == key)):
        version.content = version.content | {"practice": of.name, "answers": {}, "files": []}
        if version.staff_reason:
            version.staff_reason = GONE
    db.session.flush()


def _put(model: type[Model], *where: ColumnElement[bool], **values: object) -> None:
    db.session.execute(update(model).where(*where).values(values))


KEEPER = Keeper(
    stays=lambda _ids: frozenset(),
    holds=queries.own_holds,
    sizes=queries.own_sizes,
    traces=traces,
    empty=empty,
)
