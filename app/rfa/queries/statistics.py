"""The raw counts behind the statistics of a round; what may be shown is a rule of the domain."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.practices import queries as practices
from app.practices.domain.counties import Region, region_of
from app.practices.domain.kinds import PracticeKind
from app.rfa.models import Application, SectionDraft
from app.rfa.queries.oversight import listing


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """Counts of a round as they are: never shown without the rules of `domain.statistics`.

    The counts by kind, region and county are of applications that were sent; `complete` are
    applications, sent or not, by the section that is complete in them.
    """

    registered: int
    started: int
    submitted: int
    by_kind: Mapping[PracticeKind, int]
    by_region: Mapping[Region, int]
    by_county: Mapping[str, int]
    spans: tuple[tuple[dt.datetime, dt.datetime], ...]
    complete: Mapping[str, int]


def numbers(round_id: int) -> RoundNumbers:
    """The counts of a round: three statements. A withdrawn application that was sent counts."""
    counts = listing.counts(round_id)
    every = practices.every()
    clinic = every.selected_columns
    sent = db.session.execute(
        every.join(Application, Application.practice_id == clinic.id)
        .with_only_columns(
            clinic.kind, clinic.county, Application.created_at, Application.submitted_at
        )
        .where(Application.round_id == round_id, Application.submitted_at.is_not(None))
    ).all()
    kinds = Counter(row.kind for row in sent)
    counties = Counter(row.county for row in sent)
    regions = Counter(region_of(row.county) for row in sent)
    complete = db.session.execute(
        select(SectionDraft.section, func.count())
        .join(Application, Application.id == SectionDraft.application_id)
        .where(Application.round_id == round_id, SectionDraft.is_complete)
        .group_by(SectionDraft.section)
    )
    return RoundNumbers(
        registered=counts.registered,
        started=counts.started,
        submitted=counts.submitted,
        by_kind={kind: kinds[kind] for kind in PracticeKind},
        by_region={region: regions[region] for region in Region},
        by_county=counties,
        spans=tuple((row.created_at, row.submitted_at) for row in sent),
        complete={section: count for section, count in complete},
    )
