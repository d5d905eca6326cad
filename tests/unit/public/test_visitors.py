"""Holding back strangers who send forms without end."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts.services.throttle import TooManyTries
from app.core.db import transaction
from app.public.services import visitors
from app.public.services.visitors import Deed
from tests.support import build

NOON = build.NOON
pytestmark = pytest.mark.usefixtures("app")


def count(deed: Deed, address: str = "192.0.2.1", at: dt.datetime = NOON) -> None:
    with transaction():
        visitors.count(deed, address, at=at)


@pytest.mark.parametrize("deed", Deed)
def test_one_network_address_may_do_so_much_in_five_minutes(deed: Deed) -> None:
    for _ in range(visitors.PER_ADDRESS[deed]):
        count(deed)

    with pytest.raises(TooManyTries):
        count(deed)
    count(deed, "192.0.2.2")
    for other in Deed:
        if other is not deed:
            count(other)
    count(deed, at=NOON + dt.timedelta(minutes=5))


def test_one_mailbox_gets_four_mails_in_five_minutes_however_it_is_written() -> None:
    for name in ("ana", "Ana", "ANA", "ana"):
        with transaction():
            visitors.count_mail(f"{name}@example.org", at=NOON)

    with pytest.raises(TooManyTries), transaction():
        visitors.count_mail("ana@example.org", at=NOON)
