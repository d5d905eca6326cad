"""The same telling word in every text about an application, whoever writes it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.models import Invitation
from app.audit import services as audit
from app.awards.domain.kinds import AppealOutcome, LetterKind
from app.awards.models import (
    Appeal,
    AwardReply,
    Decision,
    DecisionSurvey,
    Feedback,
    Letter,
)
from app.core.db import db, transaction
from app.core.identifiers import Identifier
from app.core.model import Model
from app.outbox.services import queue
from app.policy import Role
from app.reviews.domain.kinds import ReviewState, Statement, TieKind
from app.reviews.models import (
    ConflictStatement,
    Consensus,
    ConsensusVote,
    Declaration,
    DeclaredTie,
    DiscussionPost,
    Redaction,
    Review,
    SentReview,
)
from app.rfa.models import (
    AnswerChange,
    Application,
    Assignment,
    ChangeRequest,
    Check,
    ConfirmedWords,
    DraftComment,
    Extension,
    FaqEntry,
    Mark,
    MarkKind,
    Note,
    Presence,
    Registration,
    RetentionHold,
    Signature,
    Submission,
    SurveyAnswer,
    Task,
)
from app.rfa.queries import applications
from app.rfa.services.trail import note
from tests.support import build
from tests.support.build import saved
from tests.unit.rfa.oversight_rows import attach

if TYPE_CHECKING:
    from tests.unit.rfa.keeping import Kept

WORD = "zinnia"
"""Stands in every text about an application, and nowhere else."""
TOLD = dt.datetime(2026, 12, 17, 15, tzinfo=dt.UTC)
MAIL = f"Hello {WORD}, about {WORD}."


def write_by_practice(of: Application) -> None:
    """What the practice leaves in and beside an application."""
    lead = of.created_by_id
    signed = {"at": TOLD, "by_id": lead}
    about = {"application_id": of.id}
    attach(of, name=f"{WORD}.pdf")
    said = {"before": {"value": WORD}, "after": {"value": WORD}, "note": WORD}
    saved(
        AnswerChange(
            section="plan", question="P1", version=2, began_at=TOLD, **about, **said, **signed
        )
    )
    by_lead = {"written_at": TOLD, "written_by_id": lead}
    saved(DraftComment(section="plan", question="P1", body=WORD, **about, **by_lead))
    saved(Assignment(section="plan", person_id=lead, **about))
    saved(Presence(section="plan", person_id=lead, seen_at=TOLD, **about))
    saved(SurveyAnswer(person_id=lead, ease=3, hours=2, better=WORD, answered_at=TOLD, **about))
    saved(
        ConfirmedWords(
            question="P1",
            kind=Identifier.MRN,
            digest="d" * 64,
            reason=WORD,
            confirmed_at=TOLD,
            confirmed_by_id=lead,
            **about,
        )
    )


def write_by_staff(kept: Kept, of: Application) -> None:
    """What staff keep beside an application and ask for, with mails and events that quote it."""
    about = {"application_id": of.id}
    held = {"set_at": TOLD, "set_by_id": kept.staff.id}
    free = {"ended_at": TOLD, "ended_by_id": kept.staff.id}
    saved(RetentionHold(reason=WORD, **about, **held, **free))
    given = {"given_at": TOLD, "given_by_id": kept.staff.id, "closes_at": TOLD}
    extension = saved(Extension(round_id=of.round_id, reason=WORD, **about, **given))
    asked = saved(
        ChangeRequest(
            sections={"keys": ["plan"]},
            reason=WORD,
            due_at=TOLD,
            asked_at=TOLD,
            asked_by_id=kept.staff.id,
            answered_at=TOLD,
            **about,
        )
    )
    set_by = {"set_at": TOLD, "set_by_id": kept.staff.id}
    ended = {"removed_at": TOLD, "removed_by_id": kept.staff.id, "outcome": WORD}
    saved(Mark(kind=MarkKind.FLAG, label=WORD, **about, **set_by, **ended))
    saved(Mark(kind=MarkKind.TAG, label=WORD, **about, **set_by))
    by_staff = {"written_at": TOLD, "written_by_id": kept.staff.id}
    written = saved(Note(body=WORD, **about, **by_staff))
    made = {"created_at": TOLD, "created_by_id": kept.staff.id}
    done = {"done_at": TOLD, "done_by_id": kept.staff.id}
    saved(Task(title=WORD, **about, **made, **done))
    checked = {"checked_at": TOLD, "checked_by_id": kept.staff.id}
    saved(Check(version=2, note=WORD, **about, **checked))
    with transaction():
        audit.record("wrote a note", written, by=kept.by, at=TOLD, name=WORD, reason=WORD)
    for key in (
        f"more time:{extension.id}:1",
        f"changes requested:{asked.id}:1",
        f"receipt:{of.id}:1:7",
        f"withdrawn:{of.id}:x",
    ):
        mail(key)


def write_invitation(kept: Kept, of: Application) -> None:
    """An invitation that was declined, and events of its practice."""
    invited = saved(
        Invitation(
            token_hash=f"{of.id:032}".encode(),
            email=f"{WORD}@example.org",
            name=WORD,
            role=Role.APPLICATION_EDITOR,
            practice_id=of.practice_id,
            sent_at=TOLD,
            expires_at=TOLD,
            declined_at=TOLD,
            decline_reason=WORD,
        )
    )
    with transaction():
        audit.record("invited", invited, by=kept.by, at=TOLD, name=WORD)
        audit.record(
            "changed", "practice", by=kept.by, at=TOLD, name=WORD, practice_id=of.practice_id
        )
    mail(f"invitation:{invited.id}:1")


def write_reviews(kept: Kept, of: Application) -> None:
    """Somebody taken off with a reason, a comment for each score, and copies of what was sent."""
    gone = build.person(name="Thea", role=Role.REVIEWER)
    build.reviewer_assignment(
        of, gone, removed_at=TOLD, removed_by_id=kept.staff.id, removed_reason=WORD
    )
    build.review(of, gone, state=ReviewState.VOID, voided_at=TOLD, void_reason=WORD)
    scores = Model.metadata.tables["review_score"]
    db.session.execute(scores.update().values(comment=WORD))
    db.session.commit()
    reviews = db.session.query(Review).filter_by(application_id=of.id)
    marks = {"K1": {"score": 3, "cannot_assess": False, "comment": WORD}}
    for review_id in [row.id for row in reviews]:
        content = {"format": 1, "version": 1, "marks": marks, "texts": {"strengths": WORD}}
        saved(SentReview(review_id=review_id, number=1, content=content, sent_at=TOLD))


def write_by_panel(kept: Kept, of: Application) -> None:
    """What reviewers discuss, declare and are told."""
    about = {"application_id": of.id}
    ruth = kept.reviewers[0]
    by_ruth = {"written_at": TOLD, "written_by_id": ruth.id}
    post = saved(DiscussionPost(body=WORD, **about, **by_ruth))
    saved(Redaction(question="P1", text=WORD, **about, **by_ruth))
    agreed = saved(
        Consensus(score=350, body=WORD, proposed_at=TOLD, proposed_by_id=ruth.id, **about)
    )
    saved(
        ConsensusVote(
            consensus_id=agreed.id, person_id=ruth.id, agrees=False, note=WORD, voted_at=TOLD
        )
    )
    doubt = saved(
        ConflictStatement(
            person_id=ruth.id,
            statement=Statement.NO,
            reason=WORD,
            said_at=TOLD,
            said_by_id=kept.staff.id,
            **about,
        )
    )
    declared = saved(Declaration(round_id=of.round_id, person_id=ruth.id, declared_at=TOLD))
    saved(
        DeclaredTie(
            declaration_id=declared.id,
            kind=TieKind.EMPLOYMENT,
            practice_id=of.practice_id,
            organisation=WORD,
            note=WORD,
        )
    )
    with transaction():
        audit.record("wrote in the panel", post, by=kept.by, at=TOLD, name=WORD)
        audit.record("declared", declared, by=kept.by, at=TOLD, after={"ties": [WORD]})
    for key in (
        f"panel-post:{post.id}:{ruth.id}",
        f"conflict-stated:{doubt.id}:4",
        f"review-reminder:{of.round_id}:x:3:4",
    ):
        mail(key)


def write_decision(kept: Kept, of: Application) -> None:
    """The letter, the summary, an appeal and its answer, and what the practice thought of it."""
    about = {"application_id": of.id}
    decision = db.session.query(Decision).filter_by(application_id=of.id).one()
    saved(
        Letter(
            decision_id=decision.id,
            kind=LetterKind.DECLINE,
            fields={"x": WORD},
            subject=WORD,
            body=WORD,
            changed_at=TOLD,
            sent_at=TOLD,
            sent_subject=WORD,
            sent_body=WORD,
        )
    )
    by_staff = {"written_at": TOLD, "written_by_id": kept.staff.id}
    approved = {"approved_at": TOLD, "approved_by_id": kept.director.id}
    saved(Feedback(strengths=WORD, concerns=WORD, **about, **by_staff, **approved))
    sent = db.session.query(Submission).filter_by(application_id=of.id).one()
    appeal = saved(
        Appeal(
            decision_id=decision.id,
            submission_id=sent.id,
            basis=WORD,
            filed_at=TOLD,
            filed_by_id=of.created_by_id,
            outcome=AppealOutcome.DENIED,
            reason=WORD,
            decided_at=TOLD,
            decided_by_id=kept.director.id,
        )
    )
    saved(
        DecisionSurvey(
            person_id=of.created_by_id, clear=3, fair=4, better=WORD, answered_at=TOLD, **about
        )
    )
    saved(
        AwardReply(
            decision_id=decision.id,
            reply="declined",
            reason=WORD,
            replied_at=TOLD,
            replied_by_id=of.created_by_id,
        )
    )
    with transaction():
        note("appealed the decision", applied(of), by=kept.by, at=TOLD, reason=WORD)
        audit.record("told", decision, by=kept.by, at=TOLD, name=WORD)
    mail(f"decision:{decision.id}:4")
    mail(f"appeal decided:{appeal.id}:4")


def name_people(kept: Kept) -> None:
    """Somebody registered for the round, and somebody asked about it."""
    registered = saved(
        Registration(
            token_hash=b"r" * 32,
            round_id=kept.round.id,
            email=f"{WORD}@example.org",
            name=WORD,
            password_hash=WORD,
            screening={},
            created_at=TOLD,
            expires_at=TOLD,
            confirmed_at=TOLD,
        )
    )
    asked = saved(
        FaqEntry(
            round_id=kept.round.id,
            question="How long?",
            asked_by=WORD,
            email=f"{WORD}@example.org",
            asked_at=TOLD,
        )
    )
    mail(f"registration:{registered.id}")
    mail(f"answer:{asked.id}")


def sign(of: Application, *, by_staff: bool) -> None:
    """Somebody with a telling name and title signed; `by_staff`: staff changed what was sent."""
    for signature in db.session.query(Signature).filter_by(application_id=of.id):
        signature.name, signature.title = WORD, WORD
    for version in db.session.query(Submission).filter_by(application_id=of.id):
        version.staff_reason = WORD if by_staff else ""
    db.session.commit()


def applied(of: Application) -> Application:
    """The application with its round and practice."""
    return applications.application(of.id)


def mail(key: str) -> None:
    with transaction():
        queue(
            "kind",
            key=key,
            to=f"{WORD}@example.org",
            subject=WORD,
            body=MAIL,
            at=TOLD,
            link=f"http://localhost/{WORD}",
        )


def places_of(word: str) -> list[str]:
    """Every column of the whole database in which a word stands, whatever the table."""
    db.session.rollback()
    found = set()
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(table.select()).mappings():
            found |= {
                f"{table.name}.{name}" for name, value in row.items() if word in str(value).lower()
            }
    db.session.rollback()
    return sorted(found)
