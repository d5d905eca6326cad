"""Certificates and their words."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.core.clock import today
from app.core.db import db
from app.core.errors import Missing
from app.core.paging import Pages
from app.curriculum.domain.proofs import Standing
from app.curriculum.models import (
    Certificate,
    CertificateTemplate,
    Module,
    ModuleEvaluation,
    ModuleVersion,
    Study,
)

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate with its words, and what it is about."""

    row: Certificate
    words: CertificateTemplate
    study: Study
    module: Module


_PROOFS = (
    select(Certificate, CertificateTemplate, Study, Module)
    .join(CertificateTemplate, CertificateTemplate.id == Certificate.template_id)
    .join(Study, Study.id == Certificate.study_id)
    .join(Module, Module.id == Study.module_id)
)


def of_study(study_id: int) -> Certificate | None:
    """The newest certificate that a study led to."""
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.study_id == study_id)
        .order_by(Certificate.id.desc())
        .limit(1)
    )


def holding(study_id: int) -> Certificate | None:
    """The certificate of a study that was not revoked."""
    return db.session.scalar(
        select(Certificate).where(
            Certificate.study_id == study_id, Certificate.revoked_at.is_(None)
        )
    )


def of_person(person_id: int) -> list[Proof]:
    """Every certificate of somebody, revoked ones too, the newest first. One statement."""
    rows = db.session.execute(
        _PROOFS.where(Certificate.person_id == person_id).order_by(
            Certificate.issued_at.desc(), Certificate.id.desc()
        )
    )
    return [Proof(*row) for row in rows]


def numbered(number: str) -> Certificate | None:
    """The certificate with this number.

    One statement reads the number itself or its neighbour in the index, so that one row comes
    back whether or not there is a certificate, and both numbers are compared in constant time:
    how long the answer takes tells nothing.
    """
    at_or_after = select(func.min(Certificate.number)).where(Certificate.number >= number)
    first = select(func.min(Certificate.number))
    near = db.session.scalar(
        select(Certificate).where(
            Certificate.number
            == func.coalesce(at_or_after.scalar_subquery(), first.scalar_subquery())
        )
    )
    is_it = hmac.compare_digest("" if near is None else near.number, number)
    return near if is_it else None


def proof(number: str) -> Proof:
    """A certificate by its number; raises `Missing`."""
    found = db.session.execute(_PROOFS.where(Certificate.number == number)).one_or_none()
    if found is None:
        raise Missing(number)
    return Proof(*found)


def by_id(certificate_id: int) -> Certificate:
    """A certificate; raises `Missing`."""
    found = db.session.get(Certificate, certificate_id)
    if found is None:
        raise Missing(certificate_id)
    return found


def locked(certificate_id: int) -> Certificate:
    """A certificate as it is now, held until the end of the transaction."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


# ------------------------------------------------------------------ lists of staff


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the certificates, and how many there are."""

    rows: tuple[Certificate, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return Pages(self.total, PAGE_SIZE).count


def page(*, search: str = "", standing: Standing | None = None, number: int = 1) -> Page:
    """Certificates whose number, name or title holds the text, the newest first.

    With `standing` only those that stand so today, as `proofs.standing` has it.
    """
    found = _searched(search)
    if standing is not None:
        found = found.where(_stands(standing))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = Pages(total, PAGE_SIZE, number)
    rows = db.session.scalars(
        found.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        .limit(PAGE_SIZE)
        .offset(pages.offset)
    )
    return Page(tuple(rows), pages.number, total)


def _stands(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.REVOKED:
        return Certificate.revoked_at.is_not(None)
    last = Certificate.expires_on
    is_over = standing is Standing.EXPIRED
    return Certificate.revoked_at.is_(None) & (
        last < today() if is_over else last.is_(None) | (last >= today())
    )


def _searched(search: str) -> Select[Certificate]:
    found = select(Certificate)
    if not search:
        return found
    text = search.lower()
    return found.where(
        or_(
            *(
                func.lower(column).contains(text, autoescape=True)
                for column in (Certificate.number, Certificate.name, Certificate.title)
            )
        )
    )


def credited(since: dt.datetime | None, until: dt.datetime | None) -> list[Proof]:
    """Certificates with continuing education that were not revoked, in the order of time."""
    found = _PROOFS.where(Certificate.credit.is_not(None), Certificate.revoked_at.is_(None))
    if since is not None:
        found = found.where(Certificate.issued_at >= since)
    if until is not None:
        found = found.where(Certificate.issued_at < until)
    rows = db.session.execute(found.order_by(Certificate.issued_at, Certificate.id))
    return [Proof(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What people said about a version of a module, once enough of them did."""

    title: str
    number: int
    count: int
    useful: float
    ready: float


def evaluated() -> list[Evaluated]:
    """The evaluations of modules, as far as nobody can be found out by them."""
    rows = db.session.execute(
        select(
            ModuleVersion.title,
            ModuleVersion.number,
            func.count(),
            func.avg(ModuleEvaluation.useful),
            func.avg(ModuleEvaluation.ready),
        )
        .join(ModuleEvaluation, ModuleEvaluation.version_id == ModuleVersion.id)
        .where(ModuleEvaluation.is_counted)
        .group_by(ModuleVersion.id, ModuleVersion.title, ModuleVersion.number)
        .order_by(ModuleVersion.title, ModuleVersion.number)
    )
    return [
        Evaluated(title, number, count, float(useful), float(ready))
        for title, number, count, useful, ready in rows
    ]


def uncounted(version_id: int) -> list[ModuleEvaluation]:
    """What was said about a version and does not count yet."""
    return list(
        db.session.scalars(
            select(ModuleEvaluation).where(
                ModuleEvaluation.version_id == version_id, ModuleEvaluation.is_counted.is_(False)
            )
        )
    )


# ------------------------------------------------------------------ words


def words() -> list[CertificateTemplate]:
    """The words of certificates, the newest first."""
    return list(
        db.session.scalars(select(CertificateTemplate).order_by(CertificateTemplate.number.desc()))
    )


def newest_words() -> CertificateTemplate | None:
    """The words that hold now."""
    return db.session.scalar(
        select(CertificateTemplate).order_by(CertificateTemplate.number.desc()).limit(1)
    )


def words_numbered(number: int) -> CertificateTemplate:
    """One version of the words; raises `Missing`."""
    found = db.session.scalar(
        select(CertificateTemplate).where(CertificateTemplate.number == number)
    )
    if found is None:
        raise Missing(number)
    return found
