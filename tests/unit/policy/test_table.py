from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy import (
    COHORT_ROLES,
    PRACTICE_ROLES,
    PROGRAM_ROLES,
    SYSTEM,
    TABLE,
    VISITOR,
    Action,
    Actor,
    Grant,
    Place,
    Role,
    allows,
    explain,
)

# The policy in plain sight, written twice on purpose: here and in the code.
# own: at the practice or cohort of the role, or what a reviewer was assigned; any: in the whole program; -: never.
COLUMNS = (
    "LEAD CHAMP COORD DATA FAMILY SPONS VIEWER ALEAD AEDIT ASIGN AVIEW "
    "REVIEW COACH PUBL STAFF DIRECT ADMIN"
)
EXPECTED = """
TEAM_VIEW            own own own own own own own  -   -   -   -   -  own  -  any any any
ROSTER_MANAGE        own  -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
TEAM_HISTORY_VIEW    own  -   -   -   -   -   -   -   -   -   -   -  own  -  any any any
MEASURE_VIEW         own own own own own own own  -   -   -   -   -  own  -  any any any
MEASURE_CHOOSE       own  -   -  own  -   -   -   -   -   -   -   -   -   -   -   -   -
NUMBERS_ENTER        own own own own  -   -   -   -   -   -   -   -   -   -   -   -   -
CHART_ANNOTATE       own own own own  -   -   -   -   -   -   -   -  own  -   -   -   -
CHART_DECIDE         own  -   -  own  -   -   -   -   -   -   -   -  own  -  any any  -
CYCLE_VIEW           own own own own own own own  -   -   -   -   -  own  -  any any any
CYCLE_EDIT           own own own own own  -   -   -   -   -   -   -   -   -   -   -   -
CHARTER_VIEW         own own own own own own own  -   -   -   -   -  own  -  any any any
CHARTER_EDIT         own own own own own  -   -   -   -   -   -   -   -   -   -   -   -
APPLICATION_VIEW      -   -   -   -   -   -   -  own own own own  -   -   -   -   -   -
APPLICATION_WRITE     -   -   -   -   -   -   -  own own  -   -   -   -   -   -   -   -
APPLICATION_COMMENT   -   -   -   -   -   -   -  own own own  -   -   -   -   -   -   -
APPLICATION_SIGN      -   -   -   -   -   -   -   -   -  own  -   -   -   -   -   -   -
APPLICATION_SUBMIT    -   -   -   -   -   -   -  own  -  own  -   -   -   -   -   -   -
APPLICATION_PEOPLE    -   -   -   -   -   -   -  own  -   -   -   -   -   -  any any  -
APPLICATIONS_OVERSEE  -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
APPLICATIONS_STEER    -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
AWARD_ANSWER          -   -   -   -   -   -   -  own  -  own  -   -   -   -   -   -   -
REVIEW_WRITE          -   -   -   -   -   -   -   -   -   -   -  own  -   -   -   -   -
REVIEWS_READ          -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
REVIEWS_MANAGE        -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
DECISION_RECORD       -   -   -   -   -   -   -   -   -   -   -   -   -   -   -  any  -
DECISIONS_READ        -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
RELEASE_MANAGE        -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
LETTERS_WRITE         -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
AWARDS_MANAGE         -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
SEAL_BREAK            -   -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any
ROUND_MANAGE          -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
PUBLIC_PAGES_MANAGE   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any  -
LEARN                any any any any any any any  -   -   -   -  any any any any any any
TEAM_NOTE_WRITE      own own own own own own  -   -   -   -   -   -   -   -   -   -   -
CURRICULUM_WRITE      -   -   -   -   -   -   -   -   -   -   -   -   -  any any any  -
CURRICULUM_APPROVE    -   -   -   -   -   -   -   -   -   -   -   -   -  any any any  -
LEARNING_OVERSEE      -   -   -   -   -   -   -   -   -   -   -   -  own  -  any any any
LEARNING_MANAGE       -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
EVENTS_MANAGE         -   -   -   -   -   -   -   -   -   -   -   -  own  -  any any  -
LIBRARY_VIEW         any any any any any any any  -   -   -   -  any any any any any any
LIBRARY_MANAGE        -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
PROGRAM_VIEW          -   -   -   -   -   -   -   -   -   -   -   -  own  -  any any any
PRACTICE_MANAGE       -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
COHORT_MANAGE         -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
PEOPLE_VIEW           -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
PEOPLE_MANAGE         -   -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any
AUDIT_VIEW            -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
WORDS_REMOVE          -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any  -
OUTBOX_VIEW           -   -   -   -   -   -   -   -   -   -   -   -   -   -  any any any
STYLEGUIDE_VIEW       -   -   -   -   -   -   -   -   -   -   -   -  any any any any any
VIEW_AS               -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -  any
"""
HOME = Place(practice_id=7, cohort_ids=frozenset({3}), is_assigned=True)
ELSEWHERE = Place(practice_id=8, cohort_ids=frozenset({4}))


