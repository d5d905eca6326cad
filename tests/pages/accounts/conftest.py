from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.collaborative.models import Cohort
from app.core.db import db
from app.practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from flask import Flask


@pytest.fixture(autouse=True)
def _names_of_places(app: Flask) -> Iterator[None]:
    """Names of practices and cohorts, as the features that own them give them."""

    def practices(ids: Collection[int]) -> dict[int, str]:
        found = select(Practice.id, Practice.name).where(Practice.id.in_(ids))
        return {number: name for number, name in db.session.execute(found)}

    def cohorts() -> dict[int, str]:
        found = select(Cohort.id, Cohort.name).order_by(Cohort.name)
        return {number: name for number, name in db.session.execute(found)}

    before = {name: app.extensions.get(name) for name in ("practice_names", "cohort_names")}
    app.extensions |= {"practice_names": practices, "cohort_names": cohorts}
    yield
    app.extensions |= before
