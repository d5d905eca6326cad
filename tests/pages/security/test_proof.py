"""Nothing changes unless a page of the same session asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from tests.pages.security.world import corner, rules
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient


FOR_TESTS = {"testing.set_clock"}


def token_of(client: PageClient) -> str:
    return next(f.fields["csrf_token"] for f in client.visit("/account").forms if f.method == "post")  # fmt: skip


@pytest.mark.parametrize("proof", ["none", "empty", "made up", "spoilt", "foreign", "in the address"])  # fmt: skip
def test_no_address_takes_a_change_without_its_proof(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient], proof: str
) -> None:
    here = corner(app, "alder")
    lead, other = here.member(Role.LEAD), new_client()
    build.grant(lead, Role.ADMINISTRATOR)
    client.sign_in(lead)
    other.sign_in(build.person(role=Role.LEAD))
    own = token_of(client)
    given = {
        "none": None,
        "empty": "",
        "made up": "x" * len(own),
        "spoilt": own[:-1] + ("0" if own[-1] != "0" else "1"),
        "foreign": token_of(other),
        "in the address": None,
    }[proof]
    fields = {} if given is None else {"csrf_token": given}
    query = f"?csrf_token={own}" if proof == "in the address" else ""

    taken = []
    for rule, method in rules(app):
        if method != "GET" and rule.endpoint not in FOR_TESTS:
            reply = client.open(here.address(rule) + query, method=method, data=fields)
            if reply.status_code != 400:
                taken.append(f"{method} {rule.rule}: {reply.status_code}")

    assert taken == []
