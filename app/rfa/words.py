"""Where rounds and applications hold free text, and what follows when words are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.db import db
from app.core.free_text import FreeText
from app.policy import Role
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import (
    AnswerChange,
    Application,
    Attachment,
    ChangeRequest,
    Check,
    ConfirmedWords,
    DraftComment,
    Extension,
    FaqEntry,
    Mark,
    Note,
    Registration,
    RetentionHold,
    Round,
    SectionDraft,
    Signature,
    Submission,
    SurveyAnswer,
    Task,
)

if TYPE_CHECKING:
    from app.core.free_text import Trace

TAKEN_OUT = "Program staff took words out"
APPLICANTS = (Role.APPLICATION_LEAD,)


def _of_version(version: Submission, part: str, content: Any) -> tuple[str, str] | None:
    """What was signed keeps its fingerprint; a second one stands for what is left."""
    return (version.fingerprint, fingerprint(content)) if part == "content" else None


def _say_so_on_the_version(version: Submission, part: str, _was: Any, trace: Trace) -> None:
    if part == "content":
        version.words_removed_at = trace.removed_at
        version.mended_fingerprint = trace.mended_fingerprint


def _stop_open_pages(draft: SectionDraft, part: str, was: Any, trace: Trace) -> None:
    """Put a change into the history, so that no page that is still open saves the old words."""
    if part != "answers":
        return
    draft.version += 1
    draft.changed_at = trace.removed_at
    for question, answer in draft.answers.items():
        if answer != was[question]:
            db.session.add(
                AnswerChange(
                    application_id=draft.application_id,
                    section=draft.section,
                    question=question,
                    before=answer,
                    after=answer,
                    version=draft.version,
                    began_at=trace.removed_at,
                    at=trace.removed_at,
                    by_id=trace.removed_by_id,
                    by_staff=True,
                    note=TAKEN_OUT,
                )
            )


_PRACTICES_OWN = (
    FreeText(
        table=SectionDraft,
        title="Answers of an application",
        parts={"answers": "Answers"},
        at=SectionDraft.changed_at,
        by=SectionDraft.changed_by_id,
        application=SectionDraft.application_id,
        page="rfa.staff_application",
        told=APPLICANTS,
        is_private=True,
        follow=_stop_open_pages,
    ),
    FreeText(
        table=AnswerChange,
        title="History of an answer",
        parts={"before": "Before", "after": "After", "note": "Note"},
        at=AnswerChange.at,
        by=AnswerChange.by_id,
        application=AnswerChange.application_id,
        page="rfa.staff_application",
        told=APPLICANTS,
        is_private=True,
    ),
    FreeText(
        table=Submission,
        title="Application as it was sent",
        parts={"content": "What was sent", "staff_reason": "Why staff changed it"},
        at=Submission.submitted_at,
        by=Submission.submitted_by_id,
        application=Submission.application_id,
        page="rfa.staff_version",
        arguments={"number": Submission.number},
        told=APPLICANTS,
        skipped=frozenset({"form"}),
        fingerprints=_of_version,
        follow=_say_so_on_the_version,
    ),
    FreeText(
        table=Attachment,
        title="Attached file",
        parts={"name": "Name of the file"},
        at=Attachment.uploaded_at,
        by=Attachment.uploaded_by_id,
        application=Attachment.application_id,
        page="rfa.staff_application",
        told=APPLICANTS,
    ),
    FreeText(
        table=DraftComment,
        title="Comment inside of an applicant's team",
        parts={"body": "Comment"},
        at=DraftComment.written_at,
        by=DraftComment.written_by_id,
        application=DraftComment.application_id,
        page="rfa.staff_application",
        told=APPLICANTS,
        is_private=True,
    ),
    FreeText(
        table=ConfirmedWords,
        title="Words confirmed as no patient's",
        parts={"reason": "Reason"},
        at=ConfirmedWords.confirmed_at,
        by=ConfirmedWords.confirmed_by_id,
        application=ConfirmedWords.application_id,
        page="rfa.staff_application",
        told=APPLICANTS,
        is_private=True,
    ),
    FreeText(
        table=Application,
        title="Application",
        parts={"withdrawn_reason": "Why it was withdrawn", "screening": "Eligibility check"},
        at=Application.content_at,
        by=Application.created_by_id,
        application=Application.id,
        page="rfa.staff_application",
        told=APPLICANTS,
    ),
    FreeText(
        table=Signature,
        title="Signature of an application",
        parts={"title": "Title", "statement": "Statement", "void_reason": "Why it is void"},
        at=Signature.signed_at,
        by=Signature.person_id,
        application=Signature.application_id,
        page="rfa.staff_application",
        told=APPLICANTS,
    ),
)
_STAFFS_OWN = (
    FreeText(
        table=Note,
        title="Staff's note on an application",
        parts={"body": "Note"},
        at=Note.written_at,
        by=Note.written_by_id,
        application=Note.application_id,
        page="rfa.staff_application",
    ),
    FreeText(
        table=Task,
        title="Staff's task about an application",
        parts={"title": "Task"},
        at=Task.created_at,
        by=Task.created_by_id,
        application=Task.application_id,
        page="rfa.staff_application",
    ),
    FreeText(
        table=Mark,
        title="Tag or flag on an application",
        parts={"label": "Label", "outcome": "Outcome"},
        at=Mark.set_at,
        by=Mark.set_by_id,
        application=Mark.application_id,
        page="rfa.staff_application",
    ),
    FreeText(
        table=Check,
        title="Check of what was sent",
        parts={"note": "Note"},
        at=Check.checked_at,
        by=Check.checked_by_id,
        application=Check.application_id,
        page="rfa.staff_application",
    ),
    FreeText(
        table=RetentionHold,
        title="Hold on what is kept",
        parts={"reason": "Reason"},
        at=RetentionHold.set_at,
        by=RetentionHold.set_by_id,
        application=RetentionHold.application_id,
        page="rfa.staff_application",
    ),
    FreeText(
        table=ChangeRequest,
        title="Changes that staff asked for",
        parts={"reason": "What to change"},
        at=ChangeRequest.asked_at,
        by=ChangeRequest.asked_by_id,
        application=ChangeRequest.application_id,
        page="rfa.staff_application",
    ),
    FreeText(
        table=Extension,
        title="More time to apply",
        parts={"reason": "Reason"},
        at=Extension.given_at,
        by=Extension.given_by_id,
        application=Extension.application_id,
        round=Extension.round_id,
        page="rfa.round_page",
    ),
)
PLACES = (
    *_PRACTICES_OWN,
    *_STAFFS_OWN,
    FreeText(
        table=FaqEntry,
        title="Question about a round",
        parts={"question": "Question", "asked_by": "Asked by", "answer": "Answer"},
        at=FaqEntry.asked_at,
        round=FaqEntry.round_id,
        page="rfa.round_questions",
    ),
    FreeText(
        table=SurveyAnswer,
        title="Survey about applying",
        parts={"better": "What to do better"},
        at=SurveyAnswer.answered_at,
        page="rfa.survey_results",
    ),
    FreeText(
        table=Registration,
        title="Registration for a round",
        parts={"name": "Name", "screening": "Eligibility check"},
        at=Registration.created_at,
        round=Registration.round_id,
        page="rfa.round_page",
    ),
    FreeText(
        table=Round,
        title="Round",
        parts={"title": "Title"},
        at=Round.created_at,
        by=Round.created_by_id,
        round=Round.id,
        page="rfa.round_page",
    ),
)
