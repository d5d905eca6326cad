from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain import codec
from app.curriculum.domain.content import Completion, Prerequisite, Text
from app.curriculum.domain.kinds import ChangeClass, Fact, Gate, Language, Need
from app.curriculum.models import Study
from app.curriculum.queries import attempts, catalogue, gates, learners, studies
from app.curriculum.services import studies as services
from app.policy import Role
from tests.support import build
from tests.unit.curriculum.learners import (
    NOW,
    attempted,
    began,
    completed,
    learner,
    read_all,
)

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import Module, ModuleVersion

LATER = NOW + dt.timedelta(days=1)
QUIZ = {"questions": 1, "pass_percent": 80, "attempts": 2, "shuffle": True, "feedback": "each answer"}  # fmt: skip
TWO = (build.lesson("one"), build.lesson("two"))
CHANGED = replace(TWO[1], texts={Language.ENGLISH: Text("Two, better", (), "New words.")})


@pytest.fixture
def module(app: Flask) -> Module:
    app.extensions["clock"].set(NOW)
    return build.module()


def second(of: Module, *lessons: Any, **given: Any) -> ModuleVersion:
    defaults = {"number": 2, "publish_at": LATER, "change_class": ChangeClass.RE_READ}
    return build.published_version(of, lessons=lessons or (TWO[0], CHANGED), **defaults | given)


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


# ------------------------------------------------------------------ begin


def test_a_version_is_begun_once(module: Module) -> None:
    version, ben = build.published_version(module), learner()
    study = began(ben, version)
    assert began(ben, version, LATER).id == study.id
    assert verbs() == ["began a module"]


def test_a_version_that_is_not_out_cannot_be_begun(module: Module) -> None:
    for version in (
        build.module_version(module),
        build.published_version(build.module(), publish_at=LATER),
        build.published_version(build.module(), archived_at=NOW, archived_by_id=build.person().id),
    ):
        with pytest.raises(NotPossibleNow):
            began(learner(), version)


def test_a_version_waits_for_the_week_of_the_cohort(module: Module) -> None:
    version = build.published_version(module, weeks_after_start=30)
    team = build.team(cohort=build.cohort(starts_on=dt.date(2026, 6, 1)))
    with pytest.raises(NotPossibleNow):
        began(learner(at=team.practice), version)
    began(learner(Role.REVIEWER), version)
    assert began(learner(at=team.practice), version, NOW + dt.timedelta(weeks=9)).id


def test_a_closed_module_cannot_be_begun(module: Module) -> None:
    first = build.module(key="basics")
    basics = build.published_version(first)
    asked = [{"gate": "module", "of": "basics", "percent": None}]
    version, ben = build.published_version(module, prerequisites=asked), learner()
    with pytest.raises(NotPossibleNow):
        began(ben, version)
    completed(ben, basics)
    assert began(ben, version).completed_at is None


def test_two_versions_are_not_studied_at_once(module: Module) -> None:
    version, ben = build.published_version(module), learner()
    began(ben, version)
    newer = second(module)
    with pytest.raises(NotPossibleNow, match="version 1"):
        began(ben, newer, LATER)


# ------------------------------------------------------------------ lessons


def test_reading_the_last_lesson_completes_a_module_without_a_quiz(module: Module) -> None:
    version, ben = build.published_version(module, lessons=TWO), learner()
    study = began(ben, version)
    read_all(ben, study, "one")
    assert study.completed_at is None
    read_all(ben, study, "two", at=LATER)
    assert study.completed_at == LATER
    assert studies.done_keys([study.id]) == {study.id: frozenset({"one", "two"})}
    assert verbs()[:4] == [
        "began a module",
        "finished a lesson",
        "finished a lesson",
        "completed a module",
    ]


