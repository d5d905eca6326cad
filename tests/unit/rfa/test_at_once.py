"""Two processes at the same moment: one wins, the other hears of it, nothing is there twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.core.errors import Conflict
from app.rfa.models import Attachment, Signature, Submission
from app.rfa.services import presence
from app.rfa.services.drafting import Stale
from tests.unit.rfa.desk import AT, Desk, mails

if TYPE_CHECKING:
    from flask import Flask

AT_ONCE = 4


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk()


def together(app: Flask, deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do everything at the same moment, each on a connection of its own; results or errors."""
    db.session.commit()
    start = threading.Barrier(len(deeds))
    found: list[Any] = [None] * len(deeds)

    def run(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                found[place] = deeds[place]()
                db.session.commit()
            except (Conflict, AssertionError) as problem:
                found[place] = problem
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.expire_all()
    return found


def test_submitting_at_once_sends_once(app: Flask, desk: Desk) -> None:
    """Two tabs, a double click: one version, one reference, one receipt for each person."""
    desk.complete().sign()
    found = together(app, [lambda: desk.submit().number] * AT_ONCE)

    assert found == [1] * AT_ONCE
    assert db.session.query(Submission).count() == 1
    assert len(mails("receipt")) == 3


def test_signing_at_once_signs_once(app: Flask, desk: Desk) -> None:
    desk.complete()
    found = together(app, [lambda: desk.sign().id] * AT_ONCE)

    assert len(set(found)) == 1
    assert db.session.query(Signature).count() == 1


def test_of_two_texts_at_once_one_is_saved_and_the_other_clashes(app: Flask, desk: Desk) -> None:
    texts = [f"Text {number}" for number in range(AT_ONCE)]
    deeds = [
        lambda text=text: desk.write("plan", "P1", text, seen_version=1).version for text in texts
    ]
    found = together(app, deeds)

    assert sorted(type(one).__name__ for one in found) == ["Stale"] * (AT_ONCE - 1) + ["int"]
    assert desk.of.answers["P1"] == {"value": texts[found.index(2)]}
    assert all(one.version == 2 for one in found if isinstance(one, Stale))


def test_different_answers_at_once_are_all_saved(app: Flask, desk: Desk) -> None:
    deeds: list[Callable[[], Any]] = [
        lambda: desk.write("plan", "P1", "One", seen_version=1),
        lambda: desk.write("plan", "P2", "Two", seen_version=1),
        lambda: desk.write("profile", "Q1", "fqhc", seen_version=1),
    ]
    together(app, deeds)

    assert {key: answer["value"] for key, answer in desk.of.answers.items()} == {
        "P1": "One",
        "P2": "Two",
        "Q1": "fqhc",
    }


def test_a_word_that_comes_with_the_submission_is_in_it_or_refused(app: Flask, desk: Desk) -> None:
    """Saving and sending at once: what was sent is what was signed, whoever was first."""
    desk.complete().sign()

    def save() -> Any:
        try:
            return desk.write("plan", "P1", "Changed at the last moment")
        except ValueError as refused:
            return refused

    def submit() -> Any:
        try:
            return desk.submit()
        except ValueError as refused:
            return refused

    together(app, [save, submit])

    versions = db.session.query(Submission).all()
    signed = desk.of.last_signature
    assert signed is not None
    if versions:
        assert versions[0].content["answers"]["P1"] == {"value": "improve plans"}
        assert versions[0].fingerprint == signed.fingerprint
    else:
        assert desk.state == "draft"
        assert not desk.of.is_signed


def test_files_at_once_leave_one_in_its_place(app: Flask, desk: Desk) -> None:
    deeds = [lambda name=f"{n}.pdf": desk.attach(name=name) for n in range(AT_ONCE)]
    together(app, deeds)

    assert len(desk.of.files["L1"]) == 1
    assert db.session.query(Attachment).count() == AT_ONCE


def test_signs_of_life_at_once_are_one(app: Flask, desk: Desk) -> None:
    def deed() -> None:
        presence.note_presence(desk.id, "plan", by=desk.ana, at=AT)

    assert together(app, [deed] * AT_ONCE) == [None] * AT_ONCE
