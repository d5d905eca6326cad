"""What staff keep beside applications: its rules, its trail, and what applicants never see."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.queries.names import holders, names_of
from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.core.db import db
from app.core.errors import Missing, NotPossibleNow, Refused
from app.policy import Actor, Role
from app.practices.domain.counties import COUNTIES, Region
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain import filters
from app.rfa.domain.deadlines import Window
from app.rfa.domain.filters import Filters, Sort
from app.rfa.domain.seals import Seal, last_end
from app.rfa.domain.states import ApplicationState
from app.rfa.queries import applications
from app.rfa.queries.oversight import listing, one
from app.rfa.services import oversight as services
from tests.support import build
from tests.unit.rfa.oversight_rows import AFTER, BEFORE, attach, draft, send, sent

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Application

text = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)


@pytest.fixture
def mona(app: Flask) -> Actor:
    person = build.person(name="Mona Lee", role=Role.PROGRAM_STAFF)
    return Actor(person.id, person.name)


@pytest.fixture
def of(app: Flask) -> Application:
    return applications.application(sent().id)


def events(kind: str) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.subject_type == kind).order_by(AuditEvent.id)
    return list(db.session.scalars(query))


# ------------------------------------------------------------------ filters and seals


@given(
    st.builds(
        Filters,
        state=st.none() | st.sampled_from(ApplicationState),
        kind=st.none() | st.sampled_from(PracticeKind),
        region=st.none() | st.sampled_from(Region),
        county=st.sampled_from(["", *COUNTIES]),
        flagged=st.booleans(),
        mine=st.booleans(),
        check=st.none() | st.sampled_from(filters.Check),
        sort=st.sampled_from(Sort),
    )
)
def test_filters_survive_being_written_into_an_address(wanted: Filters) -> None:
    assert filters.read(wanted.query()) == wanted


@given(st.dictionaries(st.sampled_from([*Filters().__slots__, "page"]), text))
def test_no_address_is_too_odd_for_filters(given_parts: dict[str, str]) -> None:
    wanted = filters.read(given_parts)
    assert filters.read(wanted.query()) == wanted


WINDOW = Window(BEFORE - dt.timedelta(days=9), BEFORE, dt.timedelta(minutes=5))


@pytest.mark.parametrize(
    ("sealed", "broken", "later", "holds", "hides"),
    [
        (False, False, 0, False, False),
        (True, False, 0, True, True),
        (True, False, 1, False, True),
        (True, True, 0, False, False),
    ],
)
def test_a_seal_holds_until_the_deadline_unless_it_is_broken(
    sealed: bool, broken: bool, later: int, holds: bool, hides: bool
) -> None:
    ends = last_end(WINDOW, [])
    seal = Seal(sealed, broken, ends)
    assert ends == BEFORE + dt.timedelta(minutes=5)
    assert seal.holds(ends + dt.timedelta(seconds=later)) is holds
    assert seal.hides_drafts is hides


def test_more_time_for_one_keeps_the_seal_of_all() -> None:
    assert last_end(WINDOW, [AFTER, BEFORE]) == AFTER


# ------------------------------------------------------------------ marks


def test_a_tag_is_one_however_often_it_is_put_on(of: Application, mona: Actor) -> None:
    first = services.tag(of, label="Rural", by=mona, at=BEFORE)
    assert services.tag(of, label="rural", by=mona, at=BEFORE) is first
    services.remove_tag(first, of, by=mona, at=BEFORE)
    services.remove_tag(first, of, by=mona, at=AFTER)
    assert first.removed_at == BEFORE
    assert services.tag(of, label="Rural", by=mona, at=AFTER) is not first
    verbs = [event.verb for event in events("rfa_mark")]
    assert verbs == ["tagged an application", "took a tag off", "tagged an application"]


def test_a_flag_is_resolved_once_with_its_outcome(of: Application, mona: Actor) -> None:
    given_flag: dict[str, Any] = {"sections": {"plan": "B. Plan"}, "by": mona, "at": BEFORE}
    mark = services.flag(of, label="No date", section="plan", **given_flag)
    assert services.flag(of, label="No date", section="plan", **given_flag) is mark
    assert services.flag(of, label="No date", section="", **given_flag) is not mark
    with pytest.raises(Refused, match="came of it"):
        services.resolve_flag(mark, of, outcome="", by=mona, at=AFTER)
    services.resolve_flag(mark, of, outcome="Added", by=mona, at=AFTER)
    assert (mark.outcome, mark.removed_by_id) == ("Added", mona.person_id)
    with pytest.raises(NotPossibleNow):
        services.resolve_flag(mark, of, outcome="Again", by=mona, at=AFTER)
    assert events("rfa_mark")[-1].reason == "Added"
    assert events("rfa_mark")[0].after == {"flag": "No date", "section": "B. Plan"}


def test_marks_notes_and_tasks_need_words(of: Application, mona: Actor) -> None:
    with pytest.raises(Refused, match="tag"):
        services.tag(of, label="", by=mona, at=BEFORE)
    with pytest.raises(Refused, match="attention"):
        services.flag(of, label="", section="", sections={}, by=mona, at=BEFORE)
    with pytest.raises(Refused, match="section of this"):
        services.flag(
            of, label="x", section="gone", sections={"plan": "B. Plan"}, by=mona, at=BEFORE
        )
    with pytest.raises(Refused, match="note"):
        services.write_note(of, body="", by=mona, at=BEFORE)
    with pytest.raises(Refused, match="to be done"):
        services.add_task(of, title="", person_id=None, due_on=None, staff=(), by=mona, at=BEFORE)
    with pytest.raises(Refused, match="staff"):
        services.add_task(of, title="x", person_id=7, due_on=None, staff=(1,), by=mona, at=BEFORE)


# ------------------------------------------------------------------ notes and tasks


def test_the_same_note_is_kept_once_within_minutes(of: Application, mona: Actor) -> None:
    first = services.write_note(of, body="Called", by=mona, at=BEFORE)
    assert services.write_note(of, body="Called", by=mona, at=BEFORE) is first
    assert services.write_note(of, body="Called again", by=mona, at=BEFORE) is not first
    assert services.write_note(of, body="Called", by=mona, at=AFTER) is not first
    other = Actor(build.person().id, "Other")
    assert services.write_note(of, body="Called", by=other, at=BEFORE) is not first
    assert [note.body for note in one.notes_of(of.id)][-1] == "Called"


def test_a_task_is_done_once(of: Application, mona: Actor) -> None:
    assert mona.person_id is not None
    given_task: dict[str, Any] = {"staff": [mona.person_id], "by": mona, "at": BEFORE}
    late = services.add_task(of, title="Call", person_id=mona.person_id, due_on=None, **given_task)
    soon = services.add_task(
        of, title="Read", person_id=None, due_on=dt.date(2026, 11, 20), **given_task
    )
    same = services.add_task(of, title="Call", person_id=mona.person_id, due_on=None, **given_task)
    assert same is late
    assert one.tasks_of(of.id) == (soon, late)
    services.finish_task(soon, of, by=mona, at=BEFORE)
    services.finish_task(soon, of, by=mona, at=AFTER)
    assert soon.done_at == BEFORE
    assert one.tasks_of(of.id) == (late, soon)
    again = services.add_task(
        of, title="Read", person_id=None, due_on=dt.date(2026, 11, 20), **given_task
    )
    assert again is not soon
    assert one.task(of.id, soon.id) is soon
    with pytest.raises(Missing):
        one.task(sent().id, soon.id)


def test_what_staff_keep_is_on_no_timeline_of_the_practice(of: Application, mona: Actor) -> None:
    services.tag(of, label="Rural", by=mona, at=BEFORE)
    services.write_note(of, body="Called", by=mona, at=BEFORE)
    services.add_task(of, title="Call", person_id=None, due_on=None, staff=(), by=mona, at=BEFORE)
    db.session.flush()
    assert audit.of_team(of.practice_id).events == ()
    kinds = {"rfa_mark", "rfa_note", "rfa_task"}
    assert {e.subject_type for kind in kinds for e in events(kind)} == kinds
    assert "rfa_application" not in audit.subject_types()


# ------------------------------------------------------------------ views, seals, files


def test_a_view_is_kept_under_its_name(mona: Actor) -> None:
    of = build.rfa_round(key="spring", title="RFA 2026")
    first = services.save_view(Filters(mine=True), of, name="Mine", by=mona, at=BEFORE)
    again = services.save_view(Filters(flagged=True), of, name="MINE", by=mona, at=AFTER)
    assert again is first
    assert (first.name, first.query) == ("MINE", "round=spring&flagged=yes")
    assert events("rfa_saved_view")[-1].after == {"round": "RFA 2026", "filters": "flagged: yes"}
    services.remove_view(first, by=mona, at=AFTER)
    assert listing.saved_views(mona.person_id) == ()
    assert [event.verb for event in events("rfa_saved_view")][-1] == "removed a view"


def test_views_are_named_and_few(mona: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    of = build.rfa_round()
    with pytest.raises(Refused, match="name"):
        services.save_view(Filters(), of, name="", by=mona, at=BEFORE)
    with pytest.raises(Refused, match="Shorten"):
        services.save_view(Filters(search="é" * 100), of, name="Long", by=mona, at=BEFORE)
    monkeypatch.setattr(services, "MOST_VIEWS", 1)
    services.save_view(Filters(), of, name="One", by=mona, at=BEFORE)
    services.save_view(Filters(mine=True), of, name="One", by=mona, at=BEFORE)
    with pytest.raises(Refused, match="Remove a view first: 1 is the most"):
        services.save_view(Filters(), of, name="Two", by=mona, at=BEFORE)


def test_a_seal_breaks_once_and_with_a_reason(mona: Actor) -> None:
    sealed = build.rfa_round(is_sealed=True)
    with pytest.raises(Refused, match="Say why"):
        services.break_seal(sealed, reason="", by=mona, at=BEFORE)
    services.break_seal(sealed, reason="An appeal", by=mona, at=BEFORE)
    assert (sealed.seal_broken_at, sealed.seal_broken_by_id) == (BEFORE, mona.person_id)
    (event,) = events("rfa_round")
    assert (event.verb, event.reason) == ("broke the seal", "An appeal")
    with pytest.raises(NotPossibleNow):
        services.break_seal(sealed, reason="Again", by=mona, at=BEFORE)
    with pytest.raises(NotPossibleNow):
        services.break_seal(build.rfa_round(), reason="None", by=mona, at=BEFORE)


def test_an_export_is_noted_with_its_filters(mona: Actor) -> None:
    of = build.rfa_round()
    services.record_export(of, file="csv", wanted=Filters(tag="a"), count=3, by=mona, at=BEFORE)
    db.session.flush()
    (event,) = events("rfa_round")
    assert event.after == {"file": "csv", "filters": "tag: a", "applications": 3}


def test_files_open_when_the_seal_allows(app: Flask) -> None:
    sealed = build.rfa_round(is_sealed=True)
    row = draft(round_id=sealed.id)
    file = attach(row)
    send(row)
    loose = attach(row, "later.pdf")
    of = applications.application(row.id)
    with pytest.raises(NotPossibleNow):
        one.readable_file(of, file.id, BEFORE)
    assert one.readable_file(of, file.id, AFTER) is file
    with pytest.raises(NotPossibleNow):
        one.readable_file(of, loose.id, AFTER)
    opened = applications.application(draft().id)
    assert one.readable_file(opened, attach(opened).id, BEFORE)


# ------------------------------------------------------------------ names


def test_people_are_named(app: Flask) -> None:
    ann = build.person(name="Ann", role=Role.DIRECTOR)
    build.person(name="Zoe", role=Role.REVIEWER)
    build.person(name="Gone", role=Role.DIRECTOR, closed_at=BEFORE)
    assert names_of([ann.id, None]) == {ann.id: "Ann"}
    assert names_of([None]) == {}
    assert holders([Role.DIRECTOR]) == {ann.id: "Ann"}
