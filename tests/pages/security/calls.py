"""The part of a corner that applies: rounds, an application with one of everything, its case."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.accounts.domain.tokens import digest
from app.accounts.models import Invitation
from app.core import storage
from app.core.db import db
from app.policy import Role
from app.public.models import Contact, PublicText
from app.rfa.domain.snapshots import fingerprint
from app.rfa.domain.states import ApplicationState
from app.rfa.models import (
    AnswerChange,
    Assignment,
    Attachment,
    ChangeRequest,
    DraftComment,
    Extension,
    FaqEntry,
    Mark,
    MarkKind,
    Note,
    Registration,
    SavedView,
    Signature,
    Submission,
    SurveyAnswer,
    Task,
)
from app.rfa.queries import applications
from tests.support import build
from tests.support.build import saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.accounts.models import Person

SECTIONS = ("profile", "plan", "papers", "signature")
WORDS_OF_FORMS = frozenset({"title", "text", "label", "reason"})


@dataclass(frozen=True, slots=True)
class Applying:
    """Who applies where, what they say, what the round says, and when it all was."""

    practice: Any
    author: Person
    says: str
    round_says: str
    now: dt.datetime

    @property
    def signed(self) -> dict[str, Any]:
        """When and by whom, as most rows want it."""
        return {"at": self.now, "by_id": self.author.id}


def names(of: Applying) -> dict[str, Any]:
    """Rounds, applications and public pages of a corner: names for the parts of addresses."""
    call = call_round(of, f"{of.practice.key}-round")
    draft = call_round(of, f"{of.practice.key}-draft", published_at=None)
    before = _earlier(of)
    row = build.application(
        round_id=call.id, practice_id=of.practice.id, created_by_id=of.author.id
    )
    drafts(of, row)
    letter = file(of, row)
    numbers = {
        **_team(of, row, call),
        **_case(of, row),
        **_about_round(of, call, row),
        **_public_pages(of),
    }
    check_id = [send(of, row) for _ in range(2)][-1]
    _ask_for_changes(of, row)
    return numbers | {
        "key": call.key,
        "draft": draft.key,
        "sealed": before.key,
        "application_id": row.id,
        "check_id": check_id,
        "file_id": letter.id,
        "section": "plan",
        "question": "P1",
        "number": 1,
        "old": 1,
        "new": 2,
        "piece": "question",
        "part": "P1",
    }


# ------------------------------------------------------------------ rounds


def call_round(of: Applying, key: str, **given: Any) -> Any:
    form = copy.deepcopy(build.SMALL_FORM)
    for part in _parts(form):
        for name in WORDS_OF_FORMS & part.keys():
            part[name] = f"{part[name]} {of.round_says}"[:150]
    return build.rfa_round(key=key, title=f"{key} {of.round_says}"[:200], form=form, **given)


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside of a form."""
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict):
        yield value
    for part in inside:
        if isinstance(part, dict | list):
            yield from _parts(part)


def _about_round(of: Applying, call: Any, row: Any) -> dict[str, int]:
    given = {
        "round_id": call.id,
        "closes_at": call.closes_at + dt.timedelta(days=1),
        "given_at": of.now,
        "given_by_id": of.author.id,
    }
    for_all = saved(Extension(reason=of.round_says, **given))
    for_one = saved(Extension(reason=of.says, application_id=row.id, **given))
    entry = saved(
        FaqEntry(
            round_id=call.id,
            question=of.round_says,
            asked_by=of.says[:120],
            email=f"{of.practice.key}-asks@example.org",
            asked_at=of.now,
            answer=of.round_says,
            answered_at=of.now,
            answered_by_id=of.author.id,
        )
    )
    saved(
        Registration(
            token_hash=digest(f"{of.practice.key} registers"),
            round_id=call.id,
            email=f"{of.practice.key}-registers@example.org",
            name=of.says[:120],
            password_hash="none",
            screening={},
            created_at=of.now,
            expires_at=of.now + dt.timedelta(days=1),
        )
    )
    return {"extension_id": for_all.id, "own_extension_id": for_one.id, "entry_id": entry.id}


# ------------------------------------------------------------------ the applicant's side


def _earlier(of: Applying) -> Any:
    """The round before, a sealed one, to which the practice sent something."""
    last_year = build.NOON - dt.timedelta(days=365)
    call = call_round(
        of,
        f"{of.practice.key}-before",
        opens_at=last_year,
        closes_at=last_year + dt.timedelta(days=30),
        is_sealed=True,
    )
    sent(of, call, last_year)
    return call


def sent(of: Applying, call: Any, at: dt.datetime) -> Any:
    """What the practice sent to a round, signed."""
    row = build.application(
        round_id=call.id,
        practice_id=of.practice.id,
        created_by_id=of.author.id,
        created_at=at,
    )
    drafts(of, row)
    send(of, row, at=at)
    return row


def drafts(of: Applying, row: Any) -> None:
    answers: dict[str, dict[str, Any]] = {
        "profile": {
            "Q1": {"value": "fqhc"},
            "Q2": {
                "name": of.says[:120],
                "title": of.says[:120],
                "phone": "601-555-0100",
                "email": "a@example.org",
            },
        },
        "plan": {"P1": {"value": of.says}, "P2": {"value": of.says}},
    }
    for section in SECTIONS:
        given = answers.get(section, {})
        build.section_draft(row, section, given, is_complete=bool(given))


