"""Staff's page of one application: what they may do to it, and the versions that were sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.rfa.domain.deeds import Deed, possible
from app.rfa.presenters.papers.answered import CHANGED
from app.rfa.presenters.signing import belongs

if TYPE_CHECKING:
    from app.rfa.models import Signature, Submission
    from app.rfa.queries.oversight.one import Case

DEED_WORDS = {
    Deed.REQUEST_CHANGES: "Request changes",
    Deed.CANCEL_REQUEST: "Take the request back",
    Deed.EXTEND: "Give more time",
    Deed.EDIT: "Edit on behalf",
    Deed.REINSTATE: "Undo the withdrawal",
}


def deeds(case: Case, at: dt.datetime) -> tuple[tuple[str, str], ...]:
    """What staff may do to the application now: (the end of its address, words)."""
    return tuple((deed.value, DEED_WORDS[deed]) for deed in _possible(case, at))


def _possible(case: Case, at: dt.datetime) -> tuple[Deed, ...]:
    return possible(
        case.application.state,
        is_archived=case.opened.round.archived_at is not None,
        is_open=case.opened.window.is_open(at),
        seal_holds=case.overseen.seal.holds(at),
    )


def has_running_extension(case: Case, at: dt.datetime) -> bool:
    """Whether the applicant has more time now that staff can still change or end."""
    return Deed.EXTEND in _possible(case, at) and any(
        extension.ended_at is None and at <= extension.closes_at for extension in case.extensions
    )


def section_titles(case: Case) -> dict[str, str]:
    """What the sections of the application are called, by key."""
    return {section.key: f"{section.code}. {section.title}" for section in case.opened.sections}


def signed_words(version: Submission, signature: Signature) -> str:
    """Who signed a version, or that nobody did."""
    if not belongs(signature, version):
        return CHANGED
    return f"{signature.name}, {signature.title}, {moment(signature.signed_at)}"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list. `reason`: why staff changed it, "" for the practice's own."""

    number: int
    when: str
    reason: str
    not_signed: str


def version_lines(case: Case) -> Iterator[VersionLine]:
    """The versions that were sent, the latest first."""
    for version in reversed(case.versions):
        by = case.names[version.submitted_by_id]
        late = ", under extension" if version.under_extension else ""
        is_own = belongs(case.signatures[version.signature_id], version)
        yield VersionLine(
            version.number,
            f"{moment(version.submitted_at)}, {by}{late}",
            version.staff_reason,
            "" if is_own else CHANGED,
        )
