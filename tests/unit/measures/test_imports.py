from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.measures import queries
from app.measures.domain import snapshots
from app.measures.domain.kinds import Answer, Frequency, MeasureKind, Source
from app.measures.models import DataPoint, DataPointRevision, ImportBatch, PeriodSubmission
from app.measures.queries import imports as batches
from app.measures.queries import rehearsal
from app.measures.services import import_undo, imports
from app.measures.services.imports import Choices
from app.policy import Actor
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.measures.queries.rehearsal import Rehearsal

NOW = dt.datetime(2026, 10, 20, 18, tzinfo=dt.UTC)  # September is late, August is locked
HEAD = "Month,Measure,Top,Bottom,No eligible patients,Source,Sample size,Note"


@pytest.fixture
def team(app: Flask) -> Any:
    """A team since June 2026 with one required percent, one quarterly and one count."""
    cohort = build.cohort()
    build.measure(of=cohort, key="plan", name="Shared plan of care", position=1)
    build.measure(
        of=cohort,
        required=False,
        key="home",
        name="Medical home",
        frequency=Frequency.QUARTERLY,
        position=2,
    )
    clinic = build.team(cohort=cohort)
    build.saved(_choice(clinic, "home"))
    build.measure(of=clinic, own=True, key="falls", name="Falls", kind=MeasureKind.COUNT, per=1)
    return clinic


def _choice(team: Any, key: str) -> Any:
    from app.measures.models import Measure, TeamMeasure

    of = db.session.scalar(select(Measure).where(Measure.key == key))
    return TeamMeasure(practice_id=team.id, measure_id=of.id, adopted_at=NOW)


@pytest.fixture
def dev(app: Flask) -> Actor:
    return Actor(build.person().id, "Dev")


def upload(team: Any, by: Actor, *rows: str, head: str = HEAD, at: dt.datetime = NOW) -> Any:
    content = "\n".join([head, *rows]).encode()
    sheet = imports.read("numbers.csv", content, imports.names(team, at))
    with transaction():
        return imports.upload(team, sheet, by=by, at=at)


def rehearse(team: Any, by: Actor, *rows: str, **given: Any) -> Rehearsal:
    return imports.rehearse(team, upload(team, by, *rows, **given), given.get("at", NOW))


def reasons(found: Rehearsal) -> list[tuple[int, str, str]]:
    return [(row.line, field, text) for row in found.bad for field, text in row.wrong]


def confirm(team: Any, batch: Any, by: Actor, *, at: dt.datetime = NOW, **chosen: Any) -> Any:
    seen = chosen.pop("seen", None) or imports.rehearse(team, batch, at).mark
    with transaction():
        return imports.confirm(batch, team, Choices(seen=seen, **chosen), by=by, at=at)


def undo(team: Any, batch: Any, by: Actor, at: dt.datetime = NOW) -> Any:
    with transaction():
        return import_undo.undo(batch, team, by=by, at=at)


def point(team: Any, key: str, *month: int) -> DataPoint | None:
    from app.measures.models import Measure

    of = db.session.scalar(select(Measure).where(Measure.key == key))
    assert of is not None
    return queries.point(team.id, of.id, dt.date(*month, 1))


# the rehearsal


