"""Nothing changes unless a page of the same session asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.datastructures import MultiDict

from app.policy import Role
from tests.pages.security import walk
from tests.pages.security.world import corner, rules
from tests.support import build
from tests.support.html import Page

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


@pytest.mark.parametrize("who", ["everybody", Role.DIRECTOR, Role.REVIEWER])
def test_what_was_typed_comes_back_when_the_proof_is_spoilt(
    app: Flask, client: PageClient, who: str
) -> None:
    here = corner(app, "alder")
    person = walk.everybody(here) if who == "everybody" else here.member(Role(who))
    here = here.of(person)
    client.sign_in(person)
    lost = []
    section = "/staff/rounds/alder-draft/form/section/profile"
    forms = [*walk.offered(app, client, here), *walk.on_page(section, client.get(section))]
    assert len(forms) >= 8
    for one in forms:
        typed = MultiDict(one.form.fields)
        for place, name in enumerate(one.visible):
            typed[name] = f"Typed {place}"
        typed["csrf_token"] = "spoilt"
        reply = client.post(one.form.action, data=typed)
        kept = {value for form in Page(reply).forms for value in form.fields.values()}
        missing = [name for name in one.visible if typed[name] not in kept]
        if reply.status_code != 400 or missing:
            lost.append(f"{one.path}: {reply.status_code} {missing}")
    assert lost == []
