"""Emptying an application: all words go from everywhere, and every number stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Invitation
from app.audit.models import AuditEvent
from app.awards.models import BoardSnapshot
from app.awards.queries import board as boards
from app.awards.queries import fairness, told
from app.core import clock, storage
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow
from app.core.model import Model
from app.core.settings import setting
from app.outbox.models import MailState, OutboxMail
from app.outbox.services import send_again
from app.policy import Actor, Role
from app.practices.models import Practice
from app.removals.queries.places import PLACES
from app.rfa.domain.retention import ContentGone, LogKind
from app.rfa.models import Application, Signature, Submission
from app.rfa.queries import applications
from app.rfa.queries import retention as queries
from app.rfa.queries import statistics as numbers
from app.rfa.queries.oversight import listing
from app.rfa.services import retention as services
from tests.support import build
from tests.unit.rfa.keeping import LATER, Kept, due, remove
from tests.unit.rfa.telling_words import TOLD, WORD, mail, places_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def kept(app: Flask) -> Kept:
    app.extensions["clock"].set(LATER)
    return Kept()


NOT_PLANTED = {
    "award_agreement": "only awards have one",
    "award_milestone": "only awards have one",
    "award_decision.conditions": "only awards have any",
    "award_decision.promotion_reason": "only awards have one",
    "rfa_extension.reason": "planted for one application; that of a whole round is public",
    "rfa_signature.statement": "the statement of the round, the same for all",
    "rfa_signature.void_reason": "written by the portal",
}


def test_every_text_about_an_application_is_planted_here(kept: Kept) -> None:
    """A new text about applications: plant it in `keeping`, then the next test finds it."""
    texts = {
        f"{place.key}.{part}": place.key
        for place in PLACES
        if place.application is not None
        for part in place.parts
    }
    planted = places_of(WORD)
    missing = {
        text
        for text, table in texts.items()
        if text not in planted and not {text, table} & NOT_PLANTED.keys()
    }

    assert missing == set()


def test_no_word_is_left_anywhere_in_the_database(kept: Kept) -> None:
    kept.name_people()
    for name in ("Bay", "Cedar", "Dell", "Elm"):
        remove(kept, name)
    with transaction():
        services.remove_around(kept.round, by=kept.by, at=LATER)

    ash = kept.of["Ash"]
    allowed = {
        *("practice.name", "practice.key", "practice.city"),
        *("rfa_application.screening", "rfa_section_draft.answers", "rfa_submission.content"),
        *("rfa_signature.name", "rfa_signature.title", "rfa_submission.staff_reason"),
        *(
            "review_score.comment",
            "review.strengths",
            "review.concerns",
            "review.conditions",
            "review.private_note",
        ),
        *("review_assignment.override_reason", "award_board_snapshot.content"),
        *("award_decision.rationale", "award_decision.departure"),
    }
    assert set(places_of(WORD)) == allowed, "only the awarded application has its words"
    assert db.session.get_one(Application, ash.id).emptied_at is None


def rest(kept: Kept) -> dict[str, Any]:
    """Every number that the round gives, and what everybody may read."""
    db.session.rollback()
    db.session.expunge_all()
    of = kept.round
    found = boards.board(of)
    told_now = told.awardees()
    columns = {
        key: (
            line.reference,
            line.county,
            line.kind,
            line.is_first,
            line.totals,
            line.advice,
            line.agreed,
            line.outcome,
            line.is_released,
        )
        for key, line in ((line.key, line) for line in found.lines)
    }
    reviewing = fairness.reviewing(found, LATER)
    return {
        "statistics": numbers.numbers(of.id),
        "funnel": listing.counts(of.id),
        "board": columns,
        "ranking": [(one.key, one.rank, one.value, one.side) for one in found.ranking().places],
        "marks": found.scores.marks,
        "duties": reviewing.duties,
        "coverage": reviewing.coverage,
        "reviewers": reviewing.names,
        "awardees": told_now,
    }


def test_every_number_is_the_same_before_and_after(kept: Kept) -> None:
    kept.name_people()
    before = rest(kept)
    assert before["statistics"].submitted == 4
    assert len(before["ranking"]) == 3

    for name in ("Bay", "Cedar", "Dell", "Elm"):
        remove(kept, name)
    with transaction():
        services.remove_around(kept.round, by=kept.by, at=LATER)

    assert rest(kept) == before


def test_frozen_boards_keep_their_numbers_without_the_names(kept: Kept) -> None:
    before = db.session.query(BoardSnapshot).one().content
    remove(kept, "Bay")
    db.session.rollback()
    db.session.expunge_all()

    after = db.session.query(BoardSnapshot).one().content
    names = {row["key"]: row.pop("name") for row in after["rows"]}
    for row in before["rows"]:
        row.pop("name", None)
    assert after == before
    assert names[kept.of["Bay"].id] == f"Anonymised practice {kept.of['Bay'].practice_id}"
    assert names[kept.of["Ash"].id] == f"Ash {WORD}"


def test_the_mark_of_what_was_signed_stays_and_the_log_says_what_went(kept: Kept) -> None:
    of = kept.of["Bay"]
    before = db.session.query(Submission).filter_by(application_id=of.id).one().fingerprint
    entry = remove(kept, "Bay")
    db.session.rollback()
    db.session.expunge_all()

    assert db.session.query(Submission).filter_by(application_id=of.id).one().fingerprint == before
    assert db.session.query(Signature).filter_by(application_id=of.id).one().fingerprint == before
    assert (entry.kind, entry.kept_until) == (LogKind.UNAWARDED, dt.date(2029, 12, 17))
    assert (entry.answers, entry.files, entry.comments) == (2, 1, 1)
    assert entry.others > 10
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-1]
    assert event.verb == "removed what people wrote"
    assert event.after is not None
    assert event.after["answers"] == 2
    (logged,) = queries.log(kept.round.id)
    assert logged.reference == of.reference


def test_a_practice_that_still_takes_part_keeps_its_name(kept: Kept) -> None:
    bay = kept.of["Bay"]
    build.application(practice_id=bay.practice_id)
    remove(kept, "Bay")
    remove(kept, "Cedar")
    db.session.rollback()
    db.session.expunge_all()

    clinic = db.session.get_one(Practice, bay.practice_id)
    gone = db.session.get_one(Practice, kept.of["Cedar"].practice_id)
    assert (clinic.name, clinic.city, clinic.closed_at) == (f"Bay {WORD}", WORD, None)
    assert (gone.name, gone.city) == (f"Anonymised practice {gone.id}", "")
    assert (gone.key, gone.closed_at) == (f"anonymised-{gone.id}", LATER)


def test_an_invitation_that_still_waits_stays_where_the_practice_does(kept: Kept) -> None:
    waiting = {}
    for name in ("Bay", "Cedar"):
        waiting[name] = build.saved(
            Invitation(
                token_hash=f"{name:>032}".encode(),
                email="new@example.org",
                name="New",
                role=Role.APPLICATION_VIEWER,
                practice_id=kept.of[name].practice_id,
                sent_at=LATER,
                expires_at=LATER + DAY,
            )
        ).id
    build.application(practice_id=kept.of["Bay"].practice_id)
    remove(kept, "Bay")
    remove(kept, "Cedar")
    db.session.rollback()
    db.session.expunge_all()

    stays = db.session.get_one(Invitation, waiting["Bay"])
    gone = db.session.get_one(Invitation, waiting["Cedar"])
    assert (stays.email, stays.revoked_at) == ("new@example.org", None)
    assert (gone.email, gone.name, gone.revoked_at) == ("", "", LATER)


def test_mails_that_were_not_sent_never_are(kept: Kept) -> None:
    mails = db.session.query(OutboxMail).filter(OutboxMail.key.startswith("receipt:"))
    mail_id = mails.order_by(OutboxMail.id).all()[0].id
    remove(kept, "Bay")
    remove(kept, "Cedar")
    db.session.rollback()
    db.session.expunge_all()

    one = db.session.get_one(OutboxMail, mail_id)
    assert (one.recipient, one.body, one.link, one.state) == ("", "", None, MailState.FAILED)
    with pytest.raises(NotPossibleNow):
        send_again(one, by=kept.by, at=LATER)


def test_mails_about_others_stay(kept: Kept) -> None:
    """Application 2 is not application 23."""
    bay = kept.of["Bay"].id
    for key in (f"receipt:{bay}3:1:7", f"xreceipt:{bay}:1", f"withdrawn:{bay}3"):
        mail(key)
    remove(kept, "Bay")
    db.session.rollback()

    left = set(db.session.scalars(select(OutboxMail.key).where(OutboxMail.recipient != "")))
    assert {f"receipt:{bay}3:1:7", f"xreceipt:{bay}:1", f"withdrawn:{bay}3"} <= left
    assert f"receipt:{bay}:1:7" not in left
    assert f"receipt:{kept.of['Cedar'].id}:1:7" in left


def test_nothing_is_found_of_it_any_more_and_it_goes_once(kept: Kept) -> None:
    remove(kept, "Bay")

    with pytest.raises(ContentGone):
        applications.application(kept.of["Bay"].id)
    with pytest.raises(NotPossibleNow):
        remove(kept, "Bay")
    assert applications.application(kept.of["Bay"].id, even_emptied=True).emptied_at == LATER


def test_an_emptied_application_gives_nothing_to_take_over(kept: Kept) -> None:
    bay = kept.of["Bay"]
    again = build.application(practice_id=bay.practice_id, created_at=LATER)
    assert applications.earlier_version(again) is not None
    remove(kept, "Bay")

    assert applications.earlier_version(again) is None


def test_a_crash_in_the_middle_leaves_whole_applications(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last feature breaks: nothing that the others emptied is gone."""
    remove(kept, "Bay")
    before = _contents(kept, "Cedar")

    def break_down(_keeper: object) -> None:
        raise OSError("the disk is full")

    last = queries.keepers()[-1]
    broken = [*queries.keepers()[:-1], type(last)(last.stays, last.holds, last.sizes, last.traces, break_down)]  # fmt: skip
    monkeypatch.setattr(queries, "keepers", lambda: broken)
    with pytest.raises(OSError, match="disk"):
        remove(kept, "Cedar")
    monkeypatch.undo()

    assert _contents(kept, "Cedar") == before
    assert due(kept) == {"Cedar", "Dell", "Elm"}
    remove(kept, "Cedar")
    assert due(kept) == {"Dell", "Elm"}