def test_a_completion_stays_as_it_is(module: Module) -> None:
    version, ben = build.published_version(module), learner()
    study = completed(ben, version)
    read_all(ben, study, "lesson-1", at=LATER)
    with transaction():
        assert services.settle(study, at=LATER)
    assert study.completed_at == NOW
    with pytest.raises(NotPossibleNow, match="finished"):
        began(ben, version, LATER)


def test_with_a_quiz_the_module_waits_until_it_is_passed(module: Module) -> None:
    version, ben = build.published_version(module, quiz=QUIZ), learner()
    study = completed(ben, version)
    assert study.completed_at is None
    attempted(study, 3)
    with transaction():
        assert not services.settle(study, at=NOW)
    attempted(study, 4, number=2)
    assert attempts.is_passed(study)
    with transaction():
        assert services.settle(study, at=LATER)
    assert study.completed_at == LATER


def test_every_rule_of_a_lesson_counts(module: Module) -> None:
    completion = Completion(frozenset(Need), 5, ("Look", "Count"), "I looked.")
    version = build.published_version(module, lessons=(build.lesson(completion=completion),))
    ben = learner()
    study = began(ben, version)
    soon = NOW + dt.timedelta(minutes=5)
    with transaction():
        services.open_lesson(study, "lesson-1", at=NOW)
    with pytest.raises(Refused, match="5 minutes"), transaction():
        services.mark_read(study, "lesson-1", by=ben, at=soon - dt.timedelta(seconds=1))
    with transaction():
        services.mark_read(study, "lesson-1", by=ben, at=soon)
        services.answer_check(study, "lesson-1", {"q1": frozenset({1})}, by=ben, at=soon)
        services.tick(study, "lesson-1", {0, 1}, by=ben, at=soon)
        assert study.completed_at is None
        row = services.attest(study, "lesson-1", by=ben, at=soon)
    assert (row.done_at, row.answers, row.right, row.ticks) == (soon, {"q1": [1]}, 0, [0, 1])
    assert study.completed_at == soon


def test_lessons_that_are_not_there_are_missing(module: Module) -> None:
    lessons = (build.lesson(), build.lesson("draft", is_draft=True))
    study = began(learner(), build.published_version(module, lessons=lessons))
    for key in ("draft", "nowhere"):
        with pytest.raises(Missing), transaction():
            services.open_lesson(study, key, at=NOW)


# ------------------------------------------------------------------ new versions


def test_whoever_is_in_a_version_goes_on_or_changes_and_keeps_what_is_the_same(
    module: Module,
) -> None:
    ana = learner(name="Ana")
    study = began(ana, build.published_version(module, lessons=TWO))
    read_all(ana, study, "one")
    newer = second(module, *TWO[:1], CHANGED, build.lesson("three"))
    found = studies.reading(ana.person_id or 0, module, LATER)
    assert (found.version.number, found.newer, found.study) == (1, newer, study)
    with transaction():
        after = services.switch(study, newer, by=ana, at=LATER)
    assert study.left_at == LATER
    [row] = studies.progress_of(after.id).values()
    assert (row.lesson_key, row.done_at, row.carried) == ("one", NOW, True)
    found = studies.reading(ana.person_id or 0, module, LATER)
    assert (found.version, found.newer, found.completed) == (newer, None, None)
    assert studies.done_keys([study.id])[study.id] == {"one"}


def test_a_change_goes_only_forward_and_only_while_one_is_in_it(module: Module) -> None:
    ben, other = learner(), build.published_version(build.module())
    version = build.published_version(module, lessons=TWO)
    study = began(ben, version)
    newer = second(module)
    for wrong in (version, other):
        with pytest.raises(NotPossibleNow), transaction():
            services.switch(study, wrong, by=ben, at=LATER)
    with pytest.raises(NotPossibleNow), transaction():
        services.switch(study, newer, by=ben, at=NOW)
    with transaction():
        after = services.switch(study, newer, by=ben, at=LATER)
    for deed in (
        lambda: services.switch(study, newer, by=ben, at=LATER),
        lambda: services.mark_read(study, "one", by=ben, at=LATER),
        lambda: services.begin(ben.person_id or 0, version, by=ben, at=LATER),
    ):
        with pytest.raises(NotPossibleNow), transaction():
            deed()
    read_all(ben, after, "one", "two", at=LATER)
    with pytest.raises(NotPossibleNow), transaction():
        services.switch(after, newer, by=ben, at=LATER)
    with transaction():
        assert not services.settle(study, at=LATER)


