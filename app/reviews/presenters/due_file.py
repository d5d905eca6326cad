"""The day on which reviews are due, as a calendar file."""

from __future__ import annotations

import datetime as dt

from app.core.deadline_files import deadline_file


def calendar(key: str, title: str, due_at: dt.datetime, *, site: str, at: dt.datetime) -> bytes:
    """One event at the very instant; its identity stays when the instant moves."""
    return deadline_file(
        f"{key}-reviews-due",
        due_at,
        title=f"Reviews due: {title}",
        soon=f"Reviews due soon: {title}",
        path="/reviews",
        site=site,
        at=at,
    )
