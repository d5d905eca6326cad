"""Certificates: issued once when a module is complete, revoked with a reason, never rewritten."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.domain.tokens import digest
from app.accounts.queries.names import names_of
from app.accounts.services.throttle import Budget, charge
from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.curriculum.domain import codec, proofs
from app.curriculum.models import (
    Certificate,
    CertificateTemplate,
    ModuleEvaluation,
    ModuleVersion,
    Study,
)
from app.curriculum.queries import catalogue, studies, versions
from app.curriculum.queries import certificates as queries
from app.curriculum.services import certificate_mails as mails
from app.policy import SYSTEM

if TYPE_CHECKING:
    from app.policy import Actor

NOT_COMPLETE = "This module is not complete, so there is no certificate for it yet."
REVOKED = "This certificate is revoked already."
NOT_REVOKED = "This certificate is not revoked."
ANOTHER = "This person passed the quiz again, and has a newer certificate for this module."
EVALUATED = "You evaluated this module already. Thank you."
WHY = "Say why. The reason is kept with the certificate"
CHANGED = "Somebody else saved new words meanwhile. Look at them, then save yours again."
WRONG_ONES = 60
"""So many wrong numbers a network address may try before it waits five minutes."""
LARGEST_ID = 2**31 - 1
LEAST_EVALUATIONS = 5


@dataclass(frozen=True, slots=True)
class Words:
    """What certificates say from now on."""

    heading: str = proofs.HEADING
    statement: str = proofs.STATEMENT
    signer_name: str = ""
    signer_title: str = ""
    valid_months: int | None = None


def issue(study: Study, *, at: dt.datetime) -> Certificate:
    """Give the certificate for a completed study; one holds, however often this is asked.

    It keeps name, title, version, time and credit as they are now. Its owner gets one mail. One
    that was revoked stays beside it, and the study counts again.
    """
    study = studies.locked(study.id)
    if study.completed_at is None:
        raise NotPossibleNow(NOT_COMPLETE)
    found = queries.holding(study.id)
    if found is not None:
        return found
    version = db.session.get_one(ModuleVersion, study.version_id)
    words = _words_now(at)
    row = Certificate(
        number=proofs.new_number(),
        study_id=study.id,
        person_id=study.person_id,
        template_id=words.id,
        name=names_of([study.person_id])[study.person_id],
        title=version.title,
        version_number=version.number,
        minutes=sum(lesson.minutes for lesson in catalogue.asked_of(study)),
        credit=version.credit,
        issued_at=at,
        expires_on=proofs.expiry(central(at).date(), words.valid_months),
    )
    db.session.add(row)
    study.revoked_at = None
    db.session.flush()
    audit.record("issued a certificate", row, by=SYSTEM, at=at, name=_named(row))
    mails.tell_ready(row, at=at)
    return row


def revoke(certificate: Certificate, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take a certificate back and tell its owner; it stays listed, and the public page says so.

    Its study counts no more among trained people, and the quiz may be taken again
    (`domain.quizzes.counts`).
    """
    study = studies.locked(certificate.study_id)
    row = queries.locked(certificate.id)
    if row.revoked_at is not None:
        raise NotPossibleNow(REVOKED)
    if not reason:
        raise Refused(WHY, field="reason")
    row.revoked_at, row.revoked_by_id, row.revoked_reason = at, by.person_id, reason
    study.revoked_at = at
    audit.record("revoked a certificate", row, by=by, at=at, name=_named(row), reason=reason)
    mails.tell_revoked(row, at=at)


