"""Hints point at what two sides have in common, and decide nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy import Role
from app.reviews.domain import conflicts
from app.reviews.domain.hints import (
    PUBLIC_MAIL,
    Applicant,
    Hint,
    HintKind,
    Reviewer,
    Workplace,
    core_words,
    hints,
    mail_domain,
    resembles,
    same_name,
)
from app.reviews.domain.kinds import Standing, Statement, TieKind
from app.reviews.models import DeclaredTie
from app.reviews.queries import standings
from app.reviews.queries.hints import hints_for
from app.rfa.queries.applicants import emails_in
from tests.support import build
from tests.support.sql import statements

NAMES = st.sampled_from(["Delta Pines Clinic", "DELTA PINES, LLC", "Tupelo Creek", "Clinic", ""])
MAILS = st.sampled_from(["a@delta.org", "b@delta.org", "c@gmail.com", "nobody", ""])
PLACES = st.builds(Workplace, st.integers(1, 3), NAMES, st.sampled_from(["Hinds", "Lee"]))
REVIEWERS = st.builds(
    Reviewer,
    MAILS,
    st.lists(PLACES, max_size=2),
    st.lists(NAMES, max_size=2),
    st.frozensets(st.integers(1, 3)),
    st.frozensets(st.integers(1, 3)),
)
APPLICANTS = st.builds(
    Applicant,
    st.integers(1, 3),
    NAMES,
    st.sampled_from(["Hinds", "Lee"]),
    st.frozensets(MAILS),
    NAMES,
)
PINES = Applicant(1, "Delta Pines Family Health", "Bolivar", frozenset({"ana@deltapines.org"}))


def kinds(reviewer: Reviewer, applicant: Applicant = PINES) -> list[HintKind]:
    return [hint.kind for hint in hints(reviewer, applicant)]


@given(REVIEWERS, APPLICANTS)
def test_a_hint_is_a_sentence_and_stands_there_once(
    reviewer: Reviewer, applicant: Applicant
) -> None:
    found = hints(reviewer, applicant)
    assert len(set(found)) == len(found)
    assert all(hint.words[0].isupper() and hint.words.endswith(".") for hint in found)


@given(REVIEWERS, APPLICANTS, st.lists(st.sampled_from(Statement), max_size=4))
def test_hints_never_change_a_standing(
    reviewer: Reviewer, applicant: Applicant, said: list[Statement]
) -> None:
    before = conflicts.standing(said)
    hints(reviewer, applicant)
    assert conflicts.standing(said) is before
    assert conflicts.standing([]) is Standing.UNASKED


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Delta Pines Clinic", "delta pines, Inc.", True),
        ("Children's Clinic", "Childrens Clinic LLC", True),
        ("Clínica Río", "Clinica Rio", True),
        ("Delta Pines", "Delta Oaks", False),
        ("The Clinic", "Clinic, Inc.", False),
    ],
)
def test_names_are_compared_by_the_words_that_matter(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Tupelo Creek", "Tupelo Creek Pediatrics", True),
        ("Tupelo Creek Pediatrics of Lee County", "Tupelo Creek Pediatrics", True),
        ("Tupelo Creak Pediatrics", "Tupelo Creek Pediatrics", True),
        ("Delta", "Delta Pines Family Health", False),
        ("Clinic", "Tupelo Creek Pediatrics", False),
        ("Tupelo Creek Pediatrics", "", False),
    ],
)
def test_names_may_be_alike(one: str, other: str, *, alike: bool) -> None:
    assert resembles(one, other) is alike
    assert resembles(other, one) is alike


def test_public_mail_says_nothing() -> None:
    assert {mail_domain(f"ana@{domain}") for domain in PUBLIC_MAIL} == {""}
    shared = Applicant(1, "Delta Pines", "Bolivar", frozenset({"ben@gmail.com"}))
    assert kinds(Reviewer("ruth@gmail.com"), shared) == []
    assert kinds(Reviewer("ruth@deltapines.org")) == [HintKind.MAIL]
    assert kinds(Reviewer("ruth@other.org")) == []


def test_where_somebody_works_is_noticed() -> None:
    here = Workplace(1, "Delta Pines Family Health", "Bolivar")
    twin = Workplace(2, "Delta Pines Family Health, Inc.", "Lee")
    near = Workplace(3, "Cleveland Pediatrics", "Bolivar")
    assert kinds(Reviewer("", [here])) == [HintKind.ORGANISATION]
    assert kinds(Reviewer("", [twin])) == [HintKind.ORGANISATION]
    assert hints(Reviewer("", [near]), PINES) == (
        Hint(
            HintKind.COUNTY,
            "Works, or once worked, for Cleveland Pediatrics, also in Bolivar County.",
        ),
    )


def test_declared_organisations_are_compared_with_the_applicant() -> None:
    assert kinds(Reviewer("", organisations=["Delta Pines Family Health LLC"])) == [
        HintKind.ORGANISATION
    ]
    assert kinds(Reviewer("", organisations=["Delta Pines"])) == [HintKind.DECLARED]
    assert kinds(Reviewer("", organisations=["Gulf Marsh"])) == []
    assert kinds(Reviewer("", tied=frozenset({1}))) == [HintKind.DECLARED]
    assert kinds(Reviewer("", applied_for=frozenset({1}))) == [HintKind.TOGETHER]


def test_sister_sites_are_noticed() -> None:
    of = Applicant(1, "Site B", "Lee", system="Part of North Mississippi Health. Also site A.")
    works = Workplace(4, "North Mississippi Health, Inc.", "Hinds")
    assert kinds(Reviewer("", [works]), of) == [HintKind.SYSTEM]
    assert kinds(Reviewer("", organisations=["North Mississippi Health"]), of) == [HintKind.SYSTEM]
    assert kinds(Reviewer("", organisations=["Mississippi North"]), of) == []
    assert core_words(of.system)[-1] == "a"


def test_addresses_are_found_in_answers() -> None:
    answers = {"A5": {"name": "Ana", "email": "ana@x.org"}, "A6": {"value": "One site"}}
    assert emails_in(answers) == {"ana@x.org"}


@pytest.fixture
def season(app: Any) -> Any:
    return build.rfa_round()


def test_everything_is_found_for_many_pairs(season: Any) -> None:
    clinic = build.practice(name="Tupelo Creek Pediatrics", county="Lee")
    other = build.practice(name="Lee Family Medicine", county="Lee")
    lead = build.person(email="erin@tupelocreek.org")
    build.grant(lead, Role.APPLICATION_LEAD, at=clinic)
    of = build.sent_application(
        round_id=season.id,
        practice_id=clinic.id,
        content={
            "A5": {"name": "Flo", "email": "flo@creekdocs.org"},
            "A6": {"value": "We belong to Lee Family Medicine."},
        },
    )
    elsewhere = build.sent_application(round_id=season.id)
    by_mail = build.person(email="ruth@tupelocreek.org", role=Role.REVIEWER)
    by_answer = build.person(email="sam@creekdocs.org", role=Role.REVIEWER)
    by_place = build.person(role=Role.REVIEWER)
    build.grant(by_place, Role.VIEWER, at=other)
    declared = build.declaration(season, build.person(role=Role.REVIEWER), is_nothing=False)
    build.saved(
        DeclaredTie(declaration_id=declared.id, kind=TieKind.FAMILY, organisation="Tupelo Creek")
    )
    tied = build.person(role=Role.REVIEWER)
    build.declaration(season, tied, clinic)
    began = build.person(role=Role.REVIEWER)
    build.application(practice_id=clinic.id, created_by_id=began.id)
    build.declaration(build.rfa_round(), began, clinic)
    stranger = build.person(email="tess@gmail.com", role=Role.REVIEWER)
    people = [
        by_mail.id, by_answer.id, by_place.id, declared.person_id, tied.id, began.id, stranger.id
    ]  # fmt: skip
    found = hints_for([of.id, elsewhere.id], people)
    assert {pair: [hint.kind for hint in said] for pair, said in found.items()} == {
        (of.id, by_mail.id): [HintKind.MAIL],
        (of.id, by_answer.id): [HintKind.MAIL],
        (of.id, by_place.id): [HintKind.SYSTEM, HintKind.COUNTY],
        (of.id, declared.person_id): [HintKind.DECLARED],
        (of.id, tied.id): [HintKind.DECLARED],
        (of.id, began.id): [HintKind.TOGETHER],
    }
    decided = {pair for pair, stand in standings.stands([of.id], people).items()}
    assert decided == {(of.id, tied.id)}, "only what was declared decides"


def test_hints_take_the_same_number_of_statements_for_any_number(season: Any) -> None:
    def add(number: int) -> tuple[int, int]:
        one = build.person(email=f"p{number}@same.org", role=Role.REVIEWER)
        clinic = build.practice()
        build.grant(build.person(email=f"q{number}@same.org"), Role.VIEWER, at=clinic)
        build.grant(one, Role.VIEWER, at=build.practice())
        build.declaration(season, one, build.practice())
        return build.sent_application(round_id=season.id, practice_id=clinic.id).id, one.id

    pairs = [add(0)]
    with statements() as few:
        hints_for(*zip(*pairs, strict=True))
    pairs += [add(1), add(2)]
    with statements() as many:
        found = hints_for(*zip(*pairs, strict=True))
    assert len(few) == len(many) <= 10, many
    assert set(pairs) <= set(found)
