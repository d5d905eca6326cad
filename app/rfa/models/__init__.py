"""Tables of rounds and applications."""

from app.rfa.models.applications import (
    Application,
    ChangeRequest,
    Extension,
    Registration,
    Signature,
    Submission,
    SurveyAnswer,
)
from app.rfa.models.drafting import (
    AnswerChange,
    Assignment,
    Attachment,
    ConfirmedWords,
    DraftComment,
    Presence,
    SectionDraft,
)
from app.rfa.models.oversight import Check, Mark, MarkKind, Note, SavedView, Task
from app.rfa.models.retention import RetentionHold, RetentionLog, RetentionSchedule
from app.rfa.models.rounds import FaqEntry, Round

__all__ = [
    "AnswerChange",
    "Application",
    "Assignment",
    "Attachment",
    "ChangeRequest",
    "Check",
    "ConfirmedWords",
    "DraftComment",
    "Extension",
    "FaqEntry",
    "Mark",
    "MarkKind",
    "Note",
    "Presence",
    "Registration",
    "RetentionHold",
    "RetentionLog",
    "RetentionSchedule",
    "Round",
    "SavedView",
    "SectionDraft",
    "Signature",
    "Submission",
    "SurveyAnswer",
    "Task",
]
