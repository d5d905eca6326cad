"""The rules of overseeing: whom an assignment reaches, who is stuck, reminders, counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import assigning, nudging, stuck, trained
from app.curriculum.domain.assigning import Aim, Due, Given, Standing
from app.curriculum.domain.nudging import Spared
from app.curriculum.domain.stuck import Footing, Stage, Tries, Why
from app.curriculum.domain.trained import Completion, Count, Span, Tenure
from app.policy import Role

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)

ids = st.integers(1, 4)
standings = st.frozensets(
    st.builds(Standing, st.sampled_from(Role), st.none() | ids, st.frozensets(ids, max_size=2)),
    max_size=4,
)
aims = st.builds(
    Aim,
    st.sampled_from(["", *(role.value for role in assigning.LEARNERS)]),
    st.none() | ids,
    st.none() | ids,
    st.none() | ids,
)
days = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
times = st.timedeltas(dt.timedelta(), 700 * DAY).map(
    lambda after: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + after
)
givens = st.lists(st.builds(Given, ids, aims, st.booleans(), days), max_size=6)


# ------------------------------------------------------------------ assignments


@given(aims, ids, standings)
def test_narrowing_an_assignment_never_reaches_more_people(
    aim: Aim, person_id: int, held: frozenset[Standing]
) -> None:
    if assigning.reaches(aim, person_id, held):
        for wider in (
            replace(aim, role=""),
            replace(aim, cohort_id=None),
            replace(aim, practice_id=None),
            replace(aim, person_id=None),
        ):
            assert assigning.reaches(wider, person_id, held)


@given(aims, ids, standings)
def test_only_people_who_may_learn_are_assigned_anything(
    aim: Aim, person_id: int, held: frozenset[Standing]
) -> None:
    if not any(one.role in assigning.LEARNERS for one in held):
        assert not assigning.reaches(aim, person_id, held)


@given(givens, ids, standings)
def test_of_several_assignments_a_required_one_and_the_earliest_day_hold(
    found: list[Given], person_id: int, held: frozenset[Standing]
) -> None:
    dues = assigning.dues(found, person_id, held)
    assert dues == assigning.dues(found[::-1], person_id, held)
    for module_id, due in dues.items():
        mine = [
            one
            for one in found
            if one.module_id == module_id and assigning.reaches(one.aim, person_id, held)
        ]
        assert due.is_required == any(one.is_required for one in mine)
        alike = [one.due_on for one in mine if one.is_required == due.is_required]
        assert due.due_on == min((day for day in alike if day), default=None)


def test_one_role_must_fit_role_and_cohort_together() -> None:
    held = {Standing(Role.LEAD, 1, frozenset({1})), Standing(Role.SPONSOR, 2, frozenset({2}))}
    assert assigning.reaches(Aim("lead", cohort_id=1), 9, held)
    assert not assigning.reaches(Aim("lead", cohort_id=2), 9, held)
    assert assigning.reaches(Aim(practice_id=2), 9, held)


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (Aim(), None),
        (Aim("lead"), None),
        (Aim("lead", cohort_id=1), None),
        (Aim("lead", practice_id=1), None),
        (Aim("coach", cohort_id=1), None),
        (Aim("reviewer"), None),
        (Aim(person_id=1), None),
        (Aim(cohort_id=1, practice_id=1), ("team", assigning.ONE_PLACE)),
        (Aim(practice_id=1, person_id=1), ("person", assigning.ONE_PLACE)),
        (Aim("lead", person_id=1), ("role", assigning.NO_ROLE)),
        (Aim("coach", practice_id=1), ("team", assigning.NO_TEAM)),
        (Aim("reviewer", cohort_id=1), ("cohort", assigning.NO_COHORT)),
    ],
)
def test_an_assignment_has_one_place(aim: Aim, expected: tuple[str, str] | None) -> None:
    assert assigning.refusal(aim) == expected


def test_the_due_day_itself_is_in_time_and_optional_is_never_overdue() -> None:
    due = Due(True, TODAY)
    assert not assigning.is_overdue(due, TODAY)
    assert assigning.is_overdue(due, TODAY + DAY)
    assert not assigning.is_overdue(Due(False, TODAY), TODAY + DAY)
    assert not assigning.is_overdue(Due(True), TODAY)
    assert not assigning.is_overdue(None, TODAY)


# ------------------------------------------------------------------ stuck

tries = st.none() | st.builds(
    Tries, st.integers(0, 5), st.none() | st.integers(1, 4), st.booleans(), st.booleans()
)


@st.composite
def footings(draw: st.DrawFn) -> Footing:
    began = draw(st.none() | times)
    due = draw(st.none() | st.builds(Due, st.booleans(), days))
    if began is None:
        return Footing(due=due)
    last = began + draw(st.timedeltas(dt.timedelta(), 60 * DAY))
    done = draw(st.none() | st.just(last))
    return Footing(began, last, done, 1, 4, 2, draw(tries), due)


@given(footings(), times)
def test_nobody_who_finished_is_stuck(footing: Footing, now: dt.datetime) -> None:
    if footing.completed_at is not None:
        assert footing.stage is Stage.DONE
        assert stuck.reasons(footing, now, now.date()) == ()


@given(footings(), times)
def test_whoever_did_not_begin_is_stuck_only_when_overdue(
    footing: Footing, now: dt.datetime
) -> None:
    if footing.stage is Stage.NOT_BEGUN:
        overdue = assigning.is_overdue(footing.due, now.date())
        assert stuck.reasons(footing, now, now.date()) == ((Why.OVERDUE,) if overdue else ())


@given(footings(), times, st.timedeltas(dt.timedelta(), 100 * DAY))
def test_time_alone_never_gets_anybody_unstuck(
    footing: Footing, now: dt.datetime, more: dt.timedelta
) -> None:
    later = now + more
    before = stuck.reasons(footing, now, now.date())
    assert set(before) <= set(stuck.reasons(footing, later, later.date()))


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [(14 * DAY, (Why.QUIET,)), (14 * DAY - dt.timedelta(seconds=1), ())],
)
def test_fourteen_days_without_anything_is_stuck(
    quiet: dt.timedelta, expected: tuple[Why, ...]
) -> None:
    footing = Footing(NOW - 30 * DAY, NOW - quiet)
    assert footing.stage is Stage.IN_PROGRESS
    assert stuck.reasons(footing, NOW, TODAY) == expected


@pytest.mark.parametrize(
    ("of", "left", "expected"),
    [
        (Tries(2, 2), 0, (Why.NO_TRIES,)),
        (Tries(3, 2), 0, (Why.NO_TRIES,)),
        (Tries(2, 2, is_open=True), 0, ()),
        (Tries(2, 2, is_passed=True), 0, ()),
        (Tries(2, 3), 1, ()),
        (Tries(9), None, ()),
    ],
)
def test_all_tries_used_without_passing_is_stuck(
    of: Tries, left: int | None, expected: tuple[Why, ...]
) -> None:
    assert of.left == left
    assert stuck.reasons(Footing(NOW, NOW, tries=of), NOW, TODAY) == expected


@pytest.mark.parametrize(
    ("revoked_at", "of", "expected"),
    [
        (NOW, Tries(2, 2), (Why.NO_TRIES,)),
        (NOW, Tries(1, 2), ()),
        (NOW, None, ()),
        (None, Tries(2, 2), ()),
    ],
)
def test_whoever_lost_a_certificate_stays_done_and_is_stuck_without_tries(
    revoked_at: dt.datetime | None, of: Tries | None, expected: tuple[Why, ...]
) -> None:
    done = Footing(NOW - 60 * DAY, NOW - 60 * DAY, NOW - 60 * DAY, tries=of, revoked_at=revoked_at)
    assert done.stage is Stage.DONE
    late = replace(done, due=Due(True, TODAY - DAY))
    assert stuck.reasons(late, NOW, TODAY) == expected


def test_a_required_module_past_its_day_is_stuck_even_when_nobody_began_it() -> None:
    late = Footing(due=Due(True, TODAY - DAY))
    assert stuck.reasons(late, NOW, TODAY) == (Why.OVERDUE,)


# ------------------------------------------------------------------ reminders


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, None),
        ({"last": NOW - nudging.EVERY}, None),
        ({"last": NOW - nudging.EVERY + dt.timedelta(seconds=1)}, Spared.RECENT),
        ({"has_stopped": True, "last": NOW}, Spared.STOPPED),
        ({"is_done": True, "has_stopped": True}, Spared.DONE),
        ({"is_open": False, "is_done": True}, Spared.CLOSED),
    ],
)
def test_reminders_are_rare_and_spare_whoever_wants_none(
    given_: dict[str, Any], expected: Spared | None
) -> None:
    asked: dict[str, Any] = {
        "is_open": True,
        "is_done": False,
        "has_stopped": False,
        "last": None,
    } | given_
    assert nudging.spared(**asked, at=NOW) is expected


@given(st.integers(1, 999_999_999), st.text(min_size=1), st.text(min_size=1))
def test_a_link_stops_reminders_only_with_our_signature(
    person_id: int, secret: str, other: str
) -> None:
    token = nudging.stop_token(person_id, secret)
    assert nudging.stopped_by(token, secret) == person_id
    assert (nudging.stopped_by(token, other) == person_id) == (secret == other)
    assert nudging.stopped_by(token.replace("-", "0-", 1), secret) is None


@given(st.text())
def test_no_other_text_stops_anything(text: str) -> None:
    assert nudging.stopped_by(text, "secret") is None


# ------------------------------------------------------------------ trained people

completions = st.lists(st.builds(Completion, ids, ids, times), max_size=12)
spans = st.builds(Span, st.none() | times, st.none() | times)
tenures = st.dictionaries(
    ids,
    st.lists(
        st.builds(
            Tenure,
            st.sampled_from(assigning.LEARNERS),
            st.sampled_from(["", "fqhc", "private"]),
            times,
            st.none() | times,
        ),
        max_size=3,
    ),
)


@given(completions, times, st.frozensets(ids))
def test_spans_side_by_side_count_each_person_with_everything_once(
    found: list[Completion], middle: dt.datetime, required: frozenset[int]
) -> None:
    first = trained.first_ones(found)
    halves = [trained.with_all(first, required, Span(None, middle)), trained.with_all(first, required, Span(middle))]  # fmt: skip
    assert len(halves[0]) + len(halves[1]) == len(trained.with_all(first, required, Span()))


@given(completions, spans, ids)
def test_a_second_completion_changes_no_count(
    found: list[Completion], span: Span, module_id: int
) -> None:
    again = [replace(one, at=one.at + DAY) for one in found]
    first, both = trained.first_ones(found), trained.first_ones([*found, *again])
    assert trained.with_one(first, span) == trained.with_one(both, span)
    assert set(trained.with_one(first, span, module_id)) <= set(trained.with_one(first, span))


@given(completions, tenures, st.frozensets(ids), st.booleans())
def test_lines_hold_everybody_of_the_total(
    found: list[Completion],
    held: dict[int, list[Tenure]],
    required: frozenset[int],
    only_held: bool,
) -> None:
    first = trained.first_ones(found)
    one, every = trained.with_one(first, Span()), trained.with_all(first, required, Span())
    counts = trained.counted(one, every, held, only_held=only_held)
    for of in (counts.by_role, counts.by_kind):
        assert sum(line.one for line in of.values()) >= counts.total.one
        assert sum(line.all for line in of.values()) >= counts.total.all
        assert all(line.one <= counts.total.one for line in of.values())
    if only_held:
        assert None not in counts.by_role
    else:
        assert counts.total == Count(len(one), len(every))


def test_people_count_with_the_role_that_they_had_on_that_day() -> None:
    first = trained.first_ones([Completion(1, 1, NOW), Completion(1, 2, NOW + DAY)])
    held = {
        1: [
            Tenure(Role.LEAD, "fqhc", NOW - DAY, NOW + DAY),
            Tenure(Role.SPONSOR, "private", NOW + DAY),
        ]
    }
    one, every = trained.with_one(first, Span()), trained.with_all(first, {1, 2}, Span())
    counts = trained.counted(one, every, held)
    assert counts.by_role == {Role.LEAD: Count(1, 0), Role.SPONSOR: Count(0, 1)}
    assert counts.by_kind == {"fqhc": Count(1, 0), "private": Count(0, 1)}
    assert trained.with_all(first, {1, 3}, Span()) == {}
    assert trained.with_all(first, set(), Span()) == {}
    assert trained.counted(one, every, {}).by_role == {None: Count(1, 1)}


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (10, True), (11, False)])
def test_numbers_under_eleven_are_small(count: int, small: bool) -> None:
    assert trained.is_small(count) == small


@pytest.mark.parametrize(
    ("counts", "inside"),
    [
        ((), set()),
        ((0, 11, 40), set()),
        ((8, 0, 0), {0}),
        ((3, 40, 12, 0), {0, 2}),
        ((6, 7, 40), {0, 1}),
        ((1, 2, 40, 30), {0, 1, 3}),
    ],
)
def test_no_published_numbers_tell_a_small_one(counts: tuple[int, ...], inside: set[int]) -> None:
    assert trained.not_to_publish(counts) == inside
    hidden = [counts[place] for place in inside]
    assert not hidden or sum(hidden) >= trained.SMALL or sum(counts) < trained.SMALL