def test_nothing_is_written_before_the_confirm(team: Any, dev: Actor) -> None:
    found = rehearse(team, dev, "Oct 2026,plan,12,60", "Sep 2026,plan,13,60")

    assert [row.line for row in found.good] == [2, 3]
    assert db.session.scalars(select(DataPoint)).all() == []
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_the_file_itself_is_not_kept(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,12,60,,,,")

    assert (batch.filename, len(batch.sha256)) == ("numbers.csv", 32)
    assert set(batch.rows) == {"said", "unread"}


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("Octember,plan,1,2", "Month", "is not a month"),
        ("Dec 2026,plan,1,2", "Month", "has not started"),
        ("Aug 2026,plan,1,2", "Month", "August 2026 is locked"),
        ("Oct 2026,weather,1,2", "Measure", "not one of your measures"),
        ("Oct 2026,plan,70,60", "Top number", "cannot be more than"),
        ("Oct 2026,plan,x,60", "Top number", "whole number"),
        ("Oct 2026,plan,1,-60", "Bottom number", "negative"),
        ("Oct 2026,plan,1.5,60", "Top number", "whole number"),
        ("Oct 2026,plan,,60", "Top number", "top number too"),
        ("Oct 2026,plan,1,", "Bottom number", "bottom number too"),
        ("Oct 2026,plan,0,0", "No eligible patients", "write yes"),
        ("Oct 2026,plan,3,9,yes", "No eligible patients", "Clear both"),
        ("Oct 2026,plan,3,9,perhaps", "No eligible patients", "yes or no"),
        ("Oct 2026,plan,,,no", "Top number", "leave the whole row empty"),
        ("Oct 2026,plan,3,9,,my head", "Source", "not a source we know"),
        ("Oct 2026,plan,3,9,,chart,many", "Sample size", "whole number"),
        ("Oct 2026,plan,3,9,,chart,9999999", "Sample size", "whole number"),
        ("Oct 2026,plan,3,9,,chart,99999999", "Sample size", "whole number"),
        (f"Oct 2026,plan,3,9,,,,{'x' * 301}", "Note", "Shorten"),
        ("Dec 2026,home,3,9", "Month", "has not started"),
    ],
)
def test_a_bad_row_is_told_with_line_field_and_reason(
    team: Any, dev: Actor, row: str, field: str, reason: str
) -> None:
    (told,) = reasons(rehearse(team, dev, "Sep 2026,plan,1,2", row))

    assert told[:2] == (3, field)
    assert reason in told[2]
    assert told[2].endswith(".")


def test_a_row_tells_everything_that_is_wrong_with_it(team: Any, dev: Actor) -> None:
    found = rehearse(team, dev, "never,nothing,1,2,,nowhere")

    assert [field for _, field, _ in reasons(found)] == ["Month", "Measure", "Source"]
    assert found.bad[0].name == "nothing"


def test_a_second_row_for_the_same_cell_names_the_first(team: Any, dev: Actor) -> None:
    found = rehearse(team, dev, "2026-10,plan,1,20", "October 2026,Shared plan of care,2,20")

    assert reasons(found) == [
        (3, "Month", "Line 2 already has this measure for this time. Keep one.")
    ]


def test_any_month_of_a_quarter_names_it(team: Any, dev: Actor) -> None:
    found = rehearse(team, dev, "Aug 2026,home,9,15", "Q3 2026,home,9,15")

    assert found.rows[0].period == dt.date(2026, 7, 1)
    assert found.rows[0].page_month == dt.date(2026, 9, 1)
    assert found.rows[0].is_owed
    assert not found.rows[1].is_good


def test_months_after_leaving_are_refused(team: Any, dev: Actor) -> None:
    team.enrolment.left_on = dt.date(2026, 9, 1)
    db.session.commit()

    found = rehearse(team, dev, "Oct 2026,plan,1,20")

    assert "no numbers for this month any more" in reasons(found)[0][2]


def test_months_before_joining_are_welcome_and_owed_by_nobody(team: Any, dev: Actor) -> None:
    found = rehearse(team, dev, "May 2025,plan,1,20", "May 2026,home,3,20", "Jun 2026,home,3,20")

    assert [(row.is_good, row.is_owed) for row in found.rows] == [
        (True, False),
        (True, False),
        (False, False),
    ]


def test_months_before_the_cohort_starts_are_welcome(team: Any, dev: Actor) -> None:
    team.enrolment.joined_on = dt.date(2026, 3, 1)
    db.session.commit()

    (row,) = rehearse(team, dev, "Apr 2026,plan,1,20").rows

    assert row.is_good
    assert not row.is_owed


def test_a_team_without_a_cohort_brings_numbers_of_its_own_measures(dev: Actor, app: Flask) -> None:
    from app.collaborative import queries as collaborative

    alone = collaborative.team(build.practice().key)
    build.measure(of=alone, own=True, key="falls", kind=MeasureKind.COUNT, per=1)

    batch = upload(alone, dev, "Oct 2026,falls,3,")
    confirm(alone, batch, dev)

    mine = point(alone, "falls", 2026, 10)
    assert mine is not None
    assert mine.sent_numerator == 3
    assert undo(alone, batch, dev) == ()


