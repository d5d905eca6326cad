from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.curriculum.domain import publishing
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import ChangeClass, Language, VersionStatus
from app.curriculum.domain.publishing import OWN_TIME, OWN_WORK, Deed, Obstacle, Times
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import comments as comment_queries
from app.curriculum.queries import contents, gating, modules, serving
from app.curriculum.queries import versions as queries
from app.curriculum.queries.serving import Change
from app.curriculum.services import comments, versions
from app.curriculum.services import contents as writing
from app.outbox.models import OutboxMail
from app.policy import SYSTEM, Role
from tests.support import build
from tests.unit.curriculum.authors import NOW, actor, approved, reviewed, written_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

SOON = NOW + dt.timedelta(days=3)
LATER = NOW + dt.timedelta(days=30)


def do(deed: Callable[..., Any], *given: Any, **more: Any) -> Any:
    with transaction():
        return deed(*given, **{"at": NOW} | more)


def approve(row: ModuleVersion, **given: Any) -> None:
    do(versions.approve, row, **{"change_class": ChangeClass.RE_READ, "note": "New."} | given)


def status(row: ModuleVersion, at: dt.datetime = NOW) -> VersionStatus:
    return queries.standing(row, at)


def mails() -> list[tuple[str, str]]:
    rows = db.session.execute(select(OutboxMail.kind, OutboxMail.recipient))
    return sorted((kind, to) for kind, to in rows)


# ------------------------------------------------------------------ the table


def test_every_deed_has_a_rule_and_every_state_a_way_on() -> None:
    assert set(publishing.RULES) == set(Deed)
    for state in VersionStatus:
        assert publishing.possible(state, is_editor=False)


def test_authors_neither_approve_nor_send_back() -> None:
    others = publishing.possible(VersionStatus.IN_REVIEW, is_editor=False)
    authors = publishing.possible(VersionStatus.IN_REVIEW, is_editor=True)

    assert others - authors == {Deed.APPROVE, Deed.SEND_BACK}
    assert publishing.objection(Deed.APPROVE, VersionStatus.IN_REVIEW, is_editor=True) == OWN_WORK


def test_what_authors_leave_to_others_is_said() -> None:
    said = {one: publishing.left_to_others(one) for one in VersionStatus}

    assert {one for one, words in said.items() if words == OWN_WORK} == {VersionStatus.IN_REVIEW}
    assert {one for one, words in said.items() if words == OWN_TIME} == {
        VersionStatus.APPROVED,
        VersionStatus.SCHEDULED,
        VersionStatus.PUBLISHED,
        VersionStatus.REPLACED,
    }


@pytest.mark.parametrize(
    ("times", "field"),
    [
        (Times(NOW - dt.timedelta(seconds=1)), "day"),
        (Times(SOON, expires_at=SOON), "end_day"),
        (Times(SOON, weeks=105), "weeks"),
        (Times(SOON, weeks=-1), "weeks"),
    ],
)
def test_times_that_cannot_be_are_named(times: Times, field: str) -> None:
    found = publishing.wrong_time(times, NOW)

    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize("times", [Times(NOW), Times(SOON, LATER, 104), Times(SOON, weeks=0)])
def test_times_that_can_be_are_taken(times: Times) -> None:
    assert publishing.wrong_time(times, NOW) is None


def test_a_version_needs_lessons_that_are_written() -> None:
    lesson, draft = build.lesson(), build.lesson("lesson-2", is_draft=True)

    assert publishing.unfinished(()) == (Obstacle("There is no lesson yet. Add one."),)
    assert publishing.unfinished((lesson,)) == ()
    assert [one.lesson_key for one in publishing.unfinished((lesson, draft))] == ["lesson-2"]


# ------------------------------------------------------------------ new versions


def test_a_new_version_begins_with_what_stands_in_the_newest(app: Flask) -> None:
    lesson = build.lesson(facilitator="Bring a coin.")
    first = build.published_version(lessons=(lesson,), summary="All of it.")
    text = contents.texts_of([contents.row(first.id, "lesson-1").id])
    for row in text[contents.row(first.id, "lesson-1").id]:
        row.reviewed_by, row.reviewed_on = "R. Luna", NOW.date()
    db.session.commit()
    paz = actor()

    draft = do(versions.start_version, queries.module_of(first), by=paz)

    assert (draft.number, draft.created_by_id, draft.loaded_digest) == (2, paz.person_id, "")
    assert contents.lessons(draft.id) == (lesson,)
    assert queries.facts(draft) == queries.facts(first)
    assert queries.reviews(draft.id) == queries.reviews(first.id) != {}
    assert status(draft) is VersionStatus.DRAFT
    assert status(first) is VersionStatus.PUBLISHED


