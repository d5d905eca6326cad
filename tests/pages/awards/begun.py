"""An award on its pages: where they are, what they say, and a signature under the agreement."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.awards.domain.agreement import fingerprint
from app.awards.queries import beginnings
from app.awards.services import agreements
from app.core.db import transaction
from tests.support import build
from tests.unit.awards.awarded import SOON, Awarded, actor

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Page


def in_cohort(app: Flask) -> Awarded:
    """An award two days after it was told; its cohort begins in June."""
    app.extensions["clock"].set(SOON)
    starts, ends = dt.date(2027, 6, 1), dt.date(2028, 5, 31)
    return Awarded(cohort=build.cohort(name="Cohort 2", starts_on=starts, ends_on=ends))


def staff(world: Awarded) -> str:
    return f"/staff/applications/{world.id}/award"


def errors(page: Page) -> str:
    return page.one("error-summary").text


def rows(page: Page, testid: str) -> list[str]:
    return [one.text for one in page.all(testid)]


def sign(world: Awarded) -> None:
    with transaction():
        award = world.award()
        agreements.sign(
            award,
            name="Carla Simms",
            title="CEO",
            seen=fingerprint(beginnings.words_for(award)),
            by=actor(world.carla),
            at=SOON,
        )
