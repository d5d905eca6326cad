"""Equal time for every answer, no lock held while hashing, no way past the throttle in parallel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from app.accounts.services import hashing, throttle
from app.accounts.services.throttle import Try
from app.core.clock import now
from app.core.db import db, transaction
from tests.pages.accounts.people import OTHER_PASSWORD, PASSWORD, link_in, mails, somebody

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from flask import Flask

    from tests.support.page import PageClient


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing is what takes time: everything else is a few statements."""
    worked: list[str] = []

    class Counted:
        """The real hasher, noting each time it works."""

        def __init__(self, real: Any) -> None:
            self.real = real

        def __getattr__(self, name: str) -> Any:
            worked.append(name)
            return getattr(self.real, name)

    known = somebody().email
    monkeypatch.setattr(hashing, "_hasher", Counted(hashing._hasher))
    costs = {}
    for email in ("warm@example.org", known, "nobody@example.org"):
        worked.clear()
        client.fill_in("/sign-in", email=email, password="wrong words", status=422)
        costs[email] = [name for name in worked if name in {"hash", "verify"}]

    assert costs[known] == costs["nobody@example.org"] == ["verify"]


def test_no_lock_is_held_while_a_password_is_hashed(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_transactions: list[bool] = []

    class Watched:
        """The real hasher, noting whether a transaction is open when it works."""

        def __init__(self, real: Any) -> None:
            self.real = real

        def __getattr__(self, name: str) -> Any:
            open_transactions.append(db.session().in_transaction())
            return getattr(self.real, name)

    ana = somebody()
    monkeypatch.setattr(hashing, "_hasher", Watched(hashing._hasher))

    client.fill_in("/sign-in", email=ana.email, password="wrong words", status=422)
    client.fill_in("/sign-in", email=ana.email, password=PASSWORD)
    client.fill_in("/account/password", password=PASSWORD, new_password=OTHER_PASSWORD)
    client.fill_in("/sign-out", at="/account")
    client.fill_in("/reset", email=ana.email, status=200)
    client.fill_in(link_in(mails("reset")[0]), new_password=PASSWORD)

    assert len(open_transactions) == 7
    assert not any(open_transactions)


def test_parallel_tries_do_not_slip_through(make_app: Callable[..., Flask]) -> None:
    portal = make_app()
    counted: list[bool] = []

    def knock() -> None:
        with portal.app_context():
            try:
                with transaction():
                    budgets = throttle.budgets(Try.PASSWORD, account="ana", address="here")
                    throttle.charge(budgets, at=now())
                counted.append(True)
            except throttle.TooManyTries:
                counted.append(False)

    threads = [threading.Thread(target=knock) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counted) == [False] * 10 + [True] * 6
