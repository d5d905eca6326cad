"""Reading one application as its team sees it, and the applications of a practice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import Missing
from app.core.model import Model
from app.policy import Place
from app.practices.domain.counties import REGIONS
from app.rfa.domain import snapshots
from app.rfa.domain.answers import Answers, asked, counted, from_plain, sections_for
from app.rfa.domain.deadlines import Window, extended
from app.rfa.domain.document import FormDocument, Section
from app.rfa.domain.judging import Judged
from app.rfa.domain.retention import ContentGone
from app.rfa.domain.snapshots import FileMark, Frozen
from app.rfa.domain.states import Access, ApplicationState
from app.rfa.models import (
    Application,
    Attachment,
    ChangeRequest,
    Extension,
    Round,
    SectionDraft,
    Signature,
    Submission,
)
from app.rfa.queries import statements
from app.rfa.queries.confirmed import confirmed_in
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.practices.models import Practice


@dataclass(frozen=True, slots=True)
class Opened:
    """One application with everything that its pages need.

    `drafts` are by section key, `files` by question key. `window` is this applicant's own
    and `round_window` everybody's. `request` is the open request for changes and
    `signature` the one that was not voided, if there is one. `confirmed` are texts that name no
    patient although they look like it, with the keys of their questions.
    """

    application: Application
    document: FormDocument
    sections: tuple[Section, ...]
    drafts: Mapping[str, SectionDraft]
    files: Mapping[str, tuple[Attachment, ...]]
    window: Window
    round_window: Window
    request: ChangeRequest | None
    signature: Signature | None
    last_signature: Signature | None
    versions: int
    confirmed: frozenset[tuple[str, str]] = frozenset()

    @property
    def id(self) -> int:
        return self.application.id

    @property
    def round(self) -> Round:
        return self.application.round

    @property
    def practice(self) -> Practice:
        return self.application.practice

    @property
    def place(self) -> Place:
        """Where the application belongs, for the policy."""
        return Place(practice_id=self.application.practice_id)

    @property
    def answers(self) -> Answers:
        """Everything answered so far, by question key; also what is not asked any more."""
        return {
            question: answer
            for draft in self.drafts.values()
            for question, answer in from_plain(draft.answers).items()
        }

    @property
    def counties(self) -> tuple[str, ...]:
        """The counties that an address may lie in: those of the round, else all 82."""
        return self.round.only_counties or tuple(sorted(REGIONS))

    @property
    def about(self) -> Judged:
        """What the rules look at."""
        return Judged(
            answers=counted(self.sections, self.answers, self.practice.kind),
            kind=self.practice.kind,
            files={question: len(files) for question, files in self.files.items()},
            cap=self.round.cap,
            counties=self.counties,
            is_signed=self.signature is not None and self.signature.voided_at is None,
            confirmed=self.confirmed,
        )

    @property
    def access(self) -> Access:
        """What decides which sections may be written."""
        return Access(
            self.application.state,
            self.window,
            self.request.section_keys if self.request else (),
            self.request.due_at if self.request else None,
        )

    @property
    def is_signed(self) -> bool:
        """Whether a signature holds for the very content that is there now.

        After a request for changes it is one that was given since.
        """
        if self.signature is None or self.signature.voided_at is not None:
            return False
        if self.request is not None and self.signature.signed_at < self.request.asked_at:
            return False
        return self.signature.fingerprint == snapshots.fingerprint(self.content())

    @property
    def has_open_request(self) -> bool:
        """Whether the applicant is to send changes now."""
        return self.application.state is ApplicationState.CHANGES_REQUESTED

    @property
    def deadline(self) -> dt.datetime:
        """Until when this applicant can send something: changes have a time of their own."""
        if self.request is not None and self.has_open_request:
            return self.request.due_at
        return self.window.closes_at

    def section(self, key: str) -> Section:
        """The section with that key in this round; raises `Missing`."""
        found = next((section for section in self.sections if section.key == key), None)
        if found is None:
            raise Missing(key)
        return found

    def content(self) -> dict[str, object]:
        """Everything that the application says now, ready to be frozen or signed."""
        about = self.about
        marks = [
            FileMark(file.question, file.name, file.size, file.sha256, file.id)
            for section in self.sections
            for question in asked(section, about.answers, about.kind)
            for file in self.files.get(question.key, ())
        ]
        return snapshots.snapshot(
            self.document,
            self.sections,
            about.answers,
            marks,
            kind=self.practice.kind,
            practice=self.practice.name,
            round_title=self.round.title,
        )


def application(
    application_id: int, *, locked: bool = False, even_emptied: bool = False
) -> Application:
    """The application with its round and practice; raises `Missing`.

    `locked`: fresh, and held until the transaction ends. Raises `ContentGone` when what it said
    was removed, unless `even_emptied`.
    """
    statement = statements.APPLICATION
    if locked:
        statement = statement.with_for_update(of=Application).execution_options(
            populate_existing=True
        )
    found = db.session.scalar(statement, {"application_id": application_id})
    if found is None:
        raise Missing(str(application_id))
    if found.emptied_at is not None and not even_emptied:
        raise ContentGone(found.id, found.practice_id)
    return found


def opened(application_id: int, *, locked: bool = False) -> Opened:
    """One application with everything in it: four statements. Raises `Missing`."""
    of = application(application_id, locked=locked)
    document = document_of(of.round)
    beside = _beside(of.id)
    last = beside.Signature
    drafts = db.session.scalars(
        statements.DRAFTS,
        {"application_id": of.id},
        execution_options={"populate_existing": locked},
    )
    by_section = {draft.section: draft for draft in drafts}
    return Opened(
        application=of,
        document=document,
        sections=sections_for(document, pays=of.round.pays),
        drafts=by_section,
        files=files_of(of.id),
        window=_window(of, beside.own_end),
        round_window=_window(of, beside.common_end),
        request=beside.ChangeRequest,
        signature=last if last is not None and last.voided_at is None else None,
        last_signature=last,
        versions=beside.versions,
        confirmed=confirmed_in(of.id, document, by_section.values())
        if beside.confirmed
        else frozenset(),
    )


def files_of(application_id: int) -> dict[str, tuple[Attachment, ...]]:
    """The files that hang on the application now, by question, the oldest first."""
    found: dict[str, tuple[Attachment, ...]] = {}
    for file in db.session.scalars(statements.FILES, {"application_id": application_id}):
        found[file.question] = (*found.get(file.question, ()), file)
    return found


def every_attachment(application_id: int) -> tuple[Attachment, ...]:
    """Every file that ever hung on the application, the oldest first."""
    return tuple(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.application_id == application_id)
            .order_by(Attachment.id)
        )
    )


def storage_keys() -> frozenset[str]:
    """The keys of all stored files that some application has, or had."""
    return frozenset(db.session.scalars(select(Attachment.storage_key)))


def attachment(application_id: int, attachment_id: int) -> Attachment:
    """One file of an application, there or replaced; raises `Missing`."""
    found = db.session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id, Attachment.application_id == application_id
        )
    )
    if found is None:
        raise Missing(str(attachment_id))
    return found


def window_for(of: Application) -> Window:
    """When this application is taken: the round's window with the extensions that hold for it."""
    return _window(of, _beside(of.id).own_end)


