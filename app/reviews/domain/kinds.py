"""The words of reviewing: what a tie, a conflict, a review and a phase can be."""

from __future__ import annotations

from enum import StrEnum


class TieKind(StrEnum):
    """What ties a reviewer to an organisation, as declared for a round."""

    EMPLOYMENT = "employment"
    FAMILY = "family"
    BOARD = "board seat"
    FUNDING = "funding"
    OTHER = "other"


class Statement(StrEnum):
    """What was said about a reviewer's conflict with one application, by either side."""

    NO = "no conflict"
    YES = "conflict"
    NOT_SURE = "not sure"
    RULED_CLEAR = "ruled no conflict"
    RULED_CONFLICT = "ruled a conflict"
    LIFTED = "lifted"


class Standing(StrEnum):
    """Where a reviewer stands towards one application."""

    UNASKED = "not asked"
    CLEAR = "clear"
    WAITING = "staff are asked"
    CONFLICTED = "conflict"


class ReviewState(StrEnum):
    """A draft and a void review count in no number."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VOID = "void"


class Recommendation(StrEnum):
    """What a reviewer would do with an application."""

    AWARD = "award"
    AWARD_WITH_CONDITIONS = "award with conditions"
    WAIT_LIST = "wait list"
    DECLINE = "decline"


class PhaseKind(StrEnum):
    """First everybody reviews alone, then the panel talks."""

    REVIEW = "review"
    DISCUSSION = "discussion"


class OthersSeen(StrEnum):
    """When a reviewer sees what others wrote of the same application."""

    NEVER = "never"
    AFTER_OWN = "after own"
    ALWAYS = "always"
