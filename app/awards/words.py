"""Where decisions and awards hold free text, and what follows when words are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.awards.domain.agreement import fingerprint
from app.awards.models import (
    Agreement,
    AgreementText,
    Appeal,
    AwardPlan,
    AwardReply,
    Decision,
    DecisionSurvey,
    Feedback,
    Letter,
    LetterTemplate,
    Milestone,
)
from app.core.free_text import FreeText
from app.policy import Role

if TYPE_CHECKING:
    from app.core.free_text import Trace

APPLICANTS = (Role.APPLICATION_LEAD,)


def _of_agreement(agreement: Agreement, part: str, words: Any) -> tuple[str, str] | None:
    """What was signed keeps its fingerprint; a second one stands for what is left."""
    return (agreement.fingerprint, fingerprint(words)) if part == "words" else None


def _say_so_on_the_agreement(agreement: Agreement, part: str, _was: Any, trace: Trace) -> None:
    if part == "words":
        agreement.words_removed_at = trace.removed_at
        agreement.mended_fingerprint = trace.mended_fingerprint


PLACES = (
    FreeText(
        table=Decision,
        title="Decision",
        parts={
            "rationale": "Rationale",
            "conditions": "Conditions",
            "departure": "Why it differs from the panel",
            "promotion_reason": "Why it was promoted",
        },
        at=Decision.decided_at,
        by=Decision.decided_by_id,
        application=Decision.application_id,
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=Letter,
        title="Letter about a decision",
        parts={
            "fields": "Fields",
            "subject": "Subject",
            "body": "Text",
            "sent_subject": "Subject as it was sent",
            "sent_body": "Text as it was sent",
        },
        at=Letter.changed_at,
        by=Letter.changed_by_id,
        application=Decision.application_id,
        joins=((Decision, Decision.id == Letter.decision_id),),
        page="awards.letter",
    ),
    FreeText(
        table=Feedback,
        title="Summary for an applicant",
        parts={"strengths": "Strengths", "concerns": "Concerns"},
        at=Feedback.written_at,
        by=Feedback.written_by_id,
        application=Feedback.application_id,
        page="awards.summary",
    ),
    FreeText(
        table=Appeal,
        title="Appeal",
        parts={"basis": "Basis", "reason": "Answer"},
        at=Appeal.filed_at,
        by=Appeal.filed_by_id,
        application=Decision.application_id,
        joins=((Decision, Decision.id == Appeal.decision_id),),
        page="awards.decide_appeal",
        told=APPLICANTS,
    ),
    FreeText(
        table=AwardReply,
        title="Answer to an award",
        parts={"reason": "Reason"},
        at=AwardReply.replied_at,
        by=AwardReply.replied_by_id,
        application=Decision.application_id,
        joins=((Decision, Decision.id == AwardReply.decision_id),),
        page="awards.beginning",
        told=APPLICANTS,
    ),
    FreeText(
        table=Agreement,
        title="Signed agreement",
        parts={"words": "Words", "title": "Title", "countersigned_title": "Title of the program"},
        at=Agreement.signed_at,
        by=Agreement.person_id,
        application=Decision.application_id,
        joins=((Decision, Decision.id == Agreement.decision_id),),
        page="awards.beginning",
        told=APPLICANTS,
        fingerprints=_of_agreement,
        follow=_say_so_on_the_agreement,
    ),
    FreeText(
        table=Milestone,
        title="Milestone of an award",
        parts={"title": "Title", "evidence": "What has to be shown", "note": "Note"},
        at=Milestone.met_at,
        by=Milestone.met_by_id,
        application=Decision.application_id,
        joins=((Decision, Decision.id == Milestone.decision_id),),
        page="awards.beginning",
        told=APPLICANTS,
    ),
    FreeText(
        table=DecisionSurvey,
        title="Survey about a decision",
        parts={"better": "What to do better"},
        at=DecisionSurvey.answered_at,
    ),
    FreeText(
        table=AwardPlan,
        title="Settings of awards",
        parts={"letterhead": "Letterhead", "milestones": "Milestones"},
        at=AwardPlan.changed_at,
        by=AwardPlan.changed_by_id,
        round=AwardPlan.round_id,
        page="awards.award_settings",
    ),
    FreeText(
        table=LetterTemplate,
        title="Words of a letter",
        parts={"subject": "Subject", "body": "Text"},
        at=LetterTemplate.written_at,
        by=LetterTemplate.written_by_id,
        round=LetterTemplate.round_id,
        page="awards.letter_templates",
    ),
    FreeText(
        table=AgreementText,
        title="Words of an agreement",
        parts={"title": "Title", "body": "Text"},
        at=AgreementText.written_at,
        by=AgreementText.written_by_id,
        round=AgreementText.round_id,
        page="awards.agreement_text",
    ),
)