def _window(of: Application, end: dt.datetime | None) -> Window:
    return extended(of.round.window, () if end is None else (end,))


def _beside(application_id: int) -> Row[Any]:
    """What stands beside an application, fresh: see `statements.BESIDE`."""
    return db.session.execute(
        statements.BESIDE,
        {"application_id": application_id},
        execution_options={"populate_existing": True},
    ).one()


def extensions_of(application_id: int) -> tuple[Extension, ...]:
    """The extensions that this application alone was given, the latest first."""
    return tuple(
        db.session.scalars(
            select(Extension)
            .where(Extension.application_id == application_id)
            .order_by(Extension.id.desc())
        )
    )


def extension(application_id: int, extension_id: int) -> Extension:
    """One extension of this application alone; raises `Missing`."""
    found = db.session.scalar(
        select(Extension).where(
            Extension.id == extension_id, Extension.application_id == application_id
        )
    )
    if found is None:
        raise Missing(str(extension_id))
    return found


def open_request(application_id: int) -> ChangeRequest | None:
    """The request for changes that waits for an answer."""
    return db.session.scalar(
        select(ChangeRequest).where(
            ChangeRequest.application_id == application_id,
            ChangeRequest.answered_at.is_(None),
            ChangeRequest.cancelled_at.is_(None),
        )
    )


