"""Every address and every role: the answer is the one that the policy table gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.policy import Action, Grant, Place, Role, allows
from app.policy.guard import PUBLIC, SIGNED_IN, declared_policy
from app.policy.table import Actor
from tests.pages.security.world import Corner, corner, missing, rules
from tests.support import build
from tests.support.page import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

SAFE = "GET"
TOKEN = re.compile(r"[\w-]{22}[0-9a-f]{64}")
LETS_IN = {200, 302}
UNIQUE = {"Set-Cookie", "Content-Length", "X-Request-ID"}
LEAVES = {"accounts.sign_out", "accounts.end_sessions"}
"""These end the session that the walk goes on with."""
PLACES = {"team", "application_id"}
"""The parts of addresses that say where something belongs."""
NOT_OWNED = {"month", "section", "question", "number", "old", "new", "field"}
"""Parts that mean the same everywhere: nobody's row has such a name."""
NOBODYS = {("reviews.ruling", "person_id")}
"""Parts that name somebody of the program: staff rule about any of its reviewers."""
TO_WRITE = {
    ("rfa.section", "POST"): Action.APPLICATION_WRITE,
    ("rfa.autosave", "PUT"): Action.APPLICATION_WRITE,
    ("rfa.assignments", "POST"): Action.APPLICATION_WRITE,
    ("rfa.sign", "POST"): Action.APPLICATION_SIGN,
    ("awards.agreement", "POST"): Action.APPLICATION_SIGN,
    ("awards.record_decision", "POST"): Action.DECISION_RECORD,
}
"""Pages that some may read and fewer may change."""
OF_ONES_TEAM = {"curriculum.notes", "curriculum.change_note", "curriculum.remove_note"}
"""Pages about the own team, whichever it is: without one they are not there."""
ALSO_OPEN = {("rfa.people", "GET"): Action.APPLICATION_PEOPLE}
"""Pages that open for a second reason: staff put an application's people in order too."""


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.fixture
def there(app: Flask) -> Corner:
    return corner(app, "birch")


def ask(client: PageClient, method: str, path: str, token: str) -> TestResponse:
    """A request that shows its proof, so that only its role can be what is wrong."""
    if method == SAFE:
        return client.get(path)
    by_script = method == "PUT" or path.endswith("/presence")
    given = {"json": {}} if by_script else {"data": {"csrf_token": token}}
    return client.open(path, method=method, headers={"X-CSRF-Token": token}, **given)


def token_of(client: PageClient) -> str:
    return next(f.fields["csrf_token"] for f in client.visit("/account").forms if f.method == "post")  # fmt: skip


def is_about_a_place(rule: Rule) -> bool:
    return bool(rule.arguments & PLACES)


def seen_by(rule: Rule) -> Action:
    """What makes somebody no stranger to the place that an address is about."""
    if "application_id" not in rule.arguments:
        return Action.TEAM_VIEW
    if rule.rule.startswith("/reviews/"):
        return Action.REVIEW_WRITE
    is_staff = rule.rule.startswith("/staff/")
    return Action.APPLICATIONS_OVERSEE if is_staff else Action.APPLICATION_VIEW


def expected(app: Flask, rule: Rule, method: str, actor: Actor, place: Place) -> set[int]:
    """The statuses that may answer `actor` when the address names what is at `place`."""
    policy = declared_policy(rule.endpoint, app.view_functions[rule.endpoint])
    if policy in {PUBLIC, SIGNED_IN}:
        return {200, 302, 400}
    assert isinstance(policy, Action)
    policy = TO_WRITE.get((rule.endpoint, method), policy)
    if rule.endpoint in OF_ONES_TEAM and allows(actor, policy):
        return of_ones_team(rule, method, actor)
    if not is_about_a_place(rule):
        return LETS_IN if allows(actor, policy) else {403}
    also = ALSO_OPEN.get((rule.endpoint, method), policy)
    if allows(actor, policy, place) or allows(actor, also, place):
        return LETS_IN
    return {403} if allows(actor, seen_by(rule), place) else {404}


def of_ones_team(rule: Rule, method: str, actor: Actor) -> set[int]:
    """What answers about the notes of the own team; to change one is to write."""
    if not actor.practice_ids:
        return {404}
    [practice_id] = actor.practice_ids
    is_to_write = method != SAFE or rule.endpoint == "curriculum.change_note"
    may_write = allows(actor, Action.TEAM_NOTE_WRITE, Place(practice_id=practice_id))
    return LETS_IN if may_write or not is_to_write else {403}


def actor_of(role: Role, at: Corner) -> Actor:
    from app.policy import COHORT_ROLES, PRACTICE_ROLES

    grant = Grant(
        role,
        practice_id=at.practice.id if role in PRACTICE_ROLES else None,
        cohort_id=at.cohort.id if role in COHORT_ROLES else None,
    )
    return Actor(person_id=1, grants=frozenset({grant}))