def test_only_one_version_is_on_its_way(app: Flask) -> None:
    row = build.module_version()

    with pytest.raises(NotPossibleNow, match="Version 1 is not published yet"):
        do(versions.start_version, queries.module_of(row), by=actor())


def test_a_new_version_leaves_archived_ones_aside_unless_there_is_nothing_else(app: Flask) -> None:
    first = build.published_version(summary="Kept.")
    module = queries.module_of(first)
    second = build.module_version(module, number=2, summary="Thrown away.")
    paz = actor()
    do(versions.archive, second, by=paz)

    third = do(versions.start_version, module, by=paz)
    do(versions.archive, third, by=paz)
    do(versions.archive, first, by=paz)
    fourth = do(versions.start_version, module, by=paz)

    assert [row.summary for row in (third, fourth)] == ["Kept.", "Kept."]


def test_an_old_version_comes_back_as_a_new_draft(app: Flask) -> None:
    first = build.published_version(lessons=(build.lesson("old"),))
    build.published_version(queries.module_of(first), number=2, lessons=(build.lesson("new"),))
    assert status(first) is VersionStatus.REPLACED

    draft = do(versions.restore, first, by=actor())

    assert (draft.number, contents.lessons(draft.id)) == (3, contents.lessons(first.id))


def test_a_second_press_gives_the_draft_that_is_there_and_writes_nothing(app: Flask) -> None:
    first = build.published_version(lessons=(build.lesson("old"),))
    build.published_version(queries.module_of(first), number=2, lessons=(build.lesson("new"),))
    paz = actor()

    draft = do(versions.restore, first, by=paz)

    assert do(versions.restore, first, by=paz).id == draft.id
    do(writing.put_lessons, draft, (build.lesson("other"),), by=paz)
    with pytest.raises(NotPossibleNow, match="Version 3 is not published yet"):
        do(versions.restore, first, by=paz)
    do(versions.archive, draft, by=paz)
    assert do(versions.restore, first, by=paz).number == 4


def test_nobody_approves_their_own_words_when_somebody_else_begins_them_anew(app: Flask) -> None:
    mona, denise = actor(), actor()
    words = build.module_version(lessons=(build.lesson(),))
    do(writing.note_editor, words, by=mona)
    do(versions.archive, words, by=mona)

    draft = do(versions.restore, words, by=denise)
    do(versions.ask_review, draft, by=denise)

    with pytest.raises(NotPossibleNow, match=OWN_WORK):
        approve(draft, by=mona)


def test_what_was_approved_once_may_be_approved_again_by_its_author(app: Flask) -> None:
    mona, denise = actor(), actor()
    words = build.published_version(lessons=(build.lesson(),))
    do(writing.note_editor, words, by=mona)

    draft = do(versions.restore, words, by=denise)

    assert queries.editors([draft.id])[draft.id] == {denise.person_id}


def test_a_draft_is_not_restored(app: Flask) -> None:
    with pytest.raises(NotPossibleNow, match="published or archived"):
        do(versions.restore, build.module_version(), by=actor())


# ------------------------------------------------------------------ review


def test_asking_for_review_tells_those_who_may_approve_but_no_author(app: Flask) -> None:
    paz, mona = actor(email="paz@portal.test"), actor(Role.DIRECTOR, email="mona@portal.test")
    actor(Role.COACH, email="coach@portal.test")
    neil = actor(Role.PROGRAM_STAFF, email="neil@portal.test")
    row = written_by(paz)
    with transaction():
        writing.note_editor(row, by=neil, at=NOW)

    do(versions.ask_review, row, by=paz)

    assert status(row) is VersionStatus.IN_REVIEW
    assert mails() == [("version in review", "mona@portal.test")]
    assert mona.person_id is not None


