"""How long a mail waits after a failed try, and when the portal gives up."""

from __future__ import annotations

import datetime as dt

FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
TRIED_FOR_AT_LEAST = dt.timedelta(hours=24)
BEAT_LASTS = dt.timedelta(minutes=5)
"""How long a worker counts as alive after its last sign of life."""


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after the `attempts`-th failed try (from 1); None: give up.

    The wait doubles from one minute to four hours. The portal gives up once the waits
    together have reached 24 hours, so a server may be away for a day without a loss.

    >>> [wait_after(n).total_seconds() / 60 for n in (1, 2, 3, 8, 9, 13)]
    [1.0, 2.0, 4.0, 128.0, 240.0, 240.0]
    >>> wait_after(14) is None
    True
    """
    waited = sum((_wait(n) for n in range(1, attempts)), dt.timedelta())
    return None if waited >= TRIED_FOR_AT_LEAST else _wait(attempts)


def _wait(attempt: int) -> dt.timedelta:
    # Beyond the longest wait the doubling is not needed, and would become a huge number.
    doubled: dt.timedelta = FIRST_WAIT * 2 ** min(attempt - 1, 10)
    return min(doubled, LONGEST_WAIT)
