"""Hints of conflicts of interest: what the portal noticed. A hint never decides anything.

Who stands in conflict follows from what people said, declared and where they work alone:
see `conflicts`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# fmt: off
_WITHOUT_MEANING = frozenset((
    "clinic", "clinics", "inc", "incorporated", "llc", "llp", "pllc", "lp", "pa", "pc", "ltd",
    "limited", "corp", "corporation", "co", "company", "the", "of", "and",
))
PUBLIC_MAIL = frozenset((
    "aol.com", "att.net", "bellsouth.net", "cableone.net", "charter.net", "comcast.net",
    "cox.net", "fastmail.com", "fastmail.fm", "gmail.com", "gmx.com", "gmx.net",
    "googlemail.com", "hey.com", "hotmail.com", "icloud.com", "live.com", "mac.com",
    "mail.com", "me.com", "msn.com", "outlook.com", "pm.me", "proton.me", "protonmail.com",
    "rocketmail.com", "sbcglobal.net", "sparklight.net", "verizon.net", "yahoo.com",
    "ymail.com", "zoho.com", "zohomail.com",
))
# fmt: on
"""Domains where anybody has an address: sharing one means nothing."""
ALIKE = 0.85
LEAST_WORDS = 2
SYSTEM_QUESTION = "A6"
"""The key of the question about sister sites and the health system."""


class HintKind(StrEnum):
    """What two sides have in common."""

    ORGANISATION = "same organization"
    DECLARED = "declared tie"
    MAIL = "same mail domain"
    SYSTEM = "same health system"
    COUNTY = "same county"
    TOGETHER = "past application"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that was noticed, as a sentence that names no person."""

    kind: HintKind
    words: str


@dataclass(frozen=True, slots=True)
class Workplace:
    """A practice where a reviewer works, or once worked."""

    id: int
    name: str
    county: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What is known of a reviewer.

    `organisations` were declared in words and `tied` are practices that were declared;
    `applied_for` are the practices on whose applications the reviewer worked.
    """

    email: str
    workplaces: Sequence[Workplace] = ()
    organisations: Sequence[str] = ()
    tied: frozenset[int] = frozenset()
    applied_for: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of an application; `system` is what it says of sister sites."""

    practice_id: int
    name: str
    county: str
    emails: frozenset[str] = frozenset()
    system: str = ""


def core_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell organisations apart.

    >>> core_words("The Delta Pines Family Health Clinic, Inc.")
    ('delta', 'pines', 'family', 'health')
    >>> core_words("Children's Clinic, P.A.")
    ('childrens',)
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['.]", "", plain)).split()
    return tuple(word for word in words if word not in _WITHOUT_MEANING)


def same_name(one: str, other: str) -> bool:
    """Whether two names mean the same organisation; names without meaning never do.

    >>> same_name("Delta Pines Clinic", "DELTA PINES, LLC"), same_name("Clinic", "The Clinic")
    (True, False)
    """
    words = core_words(one)
    return bool(words) and words == core_words(other)


def resembles(one: str, other: str) -> bool:
    """Whether two names could mean the same: spelled alike, or one inside of the other.

    >>> resembles("Tupelo Creek", "Tupelo Creek Pediatrics"), resembles("Delta", "Delta Pines")
    (True, False)
    """
    first, second = core_words(one), core_words(other)
    if not first or not second:
        return False
    if _within(first, second) or _within(second, first):
        return True
    return SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() >= ALIKE


def mail_domain(email: str) -> str:
    """The domain of an address that says where somebody works; "" for public mail.

    The names that RFC 2606 keeps for examples (`.example`) belong to nobody.

    >>> mail_domain("Ana@DeltaPines.org"), mail_domain("ana@gmail.com"), mail_domain("ana")
    ('deltapines.org', '', '')
    >>> mail_domain("ana@clinic.example")
    ''
    """
    _, found, domain = email.strip().lower().rpartition("@")
    is_own = domain not in PUBLIC_MAIL and not domain.endswith(".example")
    return domain if found and is_own else ""


def hints(reviewer: Reviewer, applicant: Applicant) -> tuple[Hint, ...]:
    """Everything that a reviewer and an application have in common, each thing once."""
    looks = (_workplaces, _declared, _mail, _system, _county, _together)
    return tuple(dict.fromkeys(hint for look in looks for hint in look(reviewer, applicant)))


def _workplaces(reviewer: Reviewer, applicant: Applicant) -> Iterator[Hint]:
    for place in reviewer.workplaces:
        if place.id == applicant.practice_id:
            yield Hint(HintKind.ORGANISATION, "Works, or once worked, for this practice.")
        elif same_name(place.name, applicant.name):
            words = f"Works, or once worked, for {place.name}: the name is the same."
            yield Hint(HintKind.ORGANISATION, words)


def _declared(reviewer: Reviewer, applicant: Applicant) -> Iterator[Hint]:
    if applicant.practice_id in reviewer.tied:
        yield Hint(HintKind.DECLARED, "Declared a tie to this practice.")
    for named in reviewer.organisations:
        if same_name(named, applicant.name):
            yield Hint(HintKind.ORGANISATION, f"Declared a tie to {named}: the name is the same.")
        elif resembles(named, applicant.name):
            yield Hint(HintKind.DECLARED, f"Declared a tie to {named}: the name is much alike.")


def _mail(reviewer: Reviewer, applicant: Applicant) -> Iterator[Hint]:
    domain = mail_domain(reviewer.email)
    if domain and domain in {mail_domain(email) for email in applicant.emails}:
        words = f"Has an email address at {domain}, as somebody on the application does."
        yield Hint(HintKind.MAIL, words)


def _system(reviewer: Reviewer, applicant: Applicant) -> Iterator[Hint]:
    said = core_words(applicant.system)
    for name in (*(place.name for place in reviewer.workplaces), *reviewer.organisations):
        if _within(core_words(name), said):
            words = f"The application names {name} among its sister sites or health system."
            yield Hint(HintKind.SYSTEM, words)


def _county(reviewer: Reviewer, applicant: Applicant) -> Iterator[Hint]:
    for place in reviewer.workplaces:
        if place.county == applicant.county and place.id != applicant.practice_id:
            words = f"Works, or once worked, for {place.name}, also in {place.county} County."
            yield Hint(HintKind.COUNTY, words)


def _together(reviewer: Reviewer, applicant: Applicant) -> Iterator[Hint]:
    if applicant.practice_id in reviewer.applied_for:
        yield Hint(HintKind.TOGETHER, "Worked on an application of this practice before.")


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words of `part`, at least two, stand in `whole` one after the other."""
    size = len(part)
    return size >= LEAST_WORDS and any(
        tuple(whole[start : start + size]) == tuple(part) for start in range(len(whole) - size + 1)
    )