def test_a_version_that_is_sent_back_is_a_draft_with_a_comment_and_a_mail(app: Flask) -> None:
    paz, mona = actor(email="paz@portal.test"), actor(Role.DIRECTOR)
    row = reviewed(paz)

    do(versions.send_back, row, reason="Name the source.", by=mona)

    assert status(row) is VersionStatus.DRAFT
    assert [one.body for one in comment_queries.of_version(row.id)] == [
        "Sent back: Name the source."
    ]
    assert ("version sent back", "paz@portal.test") in mails()
    do(versions.ask_review, row, by=paz)
    with pytest.raises(Refused, match="Say what should change"):
        do(versions.send_back, row, reason="", by=mona)


def test_a_version_is_taken_back_to_write_on(app: Flask) -> None:
    paz = actor()
    row = reviewed(paz)
    with pytest.raises(NotPossibleNow, match="in review"):
        writing.refuse_unless_open(row)

    do(versions.take_back, row, by=paz)

    writing.refuse_unless_open(row)
    assert status(row) is VersionStatus.DRAFT


def test_somebody_else_approves_and_then_nothing_changes(app: Flask) -> None:
    paz, mona = actor(email="paz@portal.test"), actor(Role.DIRECTOR)
    row = reviewed(paz)
    with pytest.raises(NotPossibleNow, match="You wrote in this version"):
        approve(row, by=paz)

    approve(row, by=mona, seen=row.version)

    assert status(row) is VersionStatus.APPROVED
    assert (row.change_class, row.change_note) == (ChangeClass.RE_READ, "New.")
    assert ("version approved", "paz@portal.test") in mails()
    with pytest.raises(NotPossibleNow, match="stays as it is"):
        writing.refuse_unless_open(row)


def test_whoever_wrote_in_a_version_does_not_approve_it_even_if_another_began_it(
    app: Flask,
) -> None:
    paz, mona = actor(), actor(Role.DIRECTOR)
    row = written_by(paz)
    with transaction():
        writing.note_editor(row, by=mona, at=NOW)
    do(versions.ask_review, row, by=paz)

    with pytest.raises(NotPossibleNow, match="You wrote in this version"):
        approve(row, by=mona)


def test_the_portal_itself_approves_nothing(app: Flask) -> None:
    row = build.module_version(review_asked_at=NOW)

    with pytest.raises(NotPossibleNow):
        approve(row, by=SYSTEM)
    approve(row, by=actor())
    assert mails() == []


def test_a_version_with_a_fault_is_not_approved(app: Flask) -> None:
    picture = Text("A picture", ("See",), "## Look\n\n![](file:1)")
    row = reviewed(actor(), lessons=(build.lesson(texts={Language.ENGLISH: picture}),))

    assert gating.accessibility(row)
    with pytest.raises(Refused, match="cannot be approved yet"):
        approve(row, by=actor())


def test_a_version_with_a_draft_lesson_is_not_approved(app: Flask) -> None:
    row = reviewed(actor(), lessons=(build.lesson(is_draft=True),))

    with pytest.raises(Refused, match="still marked as a draft"):
        approve(row, by=actor())


def test_what_was_changed_since_it_was_read_is_not_approved(app: Flask) -> None:
    paz, mona = actor(), actor(Role.DIRECTOR)
    row = reviewed(paz)
    seen = row.version
    do(versions.take_back, row, by=paz)
    do(versions.ask_review, row, by=paz)

    with pytest.raises(Conflict, match="since you opened the page"):
        approve(row, by=mona, seen=seen)


# ------------------------------------------------------------------ publishing


def test_until_its_instant_the_version_before_is_served(app: Flask) -> None:
    first = build.published_version()
    module = queries.module_of(first)
    paz, mona = actor(), actor(Role.DIRECTOR)
    second = do(versions.start_version, module, by=paz)
    do(versions.ask_review, second, by=paz)
    approve(second, by=mona)

    do(versions.schedule, second, publish_at=SOON, by=mona)

    before, after = SOON - dt.timedelta(seconds=1), SOON + dt.timedelta(seconds=5)
    assert status(second) is VersionStatus.SCHEDULED
    assert modules.served([module.id], before)[module.id].id == first.id
    assert modules.served([module.id], after)[module.id].id == second.id
    assert status(first, after) is VersionStatus.REPLACED