def place_of(at: Corner, *, is_assigned: bool = False) -> Place:
    return Place(
        practice_id=at.practice.id,
        cohort_ids=frozenset({at.cohort.id}),
        is_assigned=is_assigned,
    )


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_the_policy_says_and_nothing_else(
    app: Flask, client: PageClient, here: Corner, there: Corner, role: Role
) -> None:
    actor = actor_of(role, here)
    person = here.member(role)
    here = here.of(person)
    client.sign_in(person)
    token = token_of(client)
    wrong = []
    for at in (here, there):
        for rule, method in rules(app):
            if at is there and not is_about_a_place(rule):
                continue
            verdict = expected(app, rule, method, actor, place_of(at, is_assigned=at is here))
            if rule.endpoint in LEAVES or (method != SAFE and verdict & LETS_IN):
                continue
            path = address(rule, at)
            status = ask(client, method, path, token).status_code
            if status not in verdict:
                wrong.append(f"{method} {path}: {status}, not {sorted(verdict)}")
    assert wrong == []


def address(rule: Rule, at: Corner) -> str:
    """The address; a role of the program where only those can be ended."""
    if rule.endpoint != "accounts.end_role":
        return at.address(rule)
    reviewer = build.person()
    grant = build.grant(reviewer, Role.REVIEWER)
    return at.address(rule, person_id=reviewer.id, grant_id=grant.id)


def test_who_may_change_things_is_not_refused_for_the_role(
    app: Flask, client: PageClient, here: Corner
) -> None:
    wrong = []
    for role in Role:
        actor = actor_of(role, here)
        client.sign_in(here.member(role))
        token = token_of(client)
        for rule, method in rules(app):
            if method == SAFE or not is_about_a_place(rule):
                continue
            own = place_of(here, is_assigned=True)
            if not expected(app, rule, method, actor, own) & LETS_IN:
                continue
            places = {name: here.name(rule, name) for name in PLACES & rule.arguments}
            path = here.address(rule, **missing(**places))
            status = ask(client, method, path, token).status_code
            if status == 403:
                wrong.append(f"{role}: {method} {path}")
    assert wrong == []


def test_visitors_are_let_in_nowhere_but_by_the_doors(
    app: Flask, client: PageClient, here: Corner
) -> None:
    wrong = []
    for rule, method in rules(app):
        if declared_policy(rule.endpoint, app.view_functions[rule.endpoint]) == PUBLIC:
            continue
        reply = client.open(here.address(rule), method=method)
        led = (reply.status_code, reply.headers.get("Location", "")[:9])
        if led not in {(302, "/sign-in?"), (401, "")}:
            wrong.append(f"{method} {rule.rule}: {led}")
    assert wrong == []


def test_what_is_hidden_answers_exactly_like_what_is_not_there(
    app: Flask, client: PageClient, here: Corner, there: Corner
) -> None:
    stranger = there.member(Role.LEAD)
    build.grant(stranger, Role.APPLICATION_LEAD, at=there.practice)
    client.sign_in(stranger)
    token = token_of(client)
    different = []
    for rule, method in rules(app):
        if not is_about_a_place(rule):
            continue
        elsewhere = {name: missing()[name] for name in PLACES}
        hidden = ask(client, method, here.address(rule), token)
        nothing = ask(client, method, here.address(rule, **elsewhere), token)
        if as_seen(hidden) != as_seen(nothing) or hidden.status_code != 404:
            different.append(f"{method} {rule.rule}")
    assert different == []


@pytest.mark.parametrize("roles", [(Role.LEAD, Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER), (Role.DIRECTOR,)])  # fmt: skip
def test_what_another_team_owns_is_not_found_through_the_own_team(
    app: Flask, client: PageClient, here: Corner, there: Corner, roles: tuple[Role, ...]
) -> None:
    person = here.member(roles[0])
    for role in roles[1:]:
        build.grant(person, role, at=here.practice)
    client.sign_in(person)
    token = token_of(client)
    different = []
    for rule, method in rules(app):
        parts = rule.arguments - PLACES - NOT_OWNED
        named = {part for part in parts if (rule.endpoint, part) not in NOBODYS}
        if not is_about_a_place(rule) or not named:
            continue
        inner = max(named, key=rule.rule.index)
        hidden = ask(client, method, here.address(rule, **{inner: there.name(rule, inner)}), token)
        absent = ask(client, method, here.address(rule, **{inner: missing()[inner]}), token)
        refused = {404} if Role.LEAD in roles else {403, 404}
        if as_seen(hidden) != as_seen(absent) or hidden.status_code not in refused:
            different.append(f"{method} {rule.rule}: {hidden.status_code}")
    assert different == []


def as_seen(reply: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """What a visitor sees of a reply, but for the tokens, which are new every time."""
    kept = [(k, v) for k, v in reply.headers if k not in UNIQUE]
    return reply.status_code, TOKEN.sub("token", reply.text), kept
