"""What the tests of the pages about conflicts share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.reviews.models import ConflictStatement
from tests.support import build

if TYPE_CHECKING:
    from app.reviews.domain.kinds import Statement
    from tests.support.page import Page

AT = dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)
"""Some days after the round of `build.rfa_round` closed."""
WHY = "My sister works there."


def assigned(season: Any, to: Any) -> Any:
    """An application that `to`, who declared nothing, is to review and was not asked about."""
    clinic = build.practice(name="Tupelo Creek Pediatrics", county="Lee")
    row = build.sent_application(
        round_id=season.id, practice_id=clinic.id, content={"P1": {"value": "Secret plan"}}
    )
    build.declaration(season, to)
    build.reviewer_assignment(row, to, clear=False)
    return row


def said(of: Any, who: Any, what: Statement, reason: str = WHY) -> None:
    build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=who.id,
            statement=what,
            reason=reason,
            said_at=AT,
            said_by_id=who.id,
        )
    )


def address(of: Any) -> str:
    return f"/reviews/{of.id}/conflict"


def ruling(of: Any, who: Any) -> str:
    return f"/staff/applications/{of.id}/conflicts/{who.id}"


def errors(page: Page) -> list[str]:
    return [item.text for item in page.one("error-summary").walk("li")]


def keys(page: Page, testid: str) -> list[str]:
    return [item.attrs["data-key"] for item in page.all(testid)]
