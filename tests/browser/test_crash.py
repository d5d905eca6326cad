"""The server dies while two people type into one section: nothing that was saved is missing.

A short version of `python -m benchmarks.crash`, which runs for a minute and prints figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import crash

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.database import Database


def test_nothing_acknowledged_is_missing_after_a_crash(
    browser: Browser, blank_database: Database
) -> None:
    outcome = crash.run(
        crash.SAME, seconds=8, kills=1, database=blank_database.url, browser=browser
    )
    assert outcome.missing == ()
    assert outcome.unsaved == ()
    assert outcome.saves >= 2
