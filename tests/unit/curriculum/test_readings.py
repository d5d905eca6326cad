from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import readings, status
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.domain.readings import Begun, Choice
from app.curriculum.domain.status import Steps

NOW = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
Version = tuple[Steps, ChangeClass | None]


def version(
    number: int,
    change: ChangeClass | None = ChangeClass.MINOR,
    out: dt.datetime | None = NOW,
    **more: dt.datetime | int,
) -> Version:
    return Steps(number, NOW - DAY, NOW - DAY, out, **more), change  # type: ignore[arg-type]  # as each test gives them


def test_nothing_is_read_while_nothing_is_out() -> None:
    assert readings.choose([version(1, out=None)], [], NOW) is None


@pytest.mark.parametrize(
    ("publish_at", "archived_at", "been"),
    [
        (None, None, False),
        (NOW + DAY, None, False),
        (NOW, None, True),
        (NOW - DAY, NOW, True),
        (NOW - DAY, NOW - 2 * DAY, False),
    ],
)
def test_a_version_has_been_out_once_it_was_published_and_not_archived_before(
    publish_at: dt.datetime | None, archived_at: dt.datetime | None, been: bool
) -> None:
    steps = Steps(1, publish_at=publish_at, archived_at=archived_at)
    assert status.has_been_out(steps, NOW) == been


def test_whoever_begins_gets_the_newest_that_is_out() -> None:
    versions = [version(1), version(2), version(3, out=NOW + DAY)]
    assert readings.choose(versions, [], NOW) == Choice(2)


def test_a_cohort_waits_for_its_week() -> None:
    versions = [version(1), version(2, weeks_after_start=2)]
    assert readings.choose(versions, [], NOW, NOW) == Choice(1)
    assert readings.choose(versions, [], NOW + 14 * DAY, NOW) == Choice(2)


def test_whoever_began_goes_on_in_it_and_may_change() -> None:
    mine = Begun(1)
    assert readings.choose([version(1), version(2)], [mine], NOW) == Choice(1, mine, newer=2)
    assert readings.choose([version(1)], [mine], NOW) == Choice(1, mine)


def test_what_was_begun_goes_on_when_it_is_out_no_more() -> None:
    mine = Begun(1)
    assert readings.choose([version(1, archived_at=NOW)], [mine], NOW) == Choice(1, mine)


def test_whoever_finished_stays_finished_and_reads_the_newest() -> None:
    done = Begun(1, completed_at=NOW)
    versions = [version(1), version(2, ChangeClass.RETAKE), version(3), version(4, out=NOW + DAY)]
    assert readings.choose(versions, [done], NOW) == Choice(
        3, completed=done, updated=ChangeClass.RETAKE
    )
    assert readings.choose([version(1)], [done], NOW) == Choice(1, done, completed=done)


def test_whoever_takes_a_newer_version_stays_finished_and_is_told_why() -> None:
    done, mine = Begun(1, completed_at=NOW), Begun(3)
    versions = [version(1), version(2, ChangeClass.RETAKE), version(3), version(4)]
    assert readings.choose(versions, [done, mine], NOW) == Choice(
        3, mine, newer=4, completed=done, updated=ChangeClass.RETAKE
    )
    late = Begun(2, completed_at=NOW)
    assert readings.choose(versions, [late, Begun(1)], NOW) == Choice(
        1, Begun(1), newer=4, completed=late
    )


def test_an_older_version_that_is_out_again_is_no_news() -> None:
    done = Begun(2, completed_at=NOW)
    versions = [version(1), version(2, archived_at=NOW)]
    assert readings.choose(versions, [done], NOW) == Choice(2, done, completed=done)


def test_whoever_left_a_version_and_took_it_up_again_is_in_the_new_one() -> None:
    versions = [version(1), version(2)]
    left, mine = Begun(1, left_at=NOW), Begun(2)
    assert readings.choose(versions, [left, mine], NOW) == Choice(2, mine)


_CHANGES = st.sampled_from(ChangeClass)
_VERSIONS = st.lists(
    st.tuples(_CHANGES, st.integers(-3, 3), st.booleans(), st.none() | st.integers(-3, 3)),
    min_size=1,
    max_size=5,
)


def _made(rows: list[tuple[ChangeClass, int, bool, int | None]]) -> list[Version]:
    return [
        (
            Steps(
                number,
                NOW,
                NOW,
                NOW + days * DAY,
                None if ends is None else NOW + ends * DAY,
                NOW if archived else None,
            ),
            change,
        )
        for number, (change, days, archived, ends) in enumerate(rows, 1)
    ]


@given(_VERSIONS, _VERSIONS, st.data())
def test_no_new_version_ever_changes_what_was_done(
    first: list[tuple[ChangeClass, int, bool, int | None]],
    later: list[tuple[ChangeClass, int, bool, int | None]],
    data: st.DataObject,
) -> None:
    before = _made(first)
    number = data.draw(st.integers(1, len(before)))
    done = Begun(number, completed_at=NOW)
    for versions in (before, _made(first + later)):
        found = readings.choose(versions, [done], NOW)
        assert found is not None
        assert found.completed == done
        assert found.number >= number
        assert (found.updated is None) == (found.number == number)


@given(_VERSIONS, _VERSIONS, st.data())
def test_no_new_version_moves_somebody_who_is_in_one(
    first: list[tuple[ChangeClass, int, bool, int | None]],
    later: list[tuple[ChangeClass, int, bool, int | None]],
    data: st.DataObject,
) -> None:
    number = data.draw(st.integers(1, len(first)))
    found = readings.choose(_made(first + later), [Begun(number)], NOW)
    assert found is not None
    assert (found.number, found.begun) == (number, Begun(number))
    assert found.newer is None or found.newer > number
