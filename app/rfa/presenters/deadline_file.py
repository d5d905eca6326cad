"""The deadline of a round as a calendar file."""

from __future__ import annotations

import datetime as dt

from app.core.deadline_files import deadline_file
from app.rfa.presenters.calls import full_moment


def calendar(key: str, title: str, closes_at: dt.datetime, *, site: str, at: dt.datetime) -> bytes:
    """One event at the very instant; its identity stays when the deadline moves."""
    return deadline_file(
        f"{key}-deadline",
        closes_at,
        title=f"Applications due: {title}",
        soon=f"Applications due soon: {title}",
        words=f"Send your application by {full_moment(closes_at)}.",
        path=f"/apply/{key}",
        site=site,
        at=at,
    )
