"""Certificates on pages, as a PDF, and as the public page shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.core.clock import central
from app.core.dates import short_day
from app.core.papers import framed
from app.core.papers.framed import Diploma
from app.curriculum.domain import codec, proofs
from app.curriculum.domain.content import Credit
from app.curriculum.domain.proofs import Issued, Standing
from app.curriculum.models import Certificate, CertificateTemplate
from app.curriculum.queries.certificates import Proof
from app.curriculum.services.certificates import Words

PORTAL = "CYSHCN Cares 2, Mississippi State Department of Health"
TONES = {
    Standing.VALID: ("ok", "Valid"),
    Standing.REVOKED: ("bad", "Revoked"),
    Standing.EXPIRED: ("due", "Expired"),
    Standing.NOT_FOUND: ("grey", "Not found"),
}
KEPT = (Standing.VALID, Standing.EXPIRED, Standing.REVOKED)
"""How certificates in the list may stand."""
EVALUATE = "The credit counts once you evaluate the module."


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate in a list. `evaluate` is the study whose evaluation its credit waits for."""

    certificate_id: int
    number: str
    name: str
    title: str
    version: int
    time: str
    hours: str
    on: str
    credit: str
    evaluate: int | None
    tone: str
    status: str
    more: str
    is_revoked: bool


def shown(of: Proof, today: dt.date) -> Shown:
    """A certificate as its owner and staff see it."""
    waits = _waits(of)
    credit = proofs.earned(codec.credit(of.row.credit), has_evaluated=of.study.has_evaluated)
    words = credit_words(credit) if credit else (EVALUATE if waits else "")
    return listed(of.row, today, words, of.study.id if waits else None)


def listed(
    one: Certificate, today: dt.date, credit: str = "", evaluate: int | None = None
) -> Shown:
    """A certificate as the list of staff shows it: what it says whoever looks."""
    stands = standing(one, today)
    tone, status = TONES[stands]
    return Shown(
        certificate_id=one.id,
        number=one.number,
        name=one.name,
        title=one.title,
        version=one.version_number,
        time=proofs.time_words(one.minutes),
        hours=proofs.decimal_hours(one.minutes),
        on=_day(one.issued_at),
        credit=credit,
        evaluate=evaluate,
        tone=tone,
        status=status,
        more=_more(one, stands),
        is_revoked=one.revoked_at is not None,
    )


def _waits(of: Proof) -> bool:
    credit = codec.credit(of.row.credit)
    return credit is not None and credit.needs_evaluation and not of.study.has_evaluated


def standing(one: Certificate, today: dt.date) -> Standing:
    """Whether a certificate holds today."""
    return proofs.standing(today, is_revoked=one.revoked_at is not None, expires_on=one.expires_on)


def _more(one: Certificate, stands: Standing) -> str:
    if one.revoked_at is not None:
        return f"Revoked on {_day(one.revoked_at)}: {one.revoked_reason}"
    if one.expires_on is None:
        return ""
    words = "Expired after" if stands is Standing.EXPIRED else "Valid until"
    return f"{words} {short_day(one.expires_on)}"


def credit_words(credit: Credit) -> str:
    """
    >>> credit_words(Credit("Board", "contact hours", "0.5", "A-77"))
    '0.5 contact hours, Board, activity A-77'
    """
    words = f"{credit.amount} {credit.kind}, {credit.accreditor}"
    return f"{words}, activity {credit.activity}" if credit.activity else words


# ------------------------------------------------------------------ the public page


@dataclass(frozen=True, slots=True)
class Answer:
    """What anybody learns about a number: for a valid one name, title and date, nothing else.

    Every answer has the same parts, so that its shape does not tell numbers apart.
    """

    tone: str
    heading: str
    sentence: str
    facts: tuple[tuple[str, str], ...]


NOTHING, KEPT_BACK = ("Not found",) * 3, ("Not shown",) * 3


def answer(one: Certificate | None, today: dt.date) -> Answer:
    """What the public page says about a certificate, or about a number without one."""
    stands = Standing.NOT_FOUND if one is None else standing(one, today)
    tone, heading = TONES[stands]
    told = NOTHING if one is None else KEPT_BACK
    if one is None:
        said = "No certificate has this number. Compare it sign by sign."
    elif one.revoked_at is not None:
        said = f"This certificate was revoked on {_day(one.revoked_at)}. It no longer counts."
    elif stands is Standing.EXPIRED and one.expires_on is not None:
        said = f"This certificate was valid until {short_day(one.expires_on)}."
    else:
        said, told = (
            "The program issued this certificate.",
            (one.name, one.title, _day(one.issued_at)),
        )
    return Answer(tone, heading, said, tuple(zip(("Name", "Module", "Date"), told, strict=True)))


# ------------------------------------------------------------------ on paper


def pdf(of: Proof, address: str) -> bytes:
    """A certificate to print; `address` is where anybody checks it."""
    one = of.row
    issued = Issued(one.name, one.title, one.version_number, one.minutes, _day(one.issued_at))
    credit = proofs.earned(codec.credit(one.credit), has_evaluated=of.study.has_evaluated)
    facts = [("Time", proofs.time_words(one.minutes))]
    if credit is not None:
        facts.append(("Continuing education", credit_words(credit)))
    if one.expires_on is not None:
        facts.append(("Valid until", short_day(one.expires_on)))
    facts.append(("Certificate number", one.number))
    warning = f"This certificate was revoked on {_day(one.revoked_at)}." if one.revoked_at else ""
    return _written(
        of.words, issued, tuple(facts), at=one.issued_at, address=address, warning=warning
    )


def example(words: CertificateTemplate) -> bytes:
    """What a certificate with these words looks like, filled with an example."""
    facts = (("Time", proofs.time_words(EXAMPLE.minutes)), ("Certificate number", "EXAMPLE"))
    return _written(words, EXAMPLE, facts, at=words.created_at, warning=NO_PROOF)


NO_PROOF = "This is an example. It proves nothing."
EXAMPLE = Issued("Ben Example", "Medical home basics", 1, 50, "Nov 2, 2026")


def preview(words: Words) -> str:
    """The statement of these words, filled with an example."""
    if proofs.unknown_words(words.statement):
        return ""
    return proofs.statement(words.statement, EXAMPLE)


def _written(
    words: CertificateTemplate,
    issued: Issued,
    facts: tuple[tuple[str, str], ...],
    *,
    at: dt.datetime,
    address: str = "",
    warning: str = "",
) -> bytes:
    about = (("Version", str(issued.version)), ("Completed", issued.on))
    return framed.written(
        Diploma(
            heading=words.heading,
            name=issued.name,
            statement=proofs.statement(words.statement, issued),
            facts=(("Module", issued.title), *about, *facts),
            above=PORTAL,
            made_at=at,
            warning=warning,
            signer=words.signer_name,
            signer_title=words.signer_title,
            check=f"Anybody can check this certificate at {address}" if address else "",
            address=address,
        )
    )


def _day(at: dt.datetime) -> str:
    return short_day(central(at).date())