def _cells() -> list[tuple[Action, Role, str]]:
    rows = [line.split() for line in EXPECTED.splitlines() if line.strip()]
    return [
        (Action[name], role, mark)
        for name, *marks in rows
        for role, mark in zip(Role, marks, strict=True)
    ]


def _holder(role: Role) -> Actor:
    grant = Grant(
        role,
        practice_id=7 if role in PRACTICE_ROLES else None,
        cohort_id=3 if role in COHORT_ROLES else None,
    )
    return Actor(person_id=1, name="Somebody", grants=frozenset({grant}))


def test_the_table_above_is_complete() -> None:
    assert len(COLUMNS.split()) == len(Role)
    assert {(action, role) for action, role, _ in _cells()} == {
        (action, role) for action in Action for role in Role
    }
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize(("action", "role", "mark"), _cells())
def test_policy(action: Action, role: Role, mark: str) -> None:
    actor = _holder(role)

    assert allows(actor, action, HOME) == (mark in {"own", "any"})
    assert allows(actor, action, ELSEWHERE) == (mark == "any")
    assert allows(actor, action) == (mark != "-")


@pytest.mark.parametrize("action", Action)
def test_visitors_and_the_portal_itself_hold_no_grant(action: Action) -> None:
    assert not allows(VISITOR, action, HOME)
    assert not allows(SYSTEM, action, HOME)
    assert not VISITOR.is_signed_in


def test_what_only_signed_in_people_do_is_never_done_by_nobody() -> None:
    assert Actor(person_id=7).signed_in_id == 7
    for nobody in (VISITOR, SYSTEM):
        with pytest.raises(LookupError, match="nobody who is signed in"):
            _ = nobody.signed_in_id


roles = st.sampled_from(Role)
grants = st.builds(
    lambda role, number: Grant(
        role,
        practice_id=number if role in PRACTICE_ROLES else None,
        cohort_id=number if role in COHORT_ROLES else None,
    ),
    roles,
    st.integers(1, 4),
)
places = st.builds(
    Place,
    practice_id=st.none() | st.integers(1, 4),
    cohort_ids=st.frozensets(st.integers(1, 4), max_size=2),
)


@given(st.frozensets(grants, max_size=4), st.sampled_from(Action), places)
def test_a_person_may_do_exactly_what_one_of_the_grants_allows(
    held: frozenset[Grant], action: Action, place: Place
) -> None:
    whole = Actor(person_id=1, grants=held)
    parts = [Actor(person_id=1, grants=frozenset({grant})) for grant in held]

    assert allows(whole, action, place) == any(allows(part, action, place) for part in parts)


@given(st.frozensets(grants, max_size=4), st.sampled_from(Action), places)
def test_what_is_allowed_somewhere_is_allowed_by_role(
    held: frozenset[Grant], action: Action, place: Place
) -> None:
    actor = Actor(person_id=1, grants=held)

    if allows(actor, action, place):
        assert allows(actor, action)


@given(st.frozensets(grants, max_size=3), st.sampled_from(Action), places)
def test_the_explanation_agrees_with_the_answer(
    held: frozenset[Grant], action: Action, place: Place
) -> None:
    actor = Actor(person_id=1, grants=held)

    assert explain(actor, action, place).startswith(
        "Allowed" if allows(actor, action, place) else "Refused"
    )


def test_an_actor_knows_its_places() -> None:
    actor = Actor(
        person_id=1,
        grants=frozenset({Grant(Role.LEAD, practice_id=7), Grant(Role.COACH, cohort_id=3)}),
    )

    assert actor.practice_ids == {7}
    assert actor.applicant_ids == frozenset()
    assert actor.cohort_ids == {3}
    assert actor.roles == {Role.LEAD, Role.COACH}


def test_whoever_works_on_an_application_is_not_on_the_team() -> None:
    actor = Actor(person_id=1, grants=frozenset({Grant(Role.APPLICATION_EDITOR, practice_id=7)}))

    assert actor.practice_ids == frozenset()
    assert actor.applicant_ids == {7}


def test_every_role_belongs_to_a_practice_or_to_the_program() -> None:
    assert set(PRACTICE_ROLES) | set(PROGRAM_ROLES) == set(Role)
    assert not set(PRACTICE_ROLES) & set(PROGRAM_ROLES)
    assert set(COHORT_ROLES) <= set(PROGRAM_ROLES)
