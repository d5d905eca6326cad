"""That somebody took a list of an event's people out of the portal is kept."""

from __future__ import annotations

import pytest

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.events.services.exports import record_export
from tests.unit.events.hall import START, out, staff

pytestmark = pytest.mark.usefixtures("app")


def test_a_list_that_leaves_the_portal_is_in_the_trail_with_its_name_and_size() -> None:
    of, neil = out(), staff()
    with transaction():
        record_export(of, file="registered-x.csv", count=3, by=neil, at=START)

    row = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert row is not None
    assert (row.verb, row.actor_id, row.subject_id) == (
        "exported people of an event",
        neil.person_id,
        of.id,
    )
    assert row.after == {"file": "registered-x.csv", "people": 3}
