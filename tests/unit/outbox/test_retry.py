from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.outbox.domain.retry import LONGEST_WAIT, TRIED_FOR_AT_LEAST, wait_after


def test_a_mail_is_tried_for_at_least_a_day_before_the_portal_gives_up() -> None:
    waits = []
    while (wait := wait_after(len(waits) + 1)) is not None:
        waits.append(wait)

    assert sum(waits, dt.timedelta()) >= TRIED_FOR_AT_LEAST
    assert waits[0] == dt.timedelta(minutes=1)
    assert waits[-1] == LONGEST_WAIT


@given(st.integers(min_value=1, max_value=500))
def test_waits_only_grow_up_to_four_hours(attempts: int) -> None:
    now, later = wait_after(attempts), wait_after(attempts + 1)

    assert now is None or dt.timedelta(minutes=1) <= now <= LONGEST_WAIT
    assert later is None or (now is not None and now <= later)
