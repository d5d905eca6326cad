"""What a service may raise and a page can explain."""

from __future__ import annotations


class Refused(ValueError):
    """A rule said no. The message is a sentence that tells a person what to do.

    `field` names the form field it belongs to, when there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else got there first; nothing was overwritten. Becomes a 409 page."""


class NotPossibleNow(Refused):
    """The subject is not in a state that allows this. Becomes a 409 page."""


class Missing(LookupError):
    """There is no such record, or not for this person. Becomes the 404 page."""
