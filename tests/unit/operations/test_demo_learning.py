"""What the people of the demonstration learned, and where they met."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from app.curriculum.domain import gate, status
from app.curriculum.domain.blocks import parse
from app.curriculum.domain.kinds import Language
from app.operations.demo import clinics, curriculum, gatherings, overseeing, people, versions
from app.operations.demo.learning import OUT_OF_TRIES, QUIET, SPONSOR, TOGETHER
from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from app.operations.demo.people import Account
    from app.operations.demo.rows import Rows

NOW = build.NOON
KEYS = (curriculum.STARTING, curriculum.AIMS, curriculum.MEASURING, curriculum.COORDINATION)


def one(made: Rows, table: str, **wanted: object) -> dict[str, Any]:
    """The one row that has these values."""
    (found,) = (
        row for row in made[table] if all(row[name] == value for name, value in wanted.items())
    )
    return found


def person_id(made: Rows, account: Account) -> int:
    return int(one(made, "person", email=account.email)["id"])


def versions_of(made: Rows, key: str) -> list[dict[str, Any]]:
    module = one(made, "curriculum_module", key=key)["id"]
    return [row for row in made["curriculum_version"] if row["module_id"] == module]


def states_of(made: Rows, key: str) -> list[str]:
    """Where each version of a module is now."""
    steps = [
        status.Steps(**{field.name: row[field.name] for field in fields(status.Steps)})
        for row in versions_of(made, key)
    ]
    served = status.served_numbers(steps, NOW, [None])
    return [status.status(one, NOW, served).value for one in steps]


def studies(made: Rows, account: Account) -> dict[str, dict[str, Any]]:
    """What somebody studied, by the key of the module."""
    keys = {row["id"]: row["key"] for row in made["curriculum_module"]}
    who = person_id(made, account)
    return {
        keys[row["module_id"]]: row for row in made["curriculum_study"] if row["person_id"] == who
    }


def event(made: Rows, words: str) -> dict[str, Any]:
    (found,) = (row for row in made["learning_event"] if words in row["title"])
    return found


def states(made: Rows, of: dict[str, Any]) -> Counter[str]:
    return Counter(
        row["state"].value for row in made["event_registration"] if row["event_id"] == of["id"]
    )


# ------------------------------------------------------------------ the curriculum


def test_nobody_approved_the_own_work(made: Rows) -> None:
    out = [row for row in made["curriculum_version"] if row["publish_at"] is not None]
    editors = {(row["version_id"], row["person_id"]) for row in made["curriculum_editor"]}

    assert len(out) == len(curriculum.PUBLISHED) + 3
    assert not {(row["id"], row["approved_by_id"]) for row in out} & editors


def test_there_is_a_version_in_every_state(made: Rows) -> None:
    assert {key: states_of(made, key) for key in (*KEYS, versions.ARCHIVED)} == {
        curriculum.STARTING: ["replaced", "published", "in review"],
        curriculum.AIMS: ["published", "draft"],
        curriculum.MEASURING: ["published", "approved"],
        curriculum.COORDINATION: ["published", "scheduled"],
        versions.ARCHIVED: ["archived"],
    }


def test_a_draft_waits_for_captions(made: Rows) -> None:
    first, second = versions_of(made, curriculum.AIMS)
    lesson = one(made, "curriculum_lesson", version_id=second["id"], key=curriculum.PDSA)
    body = one(made, "curriculum_text", lesson_id=lesson["id"], language=Language.ENGLISH)["body"]

    assert first["publish_at"] is not None
    assert second["approved_at"] is None
    assert parse(body).faults == ()
    assert ["captions" in words for _, words in gate.body_problems(body, {})] == [True]
    assert one(made, "curriculum_comment", version_id=second["id"])["resolved_at"] is None


# ------------------------------------------------------------------ people


def test_some_are_done_in_the_middle_or_stuck(made: Rows) -> None:
    lead = studies(made, people.lead_of(clinics.MAGNOLIA))
    sponsor = studies(made, people.member_of(clinics.MAGNOLIA, Role.SPONSOR))
    done = [row for row in made["curriculum_study"] if row["completed_at"] is not None]

    assert lead[curriculum.AIMS]["completed_at"] is not None
    assert lead[curriculum.MEASURING]["completed_at"] is None
    assert sponsor[curriculum.STARTING]["completed_at"] is None
    assert NOW - sponsor[curriculum.STARTING]["began_at"] > dt.timedelta(weeks=6)
    assert {row["study_id"] for row in made["certificate"]} == {row["id"] for row in done}
    assert len(done) >= 8


def test_tries_were_passed_and_not_passed(made: Rows) -> None:
    counter = studies(made, people.counter_of(clinics.MAGNOLIA))[curriculum.MEASURING]
    family = studies(made, people.member_of(clinics.MAGNOLIA, Role.FAMILY_PARTNER))
    tries = [row for row in made["curriculum_attempt"] if row["study_id"] == counter["id"]]
    again = [
        row
        for row in made["curriculum_attempt"]
        if row["study_id"] == family[curriculum.STARTING]["id"]
    ]

    assert [row["is_passed"] for row in tries] == [False]
    assert counter["completed_at"] is None
    assert [row["is_passed"] for row in again] == [False, True]


def test_nobody_learned_ahead_of_time(made: Rows) -> None:
    times = [row[name] for row in made["curriculum_study"] for name in ("began_at", "completed_at")]
    times += [row["done_at"] for row in made["curriculum_progress"]]
    assert max(at for at in times if at is not None) <= NOW


def test_some_used_all_tries_and_one_certificate_was_taken_back(made: Rows) -> None:
    stuck = studies(made, OUT_OF_TRIES)[curriculum.AIMS]
    tries = [row for row in made["curriculum_attempt"] if row["study_id"] == stuck["id"]]
    (revoked,) = (row for row in made["certificate"] if row["revoked_at"] is not None)

    assert [row["is_passed"] for row in tries] == [False] * 3
    assert stuck["completed_at"] is None
    assert revoked["person_id"] == person_id(made, TOGETHER)
    assert revoked["revoked_reason"]


def test_two_were_reminded_and_one_wants_no_reminders(made: Rows) -> None:
    told = {row["person_id"]: NOW - row["sent_at"] for row in made["curriculum_nudge"]}
    (stopped,) = made["curriculum_nudge_stop"]
    mails = [row for row in made["outbox_mail"] if row["kind"] == "learning reminder"]

    assert set(told) == {person_id(made, one) for _, one, _, _ in overseeing.REMINDED}
    assert told[person_id(made, SPONSOR)] > dt.timedelta(days=7)
    assert min(told.values()) < dt.timedelta(days=7)
    assert stopped["person_id"] == person_id(made, QUIET)
    assert len(mails) == 2


def test_modules_are_assigned_by_role_to_one_person_and_no_longer(made: Rows) -> None:
    rows = made["curriculum_assignment"]
    (ended,) = (row for row in rows if row["ended_at"] is not None)
    due = [row["due_on"] for row in rows if row["due_on"] is not None and row is not ended]

    assert ended["practice_id"] is not None
    assert [row["is_required"] for row in rows if row["person_id"] is not None] == [False]
    assert {row["role"] for row in rows} >= {"care coordinator", "data manager", "family partner"}
    assert min(due) < NOW.date() < max(due)


def test_people_marked_lessons_and_wrote_to_their_team(made: Rows) -> None:
    keys = {row["key"] for row in made["curriculum_lesson"]}
    marks, notes = made["curriculum_bookmark"], made["curriculum_note"]

    assert {row["lesson_key"] for row in [*marks, *notes]} <= keys | {""}
    assert {row["practice_id"] for row in notes} == {
        one(made, "practice", key=key)["id"] for key in (clinics.MAGNOLIA, clinics.SWEETGUM)
    }


# ------------------------------------------------------------------ events


def test_a_call_has_too_few_answers_to_show(made: Rows) -> None:
    of = event(made, "families keep")
    there = [row for row in made["event_attendance"] if row["event_id"] == of["id"]]
    answers = [row for row in made["event_evaluation_answers"] if row["event_id"] == of["id"]]

    assert of["ends_at"] < NOW
    assert {row["how"].value for row in there} == {"roster"}
    assert len(there) == len(gatherings.LISTENERS)
    assert [row["is_counted"] for row in answers] == [False] * 3
    assert event(made, "Congress")["published_at"] is None


def test_the_session_has_people_a_record_a_recording_and_answers(made: Rows) -> None:
    of = event(made, "Learning Session 3")
    there = [row for row in made["event_attendance"] if row["event_id"] == of["id"]]
    kinds = Counter((row["presence"].value, row["how"].value) for row in there)
    answers = [row for row in made["event_evaluation_answers"] if row["event_id"] == of["id"]]

    assert kinds == {
        ("attended", "check-in code"): len(gatherings.CAME),
        ("attended", "roster"): 3,
        ("excused", "staff"): 1,
        ("absent", "staff"): 1,
    }
    assert [row["name"] for row in there if row["person_id"] is None] == ["Pat (phone)"]
    assert of["record"]
    assert of["recording_has_captions"]
    assert of["recording_transcript"]
    assert Counter(row["is_counted"] for row in answers) == {True: 5, False: 1}


def test_the_next_events_have_places_a_line_and_a_reason(made: Rows) -> None:
    call, hours, off = (event(made, words) for words in ("the loop", "run charts", "Registry"))

    assert dt.timedelta(days=6) < call["starts_at"] - NOW < dt.timedelta(days=10)
    assert call["capacity"] - states(made, call)["registered"] == 2
    assert states(made, hours) == {"registered": hours["capacity"], "waiting": 2}
    assert off["cancelled_reason"]
    assert off["starts_at"] > NOW
    assert all(row["starts_at"].weekday() < 5 for row in (call, hours, off))
