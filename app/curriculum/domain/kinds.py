"""The words of the curriculum: languages, states, kinds of questions, files and changes."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A lesson is written in English; it may have a Spanish text beside it."""

    ENGLISH = "en"
    SPANISH = "es"


class VersionStatus(StrEnum):
    """Where a version of a module is on its way, computed from its events and the clock."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    REPLACED = "replaced"
    EXPIRED = "expired"
    ARCHIVED = "archived"


class ChangeClass(StrEnum):
    """What a new version asks of those who finished an older one; nobody is ever un-finished."""

    MINOR = "minor"
    RE_READ = "re-read"
    RETAKE = "retake"


class QuestionKind(StrEnum):
    """One right answer, or every right answer."""

    ONE = "one"
    SEVERAL = "several"


class FileUse(StrEnum):
    """What a file of a module is for."""

    IMAGE = "image"
    DOCUMENT = "document"
    CAPTIONS = "captions"


class Feedback(StrEnum):
    """What a learner sees after a quiz."""

    EACH = "each answer"
    SCORE = "only the score"
    PASSED = "each answer once passed"


class Need(StrEnum):
    """What a lesson asks before it is done, stated before it is begun."""

    READ = "read"
    CHECK = "check"
    MINUTES = "minutes"
    CHECKLIST = "checklist"
    ATTESTATION = "attestation"


class Gate(StrEnum):
    """What a module may ask for before it opens."""

    MODULE = "module"
    QUIZ = "quiz"
    EVENT = "event"
    FACT = "fact"


class Fact(StrEnum):
    """Something that a team did in the portal, and that a module may ask for."""

    CHARTER_CONFIRMED = "charter confirmed"
    NUMBERS_SENT = "first month of numbers sent"
    CYCLE_STUDIED = "first PDSA cycle studied"


class SearchKind(StrEnum):
    """What a search finds."""

    LESSON = "lesson"
    TRANSCRIPT = "transcript"
    RESOURCE = "resource"