def test_odd_rows_are_compared_with_what_was_sent_and_with_earlier_rows(
    team: Any, dev: Actor
) -> None:
    plan = next(one.measure for one in rehearsal.books(team, NOW).reported)
    for month in (6, 7):
        build.sent_point(team, plan, dt.date(2026, month, 1), 20, 60)

    found = rehearse(
        team, dev, "Oct 2026,plan,14,200", "Sep 2026,plan,21,60", "May 2026,plan,20,60"
    )
    with_note = rehearse(
        team, dev, "Oct 2026,plan,14,200,,,,Two sites", "Sep 2026,plan,21,60", "May 2026,plan,1,60"
    )

    assert [problem.code for problem in found.rows[0].odd] == ["far-denominator"]
    assert found.odd == found.rows[:1]
    assert with_note.rows[0].odd
    assert with_note.odd == ()


def test_the_same_numbers_as_the_row_before_are_odd_but_not_after_a_gap(
    team: Any, dev: Actor
) -> None:
    same = rehearse(team, dev, "Sep 2026,plan,20,60", "Oct 2026,plan,20,60")
    gap = rehearse(team, dev, "May 2026,plan,20,60", "Sep 2026,plan,,,yes", "Oct 2026,plan,20,60")

    assert [problem.code for problem in same.rows[1].odd] == ["same-as-last"]
    assert gap.odd == ()


def test_a_rehearsal_takes_as_many_statements_for_three_rows_as_for_one(
    team: Any, dev: Actor
) -> None:
    counts = []
    for rows in (
        ["Oct 2026,plan,1,20"],
        [f"{m} 2026,plan,{n},20" for n, m in enumerate(("Apr", "May", "Oct"))],
    ):
        batch = upload(team, dev, *rows)
        with statements() as sent:
            imports.rehearse(team, batch, NOW)
        counts.append(len(sent))

    assert counts == [3, 3]


# the confirm


