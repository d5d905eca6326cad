"""The tables of the curriculum."""

from app.curriculum.models.content import (
    LessonRow,
    LessonText,
    Module,
    ModuleFile,
    ModuleVersion,
    QuestionRow,
    Track,
    VersionComment,
    VersionEditor,
)
from app.curriculum.models.learning import (
    Bookmark,
    Certificate,
    CertificateTemplate,
    ExtraAttempt,
    LearningAssignment,
    LessonProgress,
    ModuleEvaluation,
    Nudge,
    NudgeStop,
    QuizAttempt,
    Study,
    TeamNote,
)
from app.curriculum.models.searching import SearchEntry

__all__ = [
    "Bookmark",
    "Certificate",
    "CertificateTemplate",
    "ExtraAttempt",
    "LearningAssignment",
    "LessonProgress",
    "LessonRow",
    "LessonText",
    "Module",
    "ModuleEvaluation",
    "ModuleFile",
    "ModuleVersion",
    "Nudge",
    "NudgeStop",
    "QuestionRow",
    "QuizAttempt",
    "SearchEntry",
    "Study",
    "TeamNote",
    "Track",
    "VersionComment",
    "VersionEditor",
]
