"""Any valid form with any answers: its pages render, save, validate, and freeze."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.core.db import db
from app.policy import Actor, Role
from app.rfa.domain import judging
from app.rfa.domain.answers import Control, asked, counted, parts_of
from app.rfa.domain.document import Section
from app.rfa.domain.parsing import parse
from app.rfa.domain.snapshots import fingerprint, opened
from app.rfa.models import SectionDraft
from app.rfa.queries import applications
from app.rfa.services import applications as lifecycle
from tests.support import build
from tests.support.page import PageClient
from tests.unit.rfa.documents import form_documents

PLAIN = ("yes", "no", "12", "1,200", "$5.50", "choice-0", "choice-1", "Hinds", "601-555-0143")
NAUGHTY = ("<script>alert(1)</script>", "{{ 7 * 7 }}", "' OR 1=1 --", "a\0b", "\r\n\u202e")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    PLAIN + NAUGHTY
)
_number = itertools.count(1)


class Site:
    """A portal in which one person leads an application of any form."""

    def __init__(self, app: Flask, client: PageClient) -> None:
        self.client = client
        app.extensions["clock"].set(build.NOON)
        self.ana = build.person(name="Ana")
        self.practice = build.practice(kind="private")
        build.grant(self.ana, Role.APPLICATION_LEAD, at=self.practice)
        client.sign_in(self.ana)

    def begin(self, source: dict[str, Any]) -> int:
        """The id of a draft in a new round with that form."""
        of = build.rfa_round(form=source, cap=25_000, title=f"Form {next(_number)}")
        begun = lifecycle.start_application(
            of, self.practice, screening={}, by=Actor(self.ana.id, "Ana"), at=build.NOON
        )
        db.session.commit()
        return begun.id


@pytest.fixture
def site(app: Flask, client: PageClient) -> Site:
    return Site(app, client)


@settings(max_examples=15, phases=[Phase.generate])
@given(source=form_documents(every_kind=True), data=st.data())
def test_any_form_renders_saves_validates_and_freezes(
    site: Site, source: dict[str, Any], data: st.DataObject
) -> None:
    number = site.begin(source)
    at = f"/applications/{number}"
    for section in parse(source).sections:
        address = f"{at}/section/{section.key}"
        form = site.client.visit(address).form(address)
        typed = {
            name: data.draw(st.lists(TEXTS, min_size=1, max_size=2))
            for name in _controls(form.element)
        }
        site.client.send(form, **typed)
        again = site.client.visit(address).form(address)
        kept = db.session.query(SectionDraft).filter_by(application_id=number, section=section.key)
        before = kept.one().answers
        site.client.send(again)
        db.session.expire_all()
        assert _words(section, kept.one().answers) == _words(section, before)
        site.client.visit(f"{address}?show=all")
    site.client.visit(at)
    site.client.visit(f"{at}/check")
    _check_the_frozen(number)


def _controls(element: Any) -> set[str]:
    """The names of what can be typed or chosen."""
    boxes = [one for one in element.walk("input", "textarea", "select") if "name" in one.attrs]
    quiet = {"hidden", "file", "submit"}
    return {one.attrs["name"] for one in boxes if one.attrs.get("type") not in quiet}


def _words(section: Section, answers: Any) -> dict[str, str]:
    """Everything that was typed; boxes to tick are only there for what is offered."""
    return {
        f"{question.key} {part.key}": answers[question.key][part.key]
        for question in section.questions
        for part in parts_of(question)
        if part.key in answers.get(question.key, {})
        and part.control not in {Control.CHOICE, Control.CHOICES, Control.TICK}
    }


def _check_the_frozen(number: int) -> None:
    of = applications.opened(number)
    content = of.content()
    frozen = opened(content)
    about = of.about

    assert dict(frozen.answers) == dict(about.answers)
    assert frozen.sections == of.sections
    assert [q.key for s in of.sections for q in asked(s, frozen.answers, frozen.kind)] == [
        q.key for s in of.sections for q in asked(s, about.answers, about.kind)
    ]
    assert counted(frozen.sections, frozen.answers, frozen.kind) == dict(frozen.answers)
    assert judging.faults(of.sections, about) == judging.faults(frozen.sections, about)
    kept = _through_the_database(content)
    assert kept == content
    assert fingerprint(kept) == fingerprint(content)


def _through_the_database(content: Any) -> Any:
    """The same content as the database gives it back."""
    draft = db.session.query(SectionDraft).first()
    assert draft is not None
    was, draft.answers = draft.answers, content
    db.session.commit()
    db.session.expire_all()
    kept, draft.answers = draft.answers, was
    db.session.commit()
    return kept
