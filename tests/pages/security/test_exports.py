"""Files for spreadsheets that are asked for by a button hold no formula, and say who took them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.audit.models import AuditEvent
from app.core.db import db
from app.curriculum.models import Certificate, Study
from app.policy import Role
from tests.pages.security.test_policy import token_of
from tests.pages.security.test_text import _formulas
from tests.pages.security.world import Corner, corner

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)", "\t=1", "|calc", "=1+1,=2"]


@pytest.mark.parametrize("words", FORMULAS)
@pytest.mark.parametrize("path", ["/staff/learning/export.csv", "/staff/curriculum/certificates/credit.csv"])  # fmt: skip
def test_no_cell_is_a_formula(app: Flask, client: PageClient, path: str, words: str) -> None:
    here: Corner = corner(app, "alder", says=words, library_says=words)
    here.member(Role.DATA_MANAGER, name=words.strip())
    for row in db.session.query(Certificate):
        row.name = row.title = words
    db.session.query(Study).update({"has_evaluated": True})
    db.session.commit()
    client.sign_in(here.member(Role.DIRECTOR))

    reply = client.post(path, data={"csrf_token": token_of(client)})

    assert (reply.status_code, reply.mimetype) == (200, "text/csv")
    assert words.strip().lstrip("=+-@|") in reply.text
    assert _formulas(reply.text) == []
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in reply.headers["Cache-Control"]
    assert db.session.query(AuditEvent).filter(AuditEvent.verb.startswith("exported")).count() == 1