def test_the_time_may_change_until_it_comes(app: Flask) -> None:
    mona = actor(Role.DIRECTOR)
    row = approved(actor(), mona)
    do(versions.schedule, row, publish_at=SOON, expires_at=LATER, weeks=6, by=mona)
    do(versions.schedule, row, publish_at=LATER, by=mona)
    assert (row.publish_at, row.expires_at, row.weeks_after_start) == (LATER, None, None)

    do(versions.schedule, row, publish_at=NOW, by=mona)

    assert status(row) is VersionStatus.PUBLISHED
    with pytest.raises(NotPossibleNow, match="not out yet"):
        do(versions.schedule, row, publish_at=SOON, by=mona)


@pytest.mark.parametrize("publish_at", [None, SOON])
def test_no_author_sets_the_time_of_what_somebody_else_approved(
    app: Flask, publish_at: dt.datetime | None
) -> None:
    """Neither who began it, nor who wrote in it since; who approved it does, or a third one."""
    paz, ines, mona = actor(), actor(Role.DIRECTOR), actor(Role.DIRECTOR)
    row = written_by(paz)
    do(writing.note_editor, row, by=ines)
    do(versions.ask_review, row, by=paz)
    approve(row, by=mona)
    if publish_at is not None:
        do(versions.schedule, row, publish_at=publish_at, by=mona)

    for author in (paz, ines, SYSTEM):
        with pytest.raises(NotPossibleNow, match="somebody else who may approve it"):
            do(versions.schedule, row, publish_at=NOW, by=author)
    assert row.publish_at == publish_at

    do(versions.schedule, row, publish_at=NOW, by=actor(Role.PROGRAM_STAFF))
    assert status(row) is VersionStatus.PUBLISHED


def test_no_author_moves_the_end_of_what_is_out(app: Flask) -> None:
    paz, mona = actor(), actor(Role.DIRECTOR)
    row = approved(paz, mona)
    do(versions.schedule, row, publish_at=NOW, expires_at=SOON, by=mona)

    with pytest.raises(NotPossibleNow, match="until when it is out"):
        do(versions.change_times, row, weeks=None, expires_at=None, by=paz)

    assert row.expires_at == SOON
    do(versions.archive, row, by=paz)


def test_a_time_that_has_passed_is_refused_at_its_field(app: Flask) -> None:
    row = approved(actor(), actor())

    with pytest.raises(Refused) as refusal:
        do(versions.schedule, row, publish_at=NOW - dt.timedelta(days=1), by=actor())

    assert refusal.value.field == "day"


def test_a_version_that_is_out_can_end(app: Flask) -> None:
    row = build.published_version()
    do(versions.change_times, row, weeks=None, expires_at=SOON, by=actor())
    assert status(row, SOON) is VersionStatus.EXPIRED

    do(versions.change_times, row, weeks=None, expires_at=None, by=actor())
    assert status(row, SOON) is VersionStatus.PUBLISHED
    with pytest.raises(Refused, match="has passed"):
        do(versions.change_times, row, weeks=None, expires_at=NOW, by=actor())


def test_weeks_are_corrected_while_a_version_is_out(app: Flask) -> None:
    first = build.published_version()
    second = build.published_version(queries.module_of(first), number=2, weeks_after_start=104)
    build.cohort(name="Delta", starts_on=dt.date(2026, 10, 1))
    held = queries.stands(first, NOW)
    assert (held.status, held.still_for) == (VersionStatus.PUBLISHED, ("Delta",))
    assert queries.stands(second, NOW).still_for == ()

    with pytest.raises(Refused, match="0 to 104 weeks") as refused:
        do(versions.change_times, second, weeks=105, expires_at=None, by=actor())
    assert refused.value.field == "weeks"
    do(versions.change_times, second, weeks=4, expires_at=None, by=actor())

    assert (status(first), status(second)) == (VersionStatus.REPLACED, VersionStatus.PUBLISHED)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.before, event.after) == ({"weeks_after_start": 104}, {"weeks_after_start": 4})


def test_cohorts_count_while_they_run_or_have_teams(app: Flask) -> None:
    over = {"starts_on": dt.date(2024, 1, 1), "ends_on": dt.date(2025, 1, 31)}
    build.cohort(name="Over", **over)
    build.team(cohort=build.cohort(name="Over, with a team", **over))
    build.cohort(name="Last day", ends_on=NOW.date())
    build.cohort(name="To come", starts_on=dt.date(2027, 1, 1))

    assert {one.name for one in serving.groups(NOW)} == {
        "",
        "Over, with a team",
        "Last day",
        "To come",
    }


