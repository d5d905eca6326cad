"""Lessons for some kinds of practice: people of other practices may read them, and need not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow
from app.curriculum.domain import paths, resuming
from app.curriculum.domain.comparing import lesson_in_words
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.paths import PRACTICE_WORDS, asked, is_asked, is_own, practices_words
from app.curriculum.domain.resuming import Step
from app.curriculum.models import Certificate
from app.curriculum.presenters import around
from app.curriculum.queries import catalogue, going_on, learners, oversight
from app.curriculum.services import quizzes, studies
from app.policy import Actor, Grant, Role
from app.practices.domain.kinds import PracticeKind
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import NOW, began, completed, learner, read_all
from tests.unit.curriculum.takers import quiz_version

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import Study

FQHC, PRIVATE = PracticeKind.FQHC, PracticeKind.PRIVATE
RURAL = tuple(kind.value for kind in (PracticeKind.RHC_FREE_STANDING, PracticeKind.RHC_PROVIDER_BASED))  # fmt: skip
COMMON, CLINICS = build.lesson("common"), build.lesson("clinics", practice_types=RURAL, minutes=7)
TYPES = st.frozensets(st.sampled_from([kind.value for kind in PracticeKind])).map(tuple)
KINDS = st.frozensets(st.sampled_from(PracticeKind))


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


def somebody(*kinds: PracticeKind, role: Role = Role.CARE_COORDINATOR) -> Actor:
    """Somebody who works at one practice of each of these kinds."""
    practices = [build.practice(kind=kind) for kind in kinds]
    person = build.person(name="Ben")
    for one in practices:
        build.grant(person, role, at=one)
    grants = frozenset(Grant(role, practice_id=one.id) for one in practices)
    return Actor(person.id, person.name, grants or frozenset({Grant(Role.REVIEWER)}))


def both(**given: Any) -> Any:
    return build.published_version(lessons=(COMMON, CLINICS), **given)


# ------------------------------------------------------------------ the rule


@pytest.mark.parametrize(
    ("types", "kinds", "expected"),
    [
        ((), (PRIVATE,), True),
        (("private",), (PRIVATE,), True),
        (("private",), (FQHC,), False),
        (("private",), (FQHC, PRIVATE), True),
        (("private",), (), True),
    ],
)
def test_a_lesson_is_asked_of_its_practices_and_of_people_without_one(
    types: tuple[str, ...], kinds: tuple[PracticeKind, ...], *, expected: bool
) -> None:
    assert is_asked(types, kinds) is expected


@given(st.lists(TYPES, max_size=5), KINDS, KINDS)
def test_who_joins_one_more_practice_is_asked_no_less(
    types: list[tuple[str, ...]], kinds: frozenset[PracticeKind], more: frozenset[PracticeKind]
) -> None:
    lessons = [build.lesson(f"l{n}", practice_types=one) for n, one in enumerate(types)]
    of_some, of_more = asked(lessons, kinds), asked(lessons, kinds | more)

    assert bool(of_some) is bool(lessons)
    assert [one for one in lessons if one in of_some] == list(of_some)
    if kinds and any(is_asked(one.practice_types, kinds) for one in lessons):
        assert all(one in of_more for one in of_some)
    assert list(asked(lessons, ())) == lessons


def test_a_module_wholly_for_others_asks_everything_of_whoever_takes_it() -> None:
    assert asked((CLINICS,), {FQHC}) == (CLINICS,)
    steps = (Step("a", "A", 5, is_asked=False), Step("b", "B", 5, is_asked=False, is_done=True))
    assert resuming.place(steps) == 0


def test_a_path_leaves_out_what_is_for_other_practices() -> None:
    for_leads = build.lesson(audience=("lead",), practice_types=RURAL)
    assert is_own(for_leads, {Role.LEAD})
    assert is_own(for_leads, {Role.LEAD}, {PracticeKind.RHC_FREE_STANDING})
    assert not is_own(for_leads, {Role.LEAD}, {FQHC})
    assert not is_own(for_leads, {Role.COACH}, {PracticeKind.RHC_FREE_STANDING})
    assert paths.share((COMMON, CLINICS), {Role.LEAD}, {FQHC}) == paths.Share(1, 10)


def test_nobody_goes_on_with_a_lesson_that_is_not_asked() -> None:
    opened = NOW + dt.timedelta(minutes=1)
    steps = (
        Step("a", "A", 5, is_done=True, seen_at=NOW),
        Step("b", "B", 5, is_asked=False, seen_at=opened),
        Step("c", "C", 5),
    )
    assert resuming.place(steps) == 2
    assert resuming.place(steps[:2]) is None


@pytest.mark.parametrize(
    ("types", "english", "spanish"),
    [
        ((), "", ""),
        (tuple(PracticeKind), "", ""),
        (RURAL, "For rural health clinics.", "Para clínicas de salud rurales."),
        (RURAL[:1], "For free-standing rural health clinics.", "Para clínicas de salud rurales independientes."),
        (
            ("fqhc", *RURAL, "private"),
            "For FQHCs, rural health clinics and private practices.",
            "Para centros de salud comunitarios (FQHC), clínicas de salud rurales y consultorios privados.",
        ),
    ],
)  # fmt: skip
def test_a_lesson_says_for_which_practices_it_is(
    types: tuple[str, ...], english: str, spanish: str
) -> None:
    assert around.practices(types, Language.ENGLISH) == english
    assert around.practices(types, Language.SPANISH) == spanish


@given(TYPES)
def test_every_kind_that_is_named_has_its_words(types: tuple[str, ...]) -> None:
    words = practices_words(types)
    assert bool(words) is (0 < len(types) < len(PracticeKind))
    assert all(kinds <= set(PracticeKind) for kinds in PRACTICE_WORDS)


def test_two_versions_differ_by_their_practices() -> None:
    assert lesson_in_words(COMMON)["For which practices"] == "every practice"
    assert lesson_in_words(CLINICS)["For which practices"] == "rural health clinics"


# ------------------------------------------------------------------ completing


def test_a_module_is_complete_without_the_lessons_for_other_practices() -> None:
    study = completed(somebody(FQHC), both(), "common")
    assert study.completed_at == NOW
    certificate = db.session.scalars(select(Certificate)).one()
    assert (certificate.study_id, certificate.minutes) == (study.id, 10)


@pytest.mark.parametrize(
    "kinds", [(PracticeKind.RHC_FREE_STANDING,), (FQHC, PracticeKind.RHC_PROVIDER_BASED), ()]
)
def test_a_module_waits_for_the_lessons_of_the_own_practice(
    kinds: tuple[PracticeKind, ...],
) -> None:
    by = somebody(*kinds)
    study = completed(by, both(), "common")
    assert study.completed_at is None
    read_all(by, study, "clinics")
    assert study.completed_at == NOW


def test_a_lesson_that_is_not_asked_can_be_done_all_the_same() -> None:
    by = somebody(FQHC)
    study = began(by, both())
    read_all(by, study, "clinics")
    assert study.completed_at is None
    read_all(by, study, "common")
    assert study.completed_at == NOW


def test_nobody_is_unfinished_by_another_practice() -> None:
    by, version = somebody(FQHC), both()
    study = completed(by, version, "common")
    build.grant(
        db.session.get_one(Person, by.person_id),
        Role.CARE_COORDINATOR,
        at=build.practice(kind=PracticeKind.RHC_FREE_STANDING),
    )
    with transaction():
        assert studies.settle(study, at=NOW + dt.timedelta(days=1))
    assert study.completed_at == NOW


def test_who_joins_a_practice_later_completes_with_what_is_done() -> None:
    by = somebody()
    study = completed(by, both(), "common")
    assert study.completed_at is None
    build.grant(
        db.session.get_one(Person, by.person_id),
        Role.CARE_COORDINATOR,
        at=build.practice(kind=FQHC),
    )
    read_all(by, study, "common")
    assert study.completed_at == NOW


def test_the_quiz_opens_when_what_is_asked_is_done() -> None:
    def tried(study: Study, by: Actor) -> Any:
        with transaction():
            return quizzes.start(study, by=by, at=NOW)

    version = quiz_version(lessons=(COMMON, CLINICS))
    ann, zoe = somebody(FQHC), somebody(PracticeKind.RHC_FREE_STANDING)
    assert tried(completed(ann, version, "common"), ann).number == 1
    with pytest.raises(NotPossibleNow):
        tried(completed(zoe, version, "common"), zoe)


# ------------------------------------------------------------------ reading


def test_an_offer_asks_by_the_practices_of_the_learner() -> None:
    both()
    for by, keys in (
        (somebody(FQHC), ["common"]),
        (somebody(PracticeKind.RHC_FREE_STANDING), ["common", "clinics"]),
        (learner(Role.REVIEWER), ["common", "clinics"]),
    ):
        [offer] = catalogue.catalogue(learners.learner(by), NOW).offers
        assert [one.key for one in offer.asked] == keys
        assert [one.key for one in offer.lessons] == ["common", "clinics"]


def test_where_somebody_goes_on_leaves_out_what_is_not_asked() -> None:
    third = build.lesson("third")
    version = build.published_version(lessons=(COMMON, CLINICS, third))
    by = somebody(FQHC)
    completed(by, version, "common")
    found = going_on.going_on(by, NOW)
    assert found is not None
    assert [step.is_asked for step in found.steps] == [True, False, True]
    assert resuming.place(found.steps) == 2


def test_staff_see_how_far_people_are_with_what_is_asked(app: Flask) -> None:
    version = build.published_version(lessons=(COMMON, CLINICS, build.lesson("third")))
    ann = somebody(FQHC)
    read_all(ann, began(ann, version), "common", "clinics")
    zoe = somebody(PracticeKind.RHC_FREE_STANDING)
    read_all(zoe, began(zoe, version), "common", "clinics")
    person = build.person(role=Role.PROGRAM_STAFF)
    mona = Actor(person.id, "Mona", frozenset({Grant(Role.PROGRAM_STAFF)}))

    seen = oversight.overview(mona, NOW)

    told = {
        by.name: seen.footing(by.person_id or 0, version.module_id)
        for by in (Actor(ann.person_id, "Ann"), Actor(zoe.person_id, "Zoe"))
    }
    assert {name: (one.lessons_done, one.lessons) for name, one in told.items()} == {
        "Ann": (1, 2),
        "Zoe": (2, 3),
    }


def test_the_catalogue_takes_no_statement_more_for_them(app: Flask) -> None:
    by = somebody(FQHC)
    build.published_version(lessons=(COMMON,))
    with statements() as before:
        catalogue.catalogue(learners.learner(by), NOW)
    for _ in range(3):
        both()
    with statements() as after:
        catalogue.catalogue(learners.learner(by), NOW)
    assert len(after) == len(before)
