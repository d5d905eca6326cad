"""No page of learning or events is left out of the walks through all addresses.

A new address that is in none of these lists makes a test here fail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from flask import request, request_finished
from werkzeug.datastructures import ImmutableMultiDict

from app.policy import Role
from tests.pages.security import walk
from tests.pages.security.test_hostile import QUERIES
from tests.pages.security.world import ASKED, Corner, corner, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.routing import Rule

    from tests.support.page import PageClient

FEATURES = ("curriculum.", "events.")
UNOFFERED = {
    "events.check_in": "who is noted has no form: test_learning_moves sends it",
    "events.register": "who has a place has no form: test_learning_moves sends it",
    "events.stop_calendar": "there is a form once there is a link: test_calendars stops it",
    "events.publish_event": "the form of a planned event: test_learning_moves sends it",
    "curriculum.begin": "the form of a finished module that is new: test_learning_moves sends it",
    "curriculum.switch": "the form of a module with a newer version: test_learning_moves sends it",
    "curriculum.start_quiz": "a quiz that is begun goes on: test_learning_moves sends it",
    "curriculum.ask_try": "there is a form once no try is left: test_quiz sends it",
    "curriculum.allow_reminders": "there is a form once reminders are stopped",
    "curriculum.preview_text": "sent by the script of the editor: test_hostile sends odd bodies",
    "curriculum.move_question": "one question has nowhere to move: test_writing moves two",
    "curriculum.restore": "the form of an older version: test_learning_moves sends it",
    "curriculum.take_back": "the form of a version in review: test_learning_moves sends it",
    "curriculum.archive_track": "a track in use stays: test_tracks archives an empty one",
    "curriculum.bring_track_back": "the form of an archived track: test_tracks sends it",
    "curriculum.bring_module_back": "the form of an archived module: test_desk sends it",
    "curriculum.start_version": "there is an open version already: test_desk sends it",
    "curriculum.use_words": "the newest words are in use: test_certificates rolls back",
    "curriculum.remind": "whoever was reminded this week is spared: test_overseeing reminds",
}
"""Changes for which no page of a corner has a form now, and what sends them instead."""


@pytest.fixture
def place(app: Flask) -> Corner:
    return corner(app, "alder")


def own(app: Flask, method: str) -> Iterator[Rule]:
    for rule, offered in rules(app):
        if rule.endpoint.startswith(FEATURES) and offered == method:
            yield rule


def test_every_page_opens_for_somebody_so_that_the_walks_see_it(
    app: Flask, client: PageClient, place: Corner
) -> None:
    person = walk.everybody(place)
    here = place.of(person)
    client.sign_in(person)
    shut = {
        rule.rule: reply.status_code
        for rule in own(app, "GET")
        if (reply := client.get(here.address(rule))).status_code != 200
    }
    assert shut == {}


def test_every_change_is_offered_by_a_page_that_the_walks_see_or_has_a_reason(
    app: Flask, client: PageClient, place: Corner
) -> None:
    person = walk.everybody(place)
    here = place.of(person)
    client.sign_in(person)
    paths = {one.path for part in FEATURES for one in walk.offered(app, client, here, part)}
    missing = {
        rule.endpoint for rule in own(app, "POST") if urlsplit(here.address(rule)).path not in paths
    }
    assert missing - set(UNOFFERED) == set(), "let the corner offer it, or say who sends it"
    assert set(UNOFFERED) - missing == set(), "the walk sends these by now"


class Noting(ImmutableMultiDict[str, str]):
    """The words behind the question mark, which note what is read of them."""

    read: set[str]

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        object.__setattr__(self, "read", set())

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *given: Any, **how: Any) -> Any:
        self.read.add(key)
        return super().get(key, *given, **how)

    def getlist(self, key: str, *given: Any, **how: Any) -> Any:
        self.read.add(key)
        return super().getlist(key, *given, **how)


def test_whatever_a_page_reads_of_its_address_is_sent_in_hostile_forms(
    app: Flask, client: PageClient, place: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noting)
    read: defaultdict[str, set[str]] = defaultdict(set)

    def note(_app: Flask, **_more: Any) -> None:
        if isinstance(request.args, Noting) and request.endpoint and request.method == "GET":
            read[request.endpoint] |= request.args.read

    request_finished.connect(note, app)
    for role in (Role.LEAD, Role.DIRECTOR):
        person = place.member(role)
        here = place.of(person)
        client.sign_in(person)
        for rule in own(app, "GET"):
            client.get(here.address(rule))
    known: defaultdict[str, set[str]] = defaultdict(set)
    finder = app.url_map.bind("localhost")
    for path, names in QUERIES.items():
        endpoint, _ = finder.match(urlsplit(place.address(path)).path, method="GET")
        known[endpoint] |= set(names)
    left_out = {
        endpoint: names - known[endpoint]
        for endpoint, names in read.items()
        if endpoint.startswith(FEATURES) and names - known[endpoint]
    }
    assert left_out == {}


def test_addresses_that_want_to_be_asked_are_addresses(app: Flask) -> None:
    assert set(ASKED) <= {rule.rule for rule, _ in rules(app)}


def test_no_log_of_a_web_server_keeps_an_address_that_lets_in(app: Flask) -> None:
    guide = (Path(app.root_path).parent / "docs/operators/proxy.md").read_text(encoding="utf-8")
    found = re.search(r"~(\^/\S+)", guide)
    assert found, "the guide leaves secret addresses out of the log"
    secret = {rule.rule for rule, _ in rules(app) if "<token:" in rule.rule}
    assert {rule for rule in secret if not re.match(found[1], rule)} == set()
    assert not any(re.match(found[1], path) for path in ("/learn", "/account", "/learn/reminders/"))