def test_a_finished_version_cannot_be_left(module: Module) -> None:
    ben = learner()
    study = completed(ben, build.published_version(module, lessons=TWO), "one", "two")
    with pytest.raises(NotPossibleNow), transaction():
        services.switch(study, second(module), by=ben, at=LATER)


def test_whoever_finished_stays_finished_and_may_take_the_new_version(module: Module) -> None:
    ben = learner()
    study = completed(ben, build.published_version(module, lessons=TWO), "one", "two")
    newer = second(module)
    found = studies.reading(ben.person_id or 0, module, LATER)
    assert (found.version, found.study, found.updated) == (newer, None, ChangeClass.RE_READ)
    assert found.completed is not None
    assert (found.completed.version.number, found.completed.own.study) == (1, study)
    again = began(ben, newer, LATER)
    assert studies.done_keys([again.id])[again.id] == {"one"}
    read_all(ben, again, "two", at=LATER)
    assert (study.completed_at, again.completed_at) == (NOW, LATER)


def test_a_new_version_that_says_the_same_is_complete_at_once(module: Module) -> None:
    ben = learner()
    completed(ben, build.published_version(module, lessons=TWO), "one", "two")
    again = began(ben, second(module, *TWO), LATER)
    assert again.completed_at == LATER


def test_an_archived_module_is_read_by_those_in_it_only(module: Module) -> None:
    ben, version = learner(), build.published_version(module)
    began(ben, version)
    module.archived_at, module.archived_by_id = NOW, build.person().id
    db.session.commit()
    assert studies.reading(ben.person_id or 0, module, NOW).version == version
    with pytest.raises(Missing):
        studies.reading(build.person().id, module, NOW)


# ------------------------------------------------------------------ what opens a module


def test_the_best_try_at_a_quiz_counts(module: Module) -> None:
    ben = learner()
    study = began(ben, build.published_version(module, quiz=QUIZ))
    attempted(study, 4)
    attempted(study, 2, number=2)
    asked = (Prerequisite(Gate.QUIZ, module.key, 80), Prerequisite(Gate.QUIZ, module.key, 81))
    assert gates.missing(learners.learner(ben), asked, NOW) == asked[1:]
    assert gates.missing(learners.learner(learner()), asked, NOW) == asked


def test_a_quiz_without_a_score_is_open_to_those_who_passed_a_try(module: Module) -> None:
    ben, asked = learner(), (Prerequisite(Gate.QUIZ, module.key),)
    study = began(ben, build.published_version(module, quiz=QUIZ))
    attempted(study, 0)
    assert gates.missing(learners.learner(ben), asked, NOW) == asked
    attempted(study, 4, number=2)
    assert gates.missing(learners.learner(ben), asked, NOW) == ()


def test_a_quiz_that_a_newer_version_drops_is_met_by_completing_the_module(module: Module) -> None:
    build.published_version(module, quiz=QUIZ)
    asked = (Prerequisite(Gate.QUIZ, module.key), Prerequisite(Gate.QUIZ, module.key, 80))
    ben = learner()
    assert gates.missing(learners.learner(ben), asked, NOW) == asked
    newer = build.published_version(module, number=2, lessons=[build.lesson()])
    complete = (Prerequisite(Gate.MODULE, module.key),)
    assert gates.missing(learners.learner(ben), asked, NOW) == complete
    completed(ben, newer)
    assert gates.missing(learners.learner(ben), asked, NOW) == ()


