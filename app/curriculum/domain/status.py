"""Where a version of a module is on its way, and which version a person is served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass

from app.curriculum.domain.kinds import VersionStatus


@dataclass(frozen=True, slots=True)
class Steps:
    """The events of a version that decide its status."""

    number: int
    review_asked_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None
    publish_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    archived_at: dt.datetime | None = None
    weeks_after_start: int | None = None


def opens_at(steps: Steps, cohort_began: dt.datetime | None = None) -> dt.datetime | None:
    """When a version is out for somebody whose cohort began then; None while nobody decided.

    "Week n after the cohort's start" holds it back for members of cohorts; others, such as
    staff and reviewers, are served from `publish_at` on.
    """
    if steps.publish_at is None or steps.weeks_after_start is None or cohort_began is None:
        return steps.publish_at
    return max(steps.publish_at, cohort_began + dt.timedelta(weeks=steps.weeks_after_start))


def is_out(steps: Steps, now: dt.datetime, cohort_began: dt.datetime | None = None) -> bool:
    """Whether new learners may be served this version: out, not expired, not archived.

    The instant of publishing is inside, the instant of expiring is outside.
    """
    opens = opens_at(steps, cohort_began)
    return (
        opens is not None
        and opens <= now
        and steps.archived_at is None
        and (steps.expires_at is None or now < steps.expires_at)
    )


def has_been_out(steps: Steps, now: dt.datetime) -> bool:
    """Whether this version was out at any time until now, also when it is archived or expired."""
    return (
        steps.publish_at is not None
        and steps.publish_at <= now
        and (steps.archived_at is None or steps.publish_at < steps.archived_at)
    )


def served(
    versions: Iterable[Steps], now: dt.datetime, cohort_began: dt.datetime | None = None
) -> Steps | None:
    """The version that somebody who begins now is served: the newest one that is out."""
    out = [steps for steps in versions if is_out(steps, now, cohort_began)]
    return max(out, key=lambda steps: steps.number, default=None)


def served_numbers(
    versions: Iterable[Steps], now: dt.datetime, begins: Iterable[dt.datetime | None]
) -> tuple[int | None, ...]:
    """The number that each of several groups is served, by when their cohort began; None without
    one. None as a beginning stands for people without a cohort.
    """
    every = tuple(versions)
    found = (served(every, now, began) for began in begins)
    return tuple(None if one is None else one.number for one in found)


def status(steps: Steps, now: dt.datetime, served: Container[int | None]) -> VersionStatus:
    """Where a version is; `served` are the numbers of those that anybody is served now."""
    if steps.archived_at is not None:
        return VersionStatus.ARCHIVED
    if steps.approved_at is None:
        return VersionStatus.DRAFT if steps.review_asked_at is None else VersionStatus.IN_REVIEW
    if steps.publish_at is None:
        return VersionStatus.APPROVED
    if now < steps.publish_at:
        return VersionStatus.SCHEDULED
    if steps.expires_at is not None and steps.expires_at <= now:
        return VersionStatus.EXPIRED
    return VersionStatus.PUBLISHED if steps.number in served else VersionStatus.REPLACED
