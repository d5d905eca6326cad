"""Answers about an event: once each, from people who were there, and nobody's by any trace."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from sqlalchemy import inspect, select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.events.domain.evaluations import AFTER_SET, items, open_wave
from app.events.domain.kinds import Noted, Presence, Wave
from app.events.models import Attendance, EvaluationAnswers, EvaluationGiven, Event
from app.events.queries import evaluations as queries
from app.events.queries import events
from app.events.services import evaluations as services
from app.policy import Role
from tests.support import build
from tests.unit.events.hall import DAY, HOUR, START, actor, mails, out, staff, told

pytestmark = pytest.mark.usefixtures("app")
RATING, WORDS = "worth", "helped"
WHEN = START + HOUR


def asking(after: list[str] | None = None, later: list[str] | None = None, **given: Any) -> Event:
    """A published event with questions."""
    of = out(**given)
    choose(of, after if after is not None else [RATING], later or [])
    return of


def choose(of: Event, after: list[str], later: list[str], days: int = 75) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        services.choose(
            fresh,
            keys={Wave.AFTER: after, Wave.LATER: later},
            days=days,
            seen_version=fresh.version,
            by=staff(),
            at=START,
        )


def came(of: Event, count: int = 1, presence: Presence = Presence.ATTENDED) -> list[Person]:
    """Some people of teams who were there."""
    found = [build.person(role=Role.LEAD, at=build.practice()) for _ in range(count)]
    for person in found:
        build.saved(
            Attendance(
                event_id=of.id,
                person_id=person.id,
                presence=presence,
                how=Noted.CODE,
                noted_at=START,
            )
        )
    return found


def answer(of: Event, person: Person, *said: Any, at: dt.datetime = WHEN) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        asked = items(fresh, open_wave(fresh, at) or Wave.AFTER)
        services.answer(fresh, dict(zip(asked, said, strict=False)), by=actor(person), at=at)


def results(of: Event, wave: Wave = Wave.AFTER) -> Any:
    db.session.rollback()
    db.session.expire_all()
    return queries.results(events.event(of.key), wave)


def test_results_show_from_five_answers_on() -> None:
    of = asking()
    people = came(of, 5)
    for person, rating in zip(people[:4], (5, 4, 4, 3), strict=True):
        answer(of, person, rating)
    assert results(of).are_too_few
    assert (results(of).items, results(of).waiting) == ((), 4)

    answer(of, people[4], 5)

    (item,) = results(of).items
    assert (item.mean, item.n, results(of).waiting) == ("4.2", 5, 0)


def test_results_change_only_with_five_more_answers_at_once() -> None:
    of = asking([RATING, WORDS])
    seen = []
    for number, person in enumerate(came(of, 12)):
        answer(of, person, 1 + number % 5, f"words {number}")
        seen.append(results(of))
    assert [one.n for one in seen] == [0] * 4 + [5] * 5 + [10] * 3
    assert [one.waiting for one in seen] == [1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2]
    assert seen[4].items == seen[8].items
    assert all("words 11" not in item.words for item in seen[-1].items)


def test_each_answers_once() -> None:
    of = asking()
    (ben,) = came(of)
    answer(of, ben, 5)
    with pytest.raises(NotPossibleNow, match="answered already"):
        answer(of, ben, 1)
    assert results(of).waiting == 1


@pytest.mark.parametrize("presence", [None, Presence.EXCUSED, Presence.ABSENT])
def test_only_who_was_there_answers(presence: Presence | None) -> None:
    of = asking()
    dev = (
        came(of, 1, presence)[0] if presence else build.person(role=Role.LEAD, at=build.practice())
    )
    with pytest.raises(NotPossibleNow, match="Only people who were there"):
        answer(of, dev, 5)
    assert db.session.scalars(select(EvaluationGiven)).all() == []


def test_nothing_is_taken_outside_of_its_time() -> None:
    of = asking()
    (ben,) = came(of)
    for at in (START - HOUR, START + 80 * DAY, START + 200 * DAY):
        with pytest.raises(NotPossibleNow, match="nothing to answer"):
            answer(of, ben, 5, at=at)


@pytest.mark.parametrize("said", [(0, "x"), (6, "x"), ("5", "x"), (None, "x")])
def test_ratings_are_of_the_scale_and_never_left_out(said: tuple[Any, ...]) -> None:
    of = asking([RATING, WORDS])
    (ben,) = came(of)
    with pytest.raises(Refused) as refusal:
        answer(of, ben, *said)
    assert refusal.value.field == "item_worth"


def test_answers_to_other_questions_than_those_of_now_are_not_taken() -> None:
    of = asking([RATING, WORDS])
    (ben,) = came(of)
    seen = dict(zip(items(of, Wave.AFTER), (4, "Registries"), strict=True))
    for others in ([RATING], [RATING, "change"], [RATING, WORDS, "change"]):
        choose(of, others, [])
        with pytest.raises(Conflict, match="questions changed"), transaction():
            services.answer(events.event(of.key, locked=True), seen, by=actor(ben), at=WHEN)
    assert results(of).waiting == 0


# ------------------------------------------------------------------ nobody can be found out


def test_what_was_said_has_no_person_and_no_time() -> None:
    columns = {column.name for column in inspect(EvaluationAnswers).columns}
    assert columns == {"id", "event_id", "wave", "mark", "answers", "is_counted"}
    assert {column.name for column in inspect(EvaluationGiven).columns} == {
        "id",
        "event_id",
        "wave",
        "person_id",
    }


def test_neither_ids_nor_the_order_of_rows_join_people_and_answers() -> None:
    agree = 0
    for _ in range(3):
        of = asking([WORDS])
        people = came(of, 8)
        for number, person in enumerate(people):
            answer(of, person, str(number))
        given = db.session.execute(
            select(EvaluationGiven.id, EvaluationGiven.person_id).where(
                EvaluationGiven.event_id == of.id
            )
        ).all()
        rows = db.session.execute(
            select(EvaluationAnswers.id, EvaluationAnswers.mark, EvaluationAnswers.answers).where(
                EvaluationAnswers.event_id == of.id
            )
        ).all()
        assert {row.id for row in given}.isdisjoint(row.id for row in rows)
        true = [people[int(row.answers["0"])].id for row in rows]
        orders = [
            [row.person_id for row in given],
            [row.person_id for row in sorted(given)],
            [person.id for person in people],
        ]
        for mine in (
            true,
            [people[int(row.answers["0"])].id for row in sorted(rows, key=lambda row: row.id)],
            [people[int(row.answers["0"])].id for row in sorted(rows, key=lambda row: row.mark)],
        ):
            agree += sum(mine == order for order in orders)
    assert agree == 0


def test_all_answers_that_wait_are_written_anew_with_each_one_more() -> None:
    of = asking()
    marks: list[set[str]] = []
    for person in came(of, 5):
        answer(of, person, 4)
        rows = db.session.scalars(select(EvaluationAnswers.mark))
        marks.append(set(rows))
    assert [len(one) for one in marks] == [1, 2, 3, 4, 5]
    for before, after in itertools.pairwise(marks):
        assert before.isdisjoint(after)


def test_answering_leaves_nothing_in_the_trail_and_sends_no_mail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    of = asking([RATING, WORDS])
    people = came(of, 5)
    events_before = db.session.scalars(select(AuditEvent.id)).all()
    mails_before = len(mails())
    with caplog.at_level("DEBUG", logger="app"):
        for person in people:
            answer(of, person, 2, "secret words")
    assert db.session.scalars(select(AuditEvent.id)).all() == events_before
    assert len(mails()) == mails_before
    assert "secret words" not in caplog.text


# ------------------------------------------------------------------ choosing


def test_staff_choose_six_of_the_set_at_most() -> None:
    of = asking([])
    with pytest.raises(Refused, match="6 questions at most") as refusal:
        choose(of, [item.key for item in AFTER_SET[:7]], [])
    assert refusal.value.field == "after"
    choose(of, [item.key for item in AFTER_SET[:6]], ["tried", "nothing such"], days=60)
    fresh = events.event(of.key)
    assert [one["key"] for one in fresh.evaluation] == [item.key for item in AFTER_SET[:6]]
    assert [one["key"] for one in fresh.follow_up] == ["tried"]
    assert fresh.follow_up_days == 60


def test_questions_stay_once_somebody_has_answered() -> None:
    of = asking(later=["tried"])
    (ben,) = came(of)
    answer(of, ben, 5)
    choose(of, [RATING], ["tried", "need"], days=80)
    with pytest.raises(Refused, match="stay as they are"):
        choose(of, [RATING, WORDS], ["tried", "need"], days=80)
    answer(of, ben, "Not yet", "", at=START + 81 * DAY)
    with pytest.raises(Refused, match="stay as they are") as refusal:
        choose(of, [RATING], ["tried", "need"], days=70)
    assert refusal.value.field == "days"


def test_questions_that_people_have_answered_keep_their_words() -> None:
    of = asking(later=["need"])
    (ben,) = came(of)
    of.evaluation = [of.evaluation[0] | {"text": "Was it worth it?"}]
    db.session.commit()
    answer(of, ben, 5)
    choose(of, [RATING], ["tried"])
    fresh = events.event(of.key)
    assert fresh.evaluation[0]["text"] == "Was it worth it?"
    assert fresh.follow_up[0]["key"] == "tried"


def test_choosing_over_a_newer_version_is_refused_and_tells_nobody_anything_new() -> None:
    of = asking()
    before = events.event(of.key).changed_at
    with pytest.raises(Conflict), transaction():
        services.choose(
            events.event(of.key),
            keys={Wave.AFTER: [], Wave.LATER: []},
            days=75,
            seen_version=1,
            by=staff(),
            at=WHEN,
        )
    assert events.event(of.key).changed_at == before


# ------------------------------------------------------------------ asking again


def asked_again(at: dt.datetime) -> list[str]:
    with transaction():
        services.ask(at=at)
    return told("event follow-up")


def asked(at: dt.datetime) -> list[str]:
    asked_again(at)
    return told("event questions")


def test_people_who_were_there_and_have_not_answered_are_asked_once_after_the_event() -> None:
    of = asking()
    ana, ben = came(of, 2)
    came(of, 1, Presence.EXCUSED)
    answer(of, ana, 5, at=of.ends_at)

    assert asked(of.ends_at + HOUR / 2) == []
    assert asked(of.ends_at + HOUR) == [ben.email]
    (cam,) = came(of, 1)
    assert asked(of.ends_at + DAY) == [ben.email, cam.email]
    assert asked(of.ends_at + 2 * DAY) == [ben.email, cam.email]
    came(of, 1)
    assert asked(of.ends_at + 14 * DAY) == [ben.email, cam.email]
    mail = mails("event questions")[0]
    assert mail.subject == f"How was it? {of.title}"
    assert (mail.link or "").endswith(f"/events/{of.key}/evaluation")
    assert "Nobody sees who said what" in mail.body
    assert asked_again(of.ends_at + 30 * DAY) == []


def test_people_who_were_there_are_asked_again_once() -> None:
    of = asking(later=["tried"])
    ana, ben, cam = came(of, 3)
    came(of, 1, Presence.EXCUSED)
    cam.closed_at = START
    db.session.commit()
    later = of.ends_at + 75 * DAY

    assert asked_again(later - HOUR) == []
    answer(of, ana, "No", at=later)
    assert asked_again(later + HOUR) == [ben.email]
    assert asked_again(later + 2 * HOUR) == [ben.email]
    (mail,) = mails("event follow-up")
    assert mail.link is not None
    assert mail.link.endswith(f"/events/{of.key}/evaluation")
    assert "Nobody sees who said what" in mail.body


def test_nobody_is_asked_again_too_late_or_without_questions() -> None:
    came(asking(), 1)
    came(asking(later=["tried"]), 1)
    assert asked_again(START + 150 * DAY) == []
    assert asked_again(START + 76 * DAY) == [mails("event follow-up")[0].recipient]
