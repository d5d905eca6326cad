"""Every page of the demo cohort that a role can reach by links: it opens, axe finds nothing.

Every link is asked for. In the browser opens the first address of each endpoint, and any
other page of it that is built of other parts; axe looks once at each set of parts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import db, transaction
from app.operations.demo import applicants, contenders, load, people, rows
from app.policy import Role
from tests.support.browser import NARROW, WIDE, axe, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import APIResponse, Page

    from app.operations.demo.rows import Rows

MORNING = dt.datetime(2026, 11, 12, 15, tzinfo=dt.UTC)
SMALLEST = 320
ASKED_PER_ENDPOINT = 6
OPENED_PER_ENDPOINT = 2
FEWEST = {Role.REVIEWER: 5, Role.PUBLISHER: 6}
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
PARTS = """[...new Set([...document.body.querySelectorAll('*')]
    .map(part => `${part.tagName} ${part.className.baseVal ?? part.className} ${part.type ?? ''}`))].sort().join()"""
EVERYBODY = (*people.ACCOUNTS, *applicants.ACCOUNTS)
ACCOUNTS = {account.role: account for account in reversed(EVERYBODY)}
TOLD = {
    "an award": contenders.SWALLOWTAIL,
    "an award that began": contenders.PECAN,
    "a place on the wait list": contenders.TURTLE,
    "a decline": contenders.IRON,
}
"""The clinics of the round that is over, by what they were told."""
OF_TOLD = {"awards.decision", "awards.decision_pdf"}
NEWEST = {
    Role.REVIEWER: {"reviews.desk", "reviews.guide", "reviews.sheet"},
    Role.PROGRAM_STAFF: {"reviews.reviewing", "reviews.staff_reviews", "awards.board", "awards.decisions", "awards.beginnings"},
    Role.DIRECTOR: {"awards.board", "awards.fairness", "awards.record_decision", "awards.decisions"},
}  # fmt: skip
"""What those who review and decide come by from home."""

seen_by_axe: set[tuple[str, str]] = set()


@cache
def _rows() -> Rows:
    """The demo cohort of that morning, built once per process."""
    return load.build(now())


@pytest.fixture
def demo(app: Flask) -> None:
    set_clock(app, MORNING)
    with transaction():
        rows.replace_everything(_rows())


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value.replace(" ", "-"))
@pytest.mark.usefixtures("demo")
def test_every_page_that_a_role_reaches_opens_and_is_accessible(
    app: Flask, new_page: Callable[..., Page], site: str, role: Role
) -> None:
    person = db.session.scalars(select(Person).where(Person.email == ACCOUNTS[role].email)).one()
    walk = Walk(app, new_page(sign_in=person), site)
    walk.go()
    assert walk.faults == [], "\n".join(walk.faults)
    assert len(walk.asked) >= FEWEST.get(role, 12), f"only {sorted(walk.asked)} are reachable"
    assert NEWEST.get(role, set()) - walk.asked.keys() == set()


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.usefixtures("demo")
def test_every_page_of_who_was_told_opens_and_is_accessible(
    app: Flask, new_page: Callable[..., Page], site: str, what: str
) -> None:
    lead = next(one for one in contenders.ACCOUNTS if one.clinic == TOLD[what])
    person = db.session.scalars(select(Person).where(Person.email == lead.email)).one()
    walk = Walk(app, new_page(sign_in=person), site)
    walk.go()
    assert walk.faults == [], "\n".join(walk.faults)
    began = {"awards.award", "charter.charter"} if what == "an award that began" else set()
    assert (OF_TOLD | began) - walk.asked.keys() == set()


class Walk:
    """Follows links from home, breadth first."""

    def __init__(self, app: Flask, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.faults: list[str] = []
        self.asked: Counter[str] = Counter()
        self._opened: Counter[str] = Counter()
        self._routes = app.url_map.bind(urlsplit(site).netloc)
        self._known = {"/"}
        self._waiting = deque(["/", "/account"])

    def go(self) -> None:
        while self._waiting:
            path = self._waiting.popleft()
            endpoint = self._endpoint(path)
            if endpoint is None:
                self.faults.append(f"{path}: no such page, but a link leads there")
            elif self.asked[endpoint] < ASKED_PER_ENDPOINT:
                self.asked[endpoint] += 1
                self._ask(path, endpoint)

    def _endpoint(self, path: str) -> str | None:
        try:
            return str(self._routes.match(urlsplit(path).path, method="GET")[0])
        except HTTPException:
            return None

    def _ask(self, path: str, endpoint: str) -> None:
        reply = self.page.request.get(path)
        if reply.status >= 400:
            self.faults.append(f"{path}: a link leads there, but it answers {reply.status}")
        elif _is_page(reply) and self._opened[endpoint] < OPENED_PER_ENDPOINT:
            self._opened[endpoint] += 1
            self._open(path, endpoint)

    def _open(self, path: str, endpoint: str) -> None:
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        self.page.goto(path)
        self._remember(self.page.evaluate(LINKS))
        parts = (endpoint, self.page.evaluate(PARTS))
        if parts not in seen_by_axe:
            seen_by_axe.add(parts)
            self._look()
        self._measure(NARROW, SMALLEST)

    def _look(self) -> None:
        for width in (WIDE, NARROW):
            self.page.set_viewport_size({"width": width, "height": 900})
            try:
                axe(self.page)
            except AssertionError as found:
                self.faults.append(f"{width} px: {found}")

    def _measure(self, *widths: int) -> None:
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            needed = self.page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                self.faults.append(f"{self.page.url} is {needed} px wide in {width} px")

    def _remember(self, links: list[str]) -> None:
        for link in links:
            parts = urlsplit(urljoin(self.site, link))
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            is_ours = parts.netloc == urlsplit(self.site).netloc
            if is_ours and path not in self._known and not path.startswith("/static/"):
                self._known.add(path)
                self._waiting.append(path)


def _is_page(reply: APIResponse) -> bool:
    return reply.headers.get("content-type", "").startswith("text/html")
