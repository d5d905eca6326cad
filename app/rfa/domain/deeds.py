"""What staff may do to the course of an application: only what can succeed is offered."""

from __future__ import annotations

from enum import StrEnum

from app.rfa.domain.states import ApplicationState


class Deed(StrEnum):
    """Something that staff do to an application; its value is the end of its address."""

    REQUEST_CHANGES = "changes"
    CANCEL_REQUEST = "changes/cancel"
    EXTEND = "extend"
    EDIT = "behalf"
    REINSTATE = "reinstate"


RESTORED = "Put back to what was sent: the request for changes was taken back."
"""The note of answers that were put back: nobody wrote them for the applicant."""
_S = ApplicationState
_COURSE = {
    _S.DRAFT: (Deed.EXTEND,),
    _S.SUBMITTED: (Deed.REQUEST_CHANGES,),
    _S.SUBMITTED_WITH_CHANGES: (Deed.REQUEST_CHANGES,),
    _S.CHANGES_REQUESTED: (Deed.CANCEL_REQUEST,),
}


def possible(
    state: ApplicationState, *, is_archived: bool, is_open: bool, seal_holds: bool
) -> tuple[Deed, ...]:
    """What staff may do now. `is_open`: the applicant's own deadline has not passed.

    >>> possible(ApplicationState.DRAFT, is_archived=False, is_open=True, seal_holds=True)
    (<Deed.EXTEND: 'extend'>,)
    """
    if is_archived:
        return ()
    if state is ApplicationState.WITHDRAWN:
        return (Deed.REINSTATE,) if is_open else ()
    return _COURSE[state] if seal_holds else (*_COURSE[state], Deed.EDIT)
