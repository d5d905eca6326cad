"""Whatever staff type about an event goes through a real mail server and through the feed, and
calendar programs read those words and nothing else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import vobject
from icalendar import Calendar

from app.core.text import clean, clean_line
from app.outbox import worker
from app.policy import Role
from tests.support import build
from tests.unit.events.hall import change, come, out

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.accounts.models import Person
    from tests.support.mail import Mailbox
    from tests.support.page import PageClient

AT = dt.datetime(2026, 6, 25, 17, tzinfo=dt.UTC)
START = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
HOSTILE = {
    "a line end and a new event": "Call\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:Evil",
    "a line end that is folded": "Call\r\n \r\n\tATTENDEE:mailto:evil@example.org",
    "an alarm": "Call\nBEGIN:VALARM\nACTION:EMAIL\nATTENDEE:mailto:evil@example.org\nEND:VALARM",
    "markup": '<img src=x onerror="alert(1)"> & <script>alert(2)</script>',
    "signs of the format": 'a, b; c: d\\n e\\, f\\\\ "g" ^n ^^',
    "a method": "METHOD:CANCEL",
    "emoji": "Call " + "👩🏽‍⚕️🧒 " * 20,
    "wide letters": "ü" * 300,
    "300 letters": "x" * 300,
    "other line ends": "one\u2028two\u2029three\x85four\x0bfive",
    "the other way": "\u202eright to left\u2066",
    "a link of mails": "Go to {link} now",
}


@pytest.fixture
def ben(app: Flask) -> Person:
    app.extensions["clock"].set(AT)
    return build.person(
        name="Ben", role=Role.LEAD, at=build.team().practice, email="ben@example.org"
    )


@pytest.fixture
def served(app: Flask, mailbox: Mailbox) -> Mailbox:
    app.config["SMTP_URL"] = mailbox.url
    return mailbox


def entry_of(message: Any) -> str:
    """The calendar in a mail, as it stands between its bytes."""
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_content_charset() == "utf-8"
    text: str = part.get_payload(decode=True).decode()
    method = next(line for line in text.splitlines() if line.startswith("METHOD:"))
    assert part.get_param("method") == method.removeprefix("METHOD:")
    return text


def read(text: str, uid: str) -> tuple[Any, Any]:
    """The only entry with this identity, as two parsers of others see it."""
    lines = text.replace("\r\n", "\n").encode().split(b"\n")
    assert max(map(len, lines)) <= 75
    one = Calendar.from_ical(text)
    other = vobject.readOne(text)
    assert [part.name for part in one.walk() if part.name not in {"VCALENDAR", "VEVENT"}] == []
    found = [part for part in one.walk("VEVENT") if part["UID"] == uid]
    same = [part for part in other.contents["vevent"] if part.uid.value == uid]
    assert len(one.walk("VEVENT")) == len(other.contents["vevent"]) == 1
    assert set(other.contents) <= {
        *("version", "prodid", "calscale", "method", "vevent", "name", "x-wr-calname"),
        *("refresh-interval", "x-published-ttl"),
    }
    return found[0], same[0]


def same_words(text: str, uid: str, title: str, place: str, summary: str) -> None:
    one, other = read(text, uid)
    assert one["SUMMARY"] == other.summary.value == clean_line(title)
    assert one["LOCATION"] == other.location.value == clean_line(place)
    said = "\n".join(clean(summary).splitlines())
    assert str(one["DESCRIPTION"]).startswith(said)
    assert other.description.value == str(one["DESCRIPTION"])
    assert "evil" not in str(one.get("ATTENDEE", "")).casefold()
    assert one["DTSTART"].dt == START


@pytest.mark.parametrize("what", HOSTILE)
def test_words_go_through_mail_and_feed_as_they_are(
    client: PageClient,
    new_client: Callable[[], PageClient],
    served: Mailbox,
    ben: Person,
    what: str,
) -> None:
    words = HOSTILE[what]
    said = {"title": words[:200], "place": words, "summary": words, "link": "https://call.example.org/r"}  # fmt: skip
    of = out(at=AT, **said)
    come(of, ben, at=AT)
    change(of, at=AT, title=f"Now {said['title']}"[:200])
    worker.deliver_due()

    placed, changed = served.to("ben@example.org")
    same_words(entry_of(placed), of.uid, said["title"], words, words)
    same_words(entry_of(changed), of.uid, f"Now {said['title']}"[:200], words, words)
    for message in (placed, changed):
        assert message["Bcc"] is None
        assert message["To"] == "ben@example.org"
        assert "\n" not in message["Subject"]
        plain = message.get_body(("plain",)).get_content()
        assert plain.count(f"/events/{of.key}") == 1
        assert "{link}" not in plain

    client.sign_in(ben)
    client.fill_in("/events/calendar", at="/events/calendar")
    path = urlsplit(client.visit("/events/calendar").one("feed").text).path
    feed = new_client().get(path)
    same_words(feed.text, of.uid, f"Now {said['title']}"[:200], words, words)
    one = client.get(f"/events/{of.key}/event.ics")
    same_words(one.text, of.uid, f"Now {said['title']}"[:200], words, words)
    for reply in (feed, one):
        assert "call.example.org" not in reply.text
