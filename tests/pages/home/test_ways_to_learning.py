"""How people come to pages of learning from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import APPLICANT_ROLES, Role
from tests.support import build

if TYPE_CHECKING:
    from tests.support.page import PageClient


def test_anybody_can_check_a_certificate_from_every_page(client: PageClient) -> None:
    page = client.visit("/")
    assert page.links["Check a certificate"] == "/verify"
    assert client.visit("/verify").headings == ["Check a certificate"]


def test_the_account_leads_to_the_own_calendar(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.SPONSOR, at=build.practice()))
    assert client.visit("/account").links["Get my calendar link"] == "/events/calendar"


@pytest.mark.parametrize("role", [None, *APPLICANT_ROLES])
def test_who_does_not_learn_has_no_calendar(client: PageClient, role: Role | None) -> None:
    at = build.practice() if role else None
    client.sign_in(build.person(role=role, at=at))
    assert "Get my calendar link" not in client.visit("/account").links


@pytest.mark.parametrize(("role", "has"), [(Role.PROGRAM_STAFF, True), (Role.PUBLISHER, False)])
def test_the_desk_leads_to_certificates(client: PageClient, role: Role, has: bool) -> None:
    client.sign_in(build.person(role=role))
    links = client.visit("/staff/curriculum").links
    assert (links.get("Certificates") == "/staff/curriculum/certificates") is has