def reinstate(certificate: Certificate, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let a certificate hold again that was revoked in error, and tell its owner.

    The trail keeps both. Raises `NotPossibleNow` when they have another one meanwhile.
    """
    study = studies.locked(certificate.study_id)
    row = queries.locked(certificate.id)
    if row.revoked_at is None:
        raise NotPossibleNow(NOT_REVOKED)
    if study.revoked_at is None:
        raise NotPossibleNow(ANOTHER)
    if not reason:
        raise Refused(WHY, field="reason")
    before = {"revoked_at": row.revoked_at, "reason": row.revoked_reason}
    row.revoked_at = row.revoked_by_id = study.revoked_at = None
    row.revoked_reason = ""
    audit.record(
        "let a certificate hold again",
        row,
        by=by,
        at=at,
        name=_named(row),
        before=before,
        reason=reason,
    )
    mails.tell_reinstated(row, at=at)


# ------------------------------------------------------------------ words


def put_words(words: Words, *, seen: int, by: Actor, at: dt.datetime) -> CertificateTemplate:
    """Let certificates say this from now on; those that were issued keep their words.

    `seen` is the number of the words that the author started from.
    """
    if found := unknown(words):
        raise Refused(found, field="statement")
    before = _words_now(at)
    if before.number != seen:
        raise Conflict(CHANGED)
    return _put(words, before.number + 1, by=by, at=at)


def roll_back(words: CertificateTemplate, *, by: Actor, at: dt.datetime) -> CertificateTemplate:
    """Use older words again, as the newest ones."""
    newest = _words_now(at)
    if newest.number == words.number:
        raise NotPossibleNow("These words are in use already.")
    return _put(of(words), newest.number + 1, by=by, at=at, back_to=words.number)


def of(row: CertificateTemplate) -> Words:
    """What one version of the words says."""
    return Words(row.heading, row.statement, row.signer_name, row.signer_title, row.valid_months)


def _words_now(at: dt.datetime) -> CertificateTemplate:
    """The words that hold; the standard ones when nobody wrote any."""
    return queries.newest_words() or _put(Words(), 1, by=SYSTEM, at=at)


def _put(
    words: Words, number: int, *, by: Actor, at: dt.datetime, back_to: int | None = None
) -> CertificateTemplate:
    row = CertificateTemplate(
        number=number,
        heading=words.heading,
        statement=words.statement,
        signer_name=words.signer_name,
        signer_title=words.signer_title,
        valid_months=words.valid_months,
        created_at=at,
        created_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    after = {"number": number} if back_to is None else {"number": number, "as": back_to}
    audit.record("set the words of certificates", row, by=by, at=at, after=after)
    return row


def unknown(words: Words) -> str:
    """What the statement names that a certificate does not know, as a sentence; "" for nothing."""
    found = proofs.unknown_words(words.statement)
    if not found:
        return ""
    known = ", ".join(f"{{{word}}}" for word in proofs.Word)
    return f"A certificate does not know “{found[0]}”. It knows {known}"


# ------------------------------------------------------------------ evaluations


def evaluate(
    study: Study, *, useful: int, ready: int, better: str, by: Actor, at: dt.datetime
) -> None:
    """Say what one thinks of a completed module, once. Who said what cannot be told.

    Evaluations count five at once: the trail says who sent one when, and the means of the
    next moment would say what it was.
    """
    row = studies.locked(study.id)
    if row.completed_at is None:
        raise NotPossibleNow(NOT_COMPLETE)
    if row.has_evaluated:
        raise NotPossibleNow(EVALUATED)
    row.has_evaluated = True
    version = versions.locked(row.version_id)
    db.session.add(
        ModuleEvaluation(
            id=secrets.randbelow(LARGEST_ID) + 1,
            version_id=version.id,
            useful=useful,
            ready=ready,
            better=better,
        )
    )
    waiting = queries.uncounted(version.id)
    if len(waiting) >= LEAST_EVALUATIONS:
        for one in waiting:
            one.is_counted = True
    name = f"{version.title}, version {version.number}"
    audit.record("evaluated a module", row, by=by, at=at, name=name)


def note_export(verb: str, *, by: Actor, at: dt.datetime, name: str, count: int) -> None:
    """Note that somebody took a file of what people learned."""
    audit.record(verb, "certificate", by=by, at=at, name=name, after={"rows": count})


def count_look(address: str, *, is_found: bool, at: dt.datetime) -> None:
    """Count a wrong number from a network address, so that nobody tries many.

    Numbers that are found do not count, since a whole office checks them behind one address. They
    cost the same statement, and wait as well once there were too many wrong ones. Raises
    `TooManyTries`, and then the caller must not commit.
    """
    key = digest(f"certificate\n{address}").hex()
    charge([Budget(key, WRONG_ONES, counts=not is_found)], at=at)


def _named(row: Certificate) -> str:
    credit = codec.credit(row.credit)
    more = f", {credit.amount} {credit.kind}" if credit else ""
    return f"{row.number}: {row.name}, {row.title}{more}"
