"""Every form that the pages of a corner offer, in an order in which each can still be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from app.policy import Role
from tests.pages.security.world import Corner, rules
from tests.support import build
from tests.support.html import Page

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.datastructures import MultiDict
    from werkzeug.test import TestResponse

    from app.accounts.models import Person
    from tests.support.html import Form
    from tests.support.page import PageClient

FORM = "application/x-www-form-urlencoded"
LEAVES = ("/sign-out", "/account/sessions", "/account/session")
"""Forms that end the walk."""
ENDINGS = (
    *("/submit", "/remove", "/cancel", "/lead", "/withdraw", "/archive", "/leave", "/open"),
    *("/end", "/close", "/confirm", "/take-back", "/revise", "/conflict", "/reopen"),
)
"""Forms that end what other forms need: they come last."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A form, and the page that offers it."""

    page: str
    form: Form

    @property
    def path(self) -> str:
        return urlsplit(self.form.action).path

    @property
    def fields(self) -> list[str]:
        """What can be sent, but for the proof."""
        return [name for name in self.form.fields if name != "csrf_token"]

    @property
    def visible(self) -> list[str]:
        """What a person fills in."""
        hidden = {
            control.attrs.get("name")
            for control in self.form.element.walk("input")
            if control.attrs.get("type") == "hidden"
        }
        return [name for name in self.fields if name not in hidden]

    def again(self, client: PageClient) -> Offered:
        """The same form, fresh; the old one when the page does not offer it any more."""
        found = {one.path: one for one in on_page(self.page, client.get(self.page))}
        return found.get(self.path, self)


def on_page(path: str, reply: TestResponse) -> list[Offered]:
    """The forms of a reply that change something and ask for no password."""
    if reply.status_code != 200 or reply.mimetype != "text/html":
        return []
    forms = [form for form in Page(reply).forms if form.method == "post"]
    return [Offered(path, f) for f in forms if not any("password" in name for name in f.fields)]


def offered(app: Flask, client: PageClient, here: Corner, part: str = "") -> list[Offered]:
    """Every form that any page offers, each once; `part`: of the pages of that feature only."""
    found: dict[str, Offered] = {}
    pages = [rule for rule, method in rules(app) if method == "GET"]
    for path in [here.address(rule) for rule in pages if rule.endpoint.startswith(part)]:
        for one in on_page(path, client.get(path)):
            if not one.path.startswith(LEAVES):
                found.setdefault(one.path, one)
    return sorted(found.values(), key=lambda one: one.path.endswith(ENDINGS))


def everybody(here: Corner) -> Person:
    """One person with every role that can open something here."""
    person = here.member(Role.LEAD)
    build.grant(person, Role.DIRECTOR)
    build.grant(person, Role.REVIEWER)
    for role in (Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER):
        build.grant(person, role, at=here.practice)
    return person


def post(client: PageClient, path: str, typed: MultiDict[str, str]) -> TestResponse:
    """Send fields as bytes, so that half a character gets through too."""
    body = "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in typed.items(multi=True)
    )
    return client.post(path, data=body, content_type=FORM)
