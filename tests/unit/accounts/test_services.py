from __future__ import annotations
import pytest
from app.accounts import queries, services
from app.core.clock import now
from app.policy import SYSTEM, Role, Actor
from tests.support import build
from app.core.db import db

def test_smoke(app):
    p = services.create_person(email="Ana@Example.org", name="Ana", password="x"*20, by=SYSTEM, at=now())
    db.session.flush()
    pr = build.practice()
    g = services.grant(p, Role.LEAD, practice_id=pr.id, by=SYSTEM, at=now())
    db.session.commit()
    assert [e.name for e in queries.roster(pr.id)] == ["Ana"]
    s = services.open_session(p, at=now())
    assert queries.signed_in(s).person is p
    inv = services.invite(email="b@example.org", name="B", role=Role.VIEWER, practice_id=pr.id, by=SYSTEM, at=now())
    db.session.commit()
    services.end_grant(g, by=Actor(person_id=p.id, name="A"), at=now(), reason="x")
    db.session.commit()
    assert queries.roster(pr.id) == []
    from app.accounts.services import throttle
    b = throttle.budgets(throttle.Try.PASSWORD, account="a", address="b")
    for _ in range(6):
        throttle.charge(b, at=now())
    with pytest.raises(throttle.TooManyTries):
        throttle.charge(b, at=now())