def test_who_loses_a_version_and_what_they_get_instead(app: Flask) -> None:
    first = build.published_version()
    second = build.published_version(queries.module_of(first), number=2, weeks_after_start=104)
    build.cohort(name="Delta", starts_on=dt.date(2026, 10, 1))

    assert serving.without(first, NOW) == (Change("Delta", None),)
    assert serving.without(second, NOW) == (Change("", 1),)


def test_an_archived_version_is_served_to_nobody_new(app: Flask) -> None:
    row = build.published_version()
    do(versions.archive, row, by=actor())

    assert modules.served([row.module_id], NOW) == {}
    assert status(row) is VersionStatus.ARCHIVED
    with pytest.raises(NotPossibleNow, match="archived already"):
        do(versions.archive, row, by=actor())


def test_every_step_is_in_the_trail(app: Flask) -> None:
    paz, mona = actor(), actor(Role.DIRECTOR)
    row = reviewed(paz)
    do(versions.take_back, row, by=paz)
    do(versions.ask_review, row, by=paz)
    do(versions.send_back, row, reason="More.", by=mona)
    do(versions.ask_review, row, by=paz)
    approve(row, by=mona)
    do(versions.schedule, row, publish_at=SOON, by=mona)
    do(versions.schedule, row, publish_at=NOW, by=mona)
    do(versions.change_times, row, weeks=None, expires_at=LATER, by=mona)
    do(versions.archive, row, by=mona)
    do(versions.restore, row, by=mona)

    verbs = db.session.scalars(
        select(AuditEvent.verb)
        .where(AuditEvent.subject_type == "curriculum_version")
        .order_by(AuditEvent.id)
    )
    assert list(verbs) == [
        "asked for review of a version",
        "took a version back from review",
        "asked for review of a version",
        "sent a version back",
        "asked for review of a version",
        "approved a version",
        "scheduled a version",
        "published a version",
        "changed the times of a version",
        "archived a version",
        "restored a version",
    ]


def test_a_version_that_is_not_there_is_missing(app: Flask) -> None:
    with pytest.raises(Missing):
        queries.locked(17)


# ------------------------------------------------------------------ comments


def test_comments_stand_by_a_lesson_until_they_are_resolved(app: Flask) -> None:
    paz = actor()
    row = written_by(paz)
    first = do(comments.add, row, lesson_key="lesson-1", body="Too long?", by=paz)
    do(comments.add, row, body="Good.", by=paz)
    assert comment_queries.open_counts([row.id]) == {row.id: 2}

    do(comments.resolve, first, by=paz)
    do(comments.resolve, first, by=paz, at=LATER)

    assert (first.resolved_at, first.resolved_by_id) == (NOW, paz.person_id)
    assert comment_queries.open_counts([row.id]) == {row.id: 1}
    assert comment_queries.comment(row.id, first.id) is first


def test_a_second_click_comments_once(app: Flask) -> None:
    paz, mona = actor(), actor(Role.DIRECTOR)
    row = written_by(paz)
    first = do(comments.add, row, body="Too long?", by=paz)

    assert do(comments.add, row, body="Too long?", by=paz) is first
    others = [
        do(comments.add, row, body="Too long?", lesson_key="lesson-1", by=paz),
        do(comments.add, row, body="Too long?", by=mona),
        do(comments.add, row, body="Too long?", by=paz, at=NOW + dt.timedelta(minutes=1)),
    ]
    assert len({one.id for one in (first, *others)}) == 4
    do(comments.resolve, others[-1], by=paz, at=NOW + dt.timedelta(minutes=1))
    again = do(comments.add, row, body="Too long?", by=paz, at=NOW + dt.timedelta(minutes=1))
    assert again is not others[-1]


def test_a_comment_needs_words_a_lesson_that_is_there_and_a_living_version(app: Flask) -> None:
    paz = actor()
    row = written_by(paz)
    with pytest.raises(Refused, match="Write your comment"):
        do(comments.add, row, body="", by=paz)
    with pytest.raises(Missing):
        do(comments.add, row, lesson_key="lesson-9", body="Where?", by=paz)
    with pytest.raises(Missing):
        comment_queries.comment(row.id, 99)
    do(versions.archive, row, by=paz)
    with pytest.raises(NotPossibleNow, match="archived"):
        do(comments.add, row, body="Late.", by=paz)