def test_confirming_writes_drafts_and_sends_nothing_of_owed_months(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Sep 2026,plan,12,60,,chart,20,Small clinic")
    rows = confirm(team, batch, dev)

    mine = point(team, "plan", 2026, 9)
    assert len(rows) == 1
    assert mine is not None
    assert (mine.numerator, mine.denominator, mine.note) == (12, 60, "Small clinic")
    assert (mine.source, mine.sample_size) == (Source.CHART_AUDIT, 20)
    assert mine.sent_at is None
    revision = db.session.scalars(select(DataPointRevision)).one()
    assert (revision.via, revision.import_batch_id) == ("import", batch.id)
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["imported numbers"]


def test_with_send_the_months_are_sent_and_complete(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Sep 2026,plan,12,60", "Oct 2026,plan,,,yes")
    confirm(team, batch, dev, send=True)

    months = batches.submissions(team.id, [dt.date(2026, 9, 1), dt.date(2026, 10, 1)])
    october = point(team, "plan", 2026, 10)
    assert [row.first_complete_at for row in months.values()] == [NOW, NOW]
    assert october is not None
    assert october.sent_answer is Answer.NONE_ELIGIBLE


def test_the_note_of_a_month_survives_an_import(team: Any, dev: Actor) -> None:
    build.saved(
        PeriodSubmission(
            practice_id=team.id, period=dt.date(2026, 10, 1), note="Storm", last_sent_at=NOW
        )
    )
    batch = upload(team, dev, "Oct 2026,plan,12,60")
    confirm(team, batch, dev, send=True)

    october = dt.date(2026, 10, 1)
    assert batches.submissions(team.id, [october])[october].note == "Storm"


def test_older_numbers_are_always_sent_but_no_month_is(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "May 2025,plan,12,60", "Q2 2025,home,8,15")
    confirm(team, batch, dev)

    old = point(team, "plan", 2025, 5)
    quarter = point(team, "home", 2025, 4)
    assert old is not None
    assert quarter is not None
    assert (old.sent_numerator, old.first_sent_at) == (12, NOW)
    assert quarter.sent_at == NOW
    assert db.session.scalars(select(PeriodSubmission)).all() == []


def test_bad_rows_must_be_left_out_knowingly(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,12,60", "Sep 2026,plan,70,60")
    with pytest.raises(Refused) as refused:
        confirm(team, batch, dev)
    assert refused.value.field == "only_good"
    assert db.session.scalars(select(DataPoint)).all() == []

    confirm(team, batch, dev, only_good=True)

    assert [row.period.month for row in db.session.scalars(select(DataPoint))] == [10]


def test_an_import_without_a_good_row_is_refused(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,70,60")
    with pytest.raises(Refused, match="No row"):
        confirm(team, batch, dev, only_good=True)


def test_odd_rows_are_sent_only_with_a_reason(team: Any, dev: Actor) -> None:
    rows = ("Sep 2026,plan,20,60,,,,Checked", "Oct 2026,plan,20,60")
    batch = upload(team, dev, *rows)
    with pytest.raises(Refused) as refused:
        confirm(team, batch, dev, send=True)
    assert refused.value.field == "why"

    confirm(team, batch, dev, send=True, why="The registry did not change")

    notes = [
        point.sent_note
        for point in db.session.scalars(select(DataPoint).order_by(DataPoint.period))
    ]
    assert notes == ["Checked", "The registry did not change"]


def test_odd_rows_may_be_kept_as_drafts_without_a_reason(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Sep 2026,plan,20,60", "Oct 2026,plan,20,60")

    assert len(confirm(team, batch, dev)) == 2


def test_a_number_that_changed_since_the_rehearsal_stops_the_confirm(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,20,60")
    seen = imports.rehearse(team, batch, NOW).mark
    other = upload(team, dev, "Oct 2026,plan,21,60")
    confirm(team, other, dev)

    with pytest.raises(Refused, match="changed while you looked"):
        confirm(team, batch, dev, seen=seen)

    (row,) = imports.rehearse(team, batch, NOW).rows
    assert row.changes
    assert row.there is not None
    assert row.there.numerator == 21


def test_an_import_is_confirmed_once(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,20,60")
    confirm(team, batch, dev)
    with pytest.raises(NotPossibleNow, match="confirmed before"):
        confirm(team, batch, dev)


def test_importing_the_same_again_changes_nothing(team: Any, dev: Actor) -> None:
    confirm(team, upload(team, dev, "Oct 2026,plan,20,60"), dev, send=True)
    again = upload(team, dev, "Oct 2026,plan,20,60")
    (row,) = imports.rehearse(team, again, NOW).rows
    assert not row.changes

    confirm(team, again, dev, send=True)

    mine = point(team, "plan", 2026, 10)
    assert mine is not None
    assert mine.version == 2  # written once, sent once
    assert again.rows["before"] == []


def test_files_without_a_table_or_numbers_are_refused(team: Any, dev: Actor) -> None:
    with pytest.raises(Refused, match="no table"):
        upload(team, dev, "hello", head="world")
    with pytest.raises(Refused, match="no numbers yet"):
        upload(team, dev, "Oct 2026,plan,,")


def test_imports_that_nobody_confirmed_are_forgotten_after_a_day(team: Any, dev: Actor) -> None:
    old = upload(team, dev, "Oct 2026,plan,1,20").id
    done = upload(team, dev, "Oct 2026,plan,1,20")
    confirm(team, done, dev)
    upload(team, dev, "Oct 2026,plan,1,20", at=NOW + dt.timedelta(hours=25))

    ids = set(db.session.scalars(select(ImportBatch.id)))
    assert old not in ids
    assert done.id in ids
    assert [row.id for row in batches.batches(team.id)] == [done.id]


def test_imports_of_other_teams_are_missing(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,1,20")
    assert batches.batch(team.id, batch.id, lock=True) is batch
    with pytest.raises(Missing):
        batches.batch(build.team().id, batch.id)


# the undo


def test_an_undo_puts_back_what_was_there(team: Any, dev: Actor) -> None:
    confirm(team, upload(team, dev, "Sep 2026,plan,10,50,,log"), dev, send=True)
    sent_before = point(team, "plan", 2026, 9).sent_at
    later = NOW + dt.timedelta(hours=1)
    second = upload(team, dev, "Sep 2026,plan,12,60", "Oct 2026,plan,13,60", at=later)
    confirm(team, second, dev, at=later, send=True)

    assert undo(team, second, dev, later) == ()

    september, october = (point(team, "plan", 2026, month) for month in (9, 10))
    assert september is not None
    assert october is not None
    assert (september.numerator, september.sent_numerator, september.source) == (10, 10, "log")
    assert (september.sent_at, september.first_sent_at) == (sent_before, NOW)
    assert (october.answer, october.sent_at, october.note) == (Answer.BLANK, None, "")
    months = batches.submissions(team.id, [dt.date(2026, 9, 1), dt.date(2026, 10, 1)])
    assert [(m.month, row.last_sent_at) for m, row in months.items()] == [(9, NOW)]
    assert queries.history(october.id)[0].revision.via == "undo"
    assert db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()[-1] == (
        "undid an import"
    )


def test_an_undo_leaves_what_was_changed_since_and_tells(team: Any, dev: Actor) -> None:
    first = upload(team, dev, "Sep 2026,plan,12,60", "Oct 2026,plan,13,60")
    confirm(team, first, dev, send=True)
    later = NOW + dt.timedelta(hours=1)
    confirm(team, upload(team, dev, "Oct 2026,plan,14,60", at=later), dev, at=later, send=True)

    (kept,) = undo(team, first, dev, later)

    october = point(team, "plan", 2026, 10)
    assert (kept.period, kept.why) == (dt.date(2026, 10, 1), "changed since")
    assert kept.name == "Shared plan of care"
    assert october is not None
    assert october.sent_numerator == 14
    months = batches.submissions(team.id, [dt.date(2026, 9, 1), dt.date(2026, 10, 1)])
    assert [month.month for month in months] == [10]


def test_an_undo_leaves_a_month_that_was_sent_again_since(team: Any, dev: Actor) -> None:
    first = upload(team, dev, "Oct 2026,plan,13,60")
    confirm(team, first, dev, send=True)
    october = dt.date(2026, 10, 1)
    later = NOW + dt.timedelta(hours=1)
    batches.submissions(team.id, [october])[october].last_sent_at = later
    db.session.commit()

    assert undo(team, first, dev, later) == ()
    assert list(batches.submissions(team.id, [october])) == [october]


def test_an_undo_leaves_what_was_locked_since(team: Any, dev: Actor) -> None:
    at = dt.datetime(2026, 10, 25, 20, tzinfo=dt.UTC)
    batch = upload(team, dev, "Sep 2026,plan,12,60", "May 2026,plan,13,60", at=at)
    confirm(team, batch, dev, at=at)

    (kept,) = undo(team, batch, dev, at + dt.timedelta(hours=12))

    assert (kept.period, kept.why) == (dt.date(2026, 9, 1), "locked since")
    assert batch.rows["kept"] == [
        {"name": "Shared plan of care", "period": "2026-09-01", "why": "locked since"}
    ]


def test_an_undo_is_possible_once_and_for_24_hours(team: Any, dev: Actor) -> None:
    batch = upload(team, dev, "Oct 2026,plan,12,60")
    with pytest.raises(NotPossibleNow):
        undo(team, batch, dev)
    confirm(team, batch, dev)

    with pytest.raises(NotPossibleNow, match="within 24 hours"):
        undo(team, batch, dev, NOW + dt.timedelta(hours=24))
    undo(team, batch, dev, NOW + dt.timedelta(hours=23, minutes=59))
    with pytest.raises(NotPossibleNow):
        undo(team, batch, dev)


# any import, undone


def shown(team: Any) -> dict[tuple[int, dt.date], tuple[Any, ...]]:
    """Every cell that says something, as drafts and charts show it."""
    names = (*snapshots.HEAD, *snapshots.SENT)
    rows = db.session.scalars(select(DataPoint).where(DataPoint.practice_id == team.id))
    return {
        (row.measure_id, row.period): tuple(getattr(row, name) for name in names)
        for row in rows
        if row.answer is not Answer.BLANK
    }


imported = st.lists(
    st.tuples(
        st.sampled_from(["Oct 2026", "Sep 2026", "May 2026", "Apr 2026"]), st.integers(0, 60)
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda pair: pair[0],
).flatmap(lambda rows: st.tuples(st.just(rows), st.booleans()))


@settings(max_examples=25)
@given(st.lists(imported, min_size=1, max_size=3))
def test_undoing_imports_one_by_one_leads_all_the_way_back(
    team: Any, dev: Actor, files: list[Any]
) -> None:
    states, done = [shown(team)], []
    for rows, send in files:
        batch = upload(team, dev, *(f"{month},plan,{top},60" for month, top in rows))
        confirm(team, batch, dev, send=send, why="As counted")
        states.append(shown(team))
        done.append(batch)
    for batch in reversed(done):
        assert shown(team) == states.pop()
        assert undo(team, batch, dev) == ()
    assert shown(team) == states.pop()
