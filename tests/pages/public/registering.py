"""Registering to apply with the form, and the link that is mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.pages.accounts.people import PASSWORD, link_in, mails
from tests.pages.public.rounds import KEY, PAGE

if TYPE_CHECKING:
    from tests.support.html import Page
    from tests.support.page import PageClient

REGISTER = f"{PAGE}/register"
EMAIL = "ana@example.org"
SCREENING = {"E2": "private", "E1": "yes", "E1a": "yes"}


def register(client: PageClient, email: str = EMAIL, **given: Any) -> Page:
    answers = {"name": "Ana Whitfield", "new_password": PASSWORD, "status": 200} | given
    return client.fill_in(REGISTER, email=email, **answers)


def link() -> str:
    return link_in(mails("registration")[-1])


def with_screening(client: PageClient) -> None:
    with client.session_transaction() as session:
        session["screening"] = {KEY: SCREENING}
