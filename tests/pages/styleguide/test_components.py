from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


def test_staff_see_every_component(app: Flask, client: PageClient) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    page = client.visit("/staff/components")

    assert page.headings == ["Components"]
    assert "Enter your full name" in page.text


@pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER])
def test_others_do_not(app: Flask, client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))

    client.visit("/staff/components", status=403)


def test_a_visitor_is_sent_to_sign_in(app: Flask, client: PageClient) -> None:
    page = client.visit("/staff/components", status=302)

    assert page.location.startswith("/sign-in")
