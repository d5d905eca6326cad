"""The kinds of primary-care practice that may take part."""

from __future__ import annotations

from enum import StrEnum


class PracticeKind(StrEnum):
    """What a practice is, in the terms of the federal programs."""

    FQHC = "fqhc"
    LOOK_ALIKE = "look-alike"
    RHC_FREE_STANDING = "rhc free-standing"
    RHC_PROVIDER_BASED = "rhc provider-based"
    PRIVATE = "private"

    @property
    def label(self) -> str:
        """The words on a form.

        >>> PracticeKind.LOOK_ALIKE.label
        'FQHC look-alike'
        """
        return _LABELS[self][0]

    @property
    def short_label(self) -> str:
        """The words in a narrow column.

        >>> PracticeKind.RHC_PROVIDER_BASED.short_label
        'RHC, provider-based'
        """
        return _LABELS[self][1]


_LABELS = {
    PracticeKind.FQHC: ("Federally Qualified Health Center (FQHC)", "FQHC"),
    PracticeKind.LOOK_ALIKE: ("FQHC look-alike", "FQHC look-alike"),
    PracticeKind.RHC_FREE_STANDING: (
        "Rural Health Clinic (RHC), free-standing",
        "RHC, free-standing",
    ),
    PracticeKind.RHC_PROVIDER_BASED: (
        "Rural Health Clinic (RHC), provider-based",
        "RHC, provider-based",
    ),
    PracticeKind.PRIVATE: ("Private practice", "Private practice"),
}