def _contents(kept: Kept, name: str) -> dict[str, list[Any]]:
    """Every row about one application."""
    db.session.rollback()
    of = kept.of[name]
    found = {
        table.name: [
            tuple(row)
            for row in db.session.execute(
                table.select().where(table.c.application_id == of.id).order_by(table.c.id)
            )
        ]
        for table in Model.metadata.sorted_tables
        if "application_id" in table.c
    }
    db.session.rollback()
    return found


# ------------------------------------------------------------------ files, and what is around


def stored(kept: Kept, name: str) -> tuple[str, ...]:
    found = queries.stored_files(kept.of[name].id)
    db.session.rollback()
    return found


def test_files_leave_the_storage_after_the_commit(kept: Kept) -> None:
    (key,) = stored(kept, "Bay")
    with transaction():
        entry = services.remove(kept.round, kept.of["Bay"].id, by=kept.by, at=LATER)
    assert storage.read(key).startswith(b"%PDF")
    assert entry.files_left == {"keys": [key]}

    with transaction():
        services.forget_files(entry)
    assert entry.files_left is None
    assert not (Path(_folder()) / "files" / key).exists()


def _folder() -> str:
    return str(setting("DATA_FOLDER"))


def test_files_that_could_not_go_are_tried_again(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = stored(kept, "Bay")

    def away(_key: str) -> None:
        raise NotPossibleNow("The storage is away.")

    monkeypatch.setattr(storage, "forget", away)
    entry = remove(kept, "Bay")
    assert entry.files_left == {"keys": [key]}
    monkeypatch.undo()

    with transaction():
        assert services.forget_left_files(at=LATER) == 1
    with transaction():
        assert services.forget_left_files(at=LATER) == 0
    assert not (Path(_folder()) / "files" / key).exists()
    with transaction():
        services.forget_files(entry)


def test_who_registered_and_asked_goes_with_the_drafts(kept: Kept) -> None:
    kept.name_people()
    with pytest.raises(NotPossibleNow), transaction():
        services.remove_around(kept.round, by=kept.by, at=TOLD + DAY)
    assert queries.count_around(kept.round.id) == 2

    with transaction():
        entry = services.remove_around(kept.round, by=kept.by, at=LATER)
    assert entry is not None
    assert (entry.kind, entry.others, entry.application_id) == (LogKind.AROUND, 2, None)
    assert queries.count_around(kept.round.id) == 0
    with transaction():
        assert services.remove_around(kept.round, by=kept.by, at=LATER) is None


def test_removing_needs_somebody(kept: Kept) -> None:
    with pytest.raises(LookupError), transaction():
        services.remove(kept.round, kept.of["Bay"].id, by=Actor(), at=LATER)
    assert clock.now() == LATER