def count_versions(application_id: int) -> int:
    """How often the application was sent."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Submission)
            .where(Submission.application_id == application_id)
        )
        or 0
    )


def submissions(application_id: int) -> tuple[Submission, ...]:
    """The versions that were sent, the first one first."""
    return tuple(db.session.scalars(statements.SUBMISSIONS, {"application_id": application_id}))


def submissions_of(application_ids: Collection[int]) -> dict[int, tuple[Submission, ...]]:
    """The same for each of these applications: one statement."""
    found: dict[int, tuple[Submission, ...]] = dict.fromkeys(application_ids, ())
    for one in db.session.scalars(
        select(Submission)
        .where(Submission.application_id.in_(application_ids))
        .order_by(Submission.number)
    ):
        found[one.application_id] += (one,)
    return found


def submission(application_id: int, number: int) -> Submission:
    """One version; raises `Missing`."""
    found = db.session.scalar(
        select(Submission).where(
            Submission.application_id == application_id, Submission.number == number
        )
    )
    if found is None:
        raise Missing(str(number))
    return found


def last_frozen(application_id: int) -> Frozen | None:
    """The version that was sent last, opened."""
    found = db.session.scalar(
        select(Submission)
        .where(Submission.application_id == application_id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    return frozen(found) if found else None


def in_round(round_id: int, practice_id: int) -> Application | None:
    """The application of a practice in a round."""
    return db.session.scalar(
        select(Application).where(
            Application.round_id == round_id, Application.practice_id == practice_id
        )
    )


def of_practices(practice_ids: Collection[int]) -> tuple[Application, ...]:
    """The applications of these practices with round and practice, the latest first."""
    if not practice_ids:
        return ()
    return tuple(
        db.session.scalars(
            select(Application)
            .where(Application.practice_id.in_(practice_ids))
            .options(joinedload(Application.round), joinedload(Application.practice))
            .order_by(Application.created_at.desc(), Application.id.desc())
        )
    )


def earlier_version(of: Application) -> Submission | None:
    """What the practice sent last to an earlier round."""
    return db.session.scalar(
        select(Submission)
        .join(Application, Application.id == Submission.application_id)
        .where(
            Application.practice_id == of.practice_id,
            Application.round_id != of.round_id,
            Application.emptied_at.is_(None),
            Submission.submitted_at < of.created_at,
        )
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )


def frozen(version: Submission) -> Frozen:
    """A version, opened."""
    return snapshots.opened(version.content)


def signer_name(of: Signature) -> str:
    """The name of the account that signed, which may differ from what was typed."""
    people = Model.metadata.tables["person"]
    return db.session.scalar(select(people.c.name).where(people.c.id == of.person_id)) or ""


def signature(signature_id: int) -> Signature:
    """One signature, void or not."""
    return db.session.get_one(Signature, signature_id)


def signatures(signature_ids: Collection[int]) -> dict[int, Signature]:
    """These signatures, void or not, by id: one statement."""
    found = db.session.scalars(select(Signature).where(Signature.id.in_(signature_ids)))
    return {one.id: one for one in found}