def test_a_module_of_which_every_version_is_archived_closes_nothing(module: Module) -> None:
    basics = build.module(key="basics")
    first = build.published_version(basics, quiz=QUIZ)
    asked = (Prerequisite(Gate.MODULE, "basics"), Prerequisite(Gate.QUIZ, "basics", 80))
    version = build.published_version(module, prerequisites=codec.prerequisites_json(asked))
    ben = learner()
    who = learners.learner(ben)
    assert gates.missing(who, asked, NOW) == asked

    first.archived_at, first.archived_by_id = NOW, first.approved_by_id
    db.session.commit()

    assert gates.missing(who, asked, NOW) == ()
    [offer] = catalogue.catalogue(who, NOW).offers
    assert (offer.module.key, offer.missing) == (module.key, ())
    assert began(ben, version).id


def test_events_open_for_those_who_came(app: Flask) -> None:
    from app.events.domain.kinds import Noted, Presence
    from app.events.models import Attendance

    event, ben = build.learning_event(title="Kickoff"), learner()
    asked = (Prerequisite(Gate.EVENT, event.key),)
    assert gates.missing(learners.learner(ben), asked, NOW) == asked
    assert gates.titles(asked) == {(Gate.EVENT, event.key): "Kickoff"}
    build.saved(
        Attendance(
            event_id=event.id,
            person_id=ben.person_id,
            presence=Presence.ATTENDED,
            how=next(iter(Noted)),
            noted_at=NOW,
        )
    )
    assert gates.missing(learners.learner(ben), asked, NOW) == ()


def test_facts_are_those_of_the_own_team(app: Flask) -> None:
    from app.charter.models import Charter
    from app.improvement.domain.states import CycleState, Decision

    team, other = build.team(), build.team()
    asked = tuple(Prerequisite(Gate.FACT, fact) for fact in Fact)
    ben, dev = learner(at=team.practice), learner(at=other.practice)
    assert gates.missing(learners.learner(ben), asked, NOW) == asked
    assert gates.missing(learners.learner(learner(Role.COACH, at=None)), asked, NOW) == ()
    by = build.person()
    build.saved(
        Charter(
            practice_id=team.id,
            cohort_id=team.cohort.id,
            created_at=NOW,
            confirmed_at=NOW,
            confirmed_by_id=by.id,
        )
    )
    build.sent_point(team, build.measure(of=team.cohort), dt.date(2026, 10, 1), 1, 2)
    build.cycle(
        team,
        state=CycleState.DONE,
        decision=Decision.ADOPT,
        started_on=NOW.date(),
        ended_on=NOW.date(),
    )
    assert gates.missing(learners.learner(ben), asked, NOW) == ()
    assert gates.missing(learners.learner(dev), asked, NOW) == asked


def test_the_cohort_that_began_first_counts(app: Flask) -> None:
    first = build.team(cohort=build.cohort(starts_on=dt.date(2026, 6, 1)))
    second_team = build.team(cohort=build.cohort(starts_on=dt.date(2026, 9, 1)))
    ben = learner(at=second_team.practice)
    both = replace(ben, grants=ben.grants | learner(at=first.practice).grants)
    midnight = dt.datetime(2026, 6, 1, 5, tzinfo=dt.UTC)
    assert learners.learner(both).cohort_began == midnight
    assert learners.learner(learner(at=build.practice())).cohort_began is None


def test_drafts_are_in_no_catalogue(module: Module) -> None:
    lessons = (*TWO, build.lesson("draft", is_draft=True))
    version = build.published_version(module, lessons=lessons)
    build.module_version(build.module())
    found = catalogue.catalogue(learners.learner(learner()), NOW)
    [offer] = found.offers
    assert [lesson.key for lesson in offer.lessons] == ["one", "two"]
    assert catalogue.outlines([version.id])[version.id] == offer.lessons
    assert db.session.scalars(select(Study)).all() == []