def file(of: Applying, row: Any) -> Attachment:
    kept = storage.keep(b"%PDF letter", folder="applications")
    file: Attachment = saved(
        Attachment(
            application_id=row.id,
            question="L1",
            name=f"{of.practice.key}.pdf",
            kind="pdf",
            size=kept.size,
            sha256=kept.sha256,
            storage_key=kept.key,
            uploaded_at=of.now,
            uploaded_by_id=of.author.id,
        )
    )
    return file


def _team(of: Applying, row: Any, call: Any) -> dict[str, int]:
    """Somebody of the application, an invitation, and what the team says to each other."""
    mate = build.person(
        name=f"{of.practice.key} mate", role=Role.APPLICATION_EDITOR, at=of.practice
    )
    offer = saved(
        Invitation(
            token_hash=digest(f"{of.practice.key} applies"),
            email=f"{of.practice.key}-applies@example.org",
            name=of.says[:120],
            role=Role.APPLICATION_VIEWER,
            practice_id=of.practice.id,
            sent_at=of.now,
            expires_at=of.now + dt.timedelta(days=7),
            invited_by_id=of.author.id,
        )
    )
    about = {"application_id": row.id, "section": "plan", "question": "P1"}
    remark = saved(
        DraftComment(body=of.says, written_at=of.now, written_by_id=of.author.id, **about)
    )
    saved(
        AnswerChange(
            before={"value": "Before"},
            after={"value": of.says},
            version=1,
            began_at=of.now,
            note=of.says[:500],
            **of.signed,
            **about,
        )
    )
    saved(Assignment(application_id=row.id, section="plan", person_id=mate.id))
    saved(
        SurveyAnswer(
            application_id=row.id, person_id=mate.id, ease=4, better=of.says, answered_at=of.now
        )
    )
    return {"mate_id": mate.id, "place_id": offer.id, "comment_id": remark.id}


def send(of: Applying, row: Any, at: dt.datetime | None = None) -> int:
    """Freeze what the application says as its next version; somebody checks it: gives that."""
    opened = applications.opened(row.id)
    if opened.signature:
        opened.signature.voided_at, opened.signature.void_reason = of.now, "signed again"
    content, sent_at = opened.content(), at or of.now
    signature = saved(
        Signature(
            application_id=row.id,
            person_id=of.author.id,
            name=of.says[:120],
            title=of.says[:120],
            statement=of.says,
            fingerprint=fingerprint(content),
            signed_at=sent_at,
        )
    )
    row.reference = row.reference or f"CC2-{row.id:04}"
    row.submitted_at = row.submitted_at or sent_at
    row.state = ApplicationState.SUBMITTED
    saved(
        Submission(
            application_id=row.id,
            number=opened.versions + 1,
            submitted_at=sent_at,
            submitted_by_id=of.author.id,
            signature_id=signature.id,
            content=content,
            fingerprint=fingerprint(content),
            staff_reason=of.says if opened.versions else "",
        )
    )
    found: int = build.check(row, version=opened.versions + 1, note=of.says).id
    return found


# ------------------------------------------------------------------ the staff's side


def _case(of: Applying, row: Any) -> dict[str, int]:
    marked = {"application_id": row.id, "set_at": of.now, "set_by_id": of.author.id}
    tag = saved(Mark(kind=MarkKind.TAG, label=of.says[:120], **marked))
    flag = saved(Mark(kind=MarkKind.FLAG, label=of.says[:120], section="plan", **marked))
    saved(Note(application_id=row.id, body=of.says, written_at=of.now, written_by_id=of.author.id))
    task = saved(
        Task(
            application_id=row.id,
            title=of.says[:200],
            created_at=of.now,
            created_by_id=of.author.id,
        )
    )
    view = saved(
        SavedView(person_id=of.author.id, name=of.says[:80], query="state=draft", created_at=of.now)
    )
    return {"mark_id": flag.id, "tag_id": tag.id, "task_id": task.id, "view_id": view.id}


def _ask_for_changes(of: Applying, row: Any) -> None:
    saved(
        ChangeRequest(
            application_id=row.id,
            sections={"keys": list(SECTIONS)},
            reason=of.says,
            due_at=of.now + dt.timedelta(days=7),
            asked_at=of.now,
            asked_by_id=of.author.id,
        )
    )
    row.state = ApplicationState.CHANGES_REQUESTED
    db.session.commit()


# ------------------------------------------------------------------ pages that anyone may read


def _public_pages(of: Applying) -> dict[str, str]:
    text = f"{of.practice.key}-contact"
    words = of.round_says
    saved(
        Contact(
            key=text,
            name=words[:120],
            what_for=words[:300],
            phone=words[:40],
            address=words[:300],
            hours=words[:200],
            verified_on=of.now.date(),
            verified_by_name=words[:200],
            created_at=of.now,
        )
    )
    before = db.session.query(PublicText).count()
    saved(
        PublicText(
            key="families-lead",
            number=before + 1,
            body=words,
            at=of.now,
            by_id=of.author.id,
            by_name=words[:200],
        )
    )
    return {"contact": text, "text": "families-lead"}
