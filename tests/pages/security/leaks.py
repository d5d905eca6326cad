"""Everything that somebody can come by: each page, file, header and mail, and what it says."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

import pypdf
from sqlalchemy import select

from app.core.db import db
from app.core.model import Model
from app.outbox.models import OutboxMail
from tests.support.html import Page
from tests.support.page import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flask import Flask
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from app.accounts.models import Person

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
TOKEN = re.compile(rb"[\w-]{22}[0-9a-f]{64}")
WRITTEN_AT = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^\]]*\]")
ZIP, MADE_AT = b"PK", "docProps/core.xml"
"""How an Office file begins, and the part of it that says when it was made."""
UNIQUE = {"Set-Cookie", "X-Request-ID", "Date", "Content-Length"}
LEAVES = ("/sign-out", "/sign-in?", "/static/", "/account/email/", "/healthz", "/readyz")
"""What ends the session, and what says nothing about anybody."""
MOST_QUERIES = 8
"""How many queries are tried of one page: lists lead to themselves in endless ways."""
SEARCHES = frozenset({"text", "search"})
"""Fields of forms into which somebody types what is looked for."""


@dataclass(frozen=True)
class Reply:
    """What came back from one address."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @cached_property
    def text(self) -> str:
        """All words of it, of PDF and Office files too."""
        heads = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return f"{heads}\n{_words(self.body)}"

    @cached_property
    def small(self) -> str:
        """The same in small letters."""
        return self.text.casefold()

    @property
    def sent(self) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """What has to be the same when nothing changed."""
        is_packed = self.body.startswith(ZIP)
        return self.status, self.headers, self.text.encode() if is_packed else self.body


@dataclass(frozen=True)
class Crawl:
    """All replies by address, and all mails, of one person."""

    replies: Mapping[str, Reply]

    @property
    def opened(self) -> list[str]:
        """The addresses at which there was something."""
        return [address for address, reply in self.replies.items() if reply.status == 200]

    def finds(self, words: Iterable[str]) -> list[str]:
        """Where any of these words stands, in whatever case; a number only as a whole.

        What somebody typed is nothing that was found.
        """
        wanted = sorted(words)
        return [
            f"{address}: {', '.join(sorted(found))}"
            for address, reply in self.replies.items()
            if (found := _found(wanted, reply.small) - _found(wanted, address.casefold()))
        ]

    def differs(self, after: Crawl) -> list[str]:
        """The addresses at which something else is afterwards, or only now, or no more."""
        every = sorted({*self.replies, *after.replies})
        return [
            address
            for address in every
            if _sent(self.replies.get(address)) != _sent(after.replies.get(address))
        ]


class Looker(PageClient):
    """A browser that opens everything; what is wrong with pages, other tests say."""

    def _inspect(self, response: TestResponse) -> None:
        """Nothing: a crawl opens thousands of pages."""

    def crawl(self, person: Person | None, *, types: Iterable[str] = ()) -> Crawl:
        """Every address that the portal has, every link, and every search for `types`.

        Mails of `person` come under "mail <key>".
        """
        given = tuple(types)
        waiting = list(addresses(self.application))
        seen = set(waiting)
        asked: Counter[str] = Counter()
        replies: dict[str, Reply] = {}
        for address in waiting:  # it grows meanwhile
            response = self.get(address)
            replies[address] = _reply(response)
            for found in _leads(response, given):
                path, query = urlsplit(found).path, urlsplit(found).query
                if found in seen or found.startswith(LEAVES) or asked[path] >= MOST_QUERIES:
                    continue
                asked[path] += bool(query)
                seen.add(found)
                waiting.append(found)
        return Crawl({address: replies[address] for address in sorted(replies)} | _mails(person))

    def again(self, crawl: Crawl, person: Person | None) -> Crawl:
        """What opened in a crawl, and the mails, once more."""
        pages = [address for address in crawl.opened if not address.startswith("mail ")]
        return self.look(pages, person)

    def look(self, pages: Iterable[str], person: Person | None = None) -> Crawl:
        """Only these pages, and the mails of `person`."""
        return Crawl({one: _reply(self.get(one)) for one in pages} | _mails(person))


def looker(app: Flask, person: Person | None = None) -> Looker:
    """A browser of `person`, or of a visitor."""
    app.test_client_class = Looker
    client: Looker = app.test_client()  # type: ignore[assignment]  # made by the class above
    if person is not None:
        client.sign_in(person)
    return client


# ------------------------------------------------------------------ addresses


def addresses(app: Flask) -> Iterator[str]:
    """Every address of the portal that can be opened, for every application and what is there."""
    names = _names()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(LEAVES):
            continue
        for given in _fillings(rule, names):
            yield PART.sub(lambda part, given=given: given[part[2]], rule.rule)


def _fillings(rule: Rule, names: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    parts = [(kind, name) for kind, name in PART.findall(rule.rule)]
    choices = [names.get(name) or _guess(kind) for kind, name in parts]
    for chosen in itertools.product(*choices):
        yield dict(zip([name for _, name in parts], chosen, strict=True))


def _guess(kind: str) -> tuple[str, ...]:
    """What may stand for all else: the first rows, whether they are there yet or not."""
    return ("1", "2") if kind == "id" else ("no-such-thing",)


def _names() -> dict[str, tuple[str, ...]]:
    """For each part of an address, what is really there."""
    tables = Model.metadata.tables

    def column(table: str, name: str) -> tuple[str, ...]:
        rows = db.session.execute(select(tables[table].c[name]).order_by(tables[table].c.id))
        return tuple(str(value) for value in rows.scalars())

    ids = {"application_id": "rfa_application", "file_id": "rfa_attachment"}
    found = {name: column(table, "id") for name, table in ids.items()}
    found |= {
        "key": column("rfa_round", "key"),
        "person_id": column("person", "id")[:3],
        "practice": column("practice", "key"),
        "team": column("practice", "key")[:2],
        "cohort": column("cohort", "key"),
        "section": ("team",),
        "question": ("Q31",),
        "number": ("1",),
        "old": ("1",),
        "new": ("1",),
        "kind": ("award", "decline"),
        "month": ("2026-06",),
        "secret": ("A" * 40,),
    }
    db.session.rollback()
    return found


def _leads(response: TestResponse, types: Iterable[str]) -> Iterator[str]:
    """Where a reply leads: a redirect, links, pictures, and forms that only look."""
    here = response.request.full_path
    if response.location:
        yield from _inside(here, response.location)
    if response.mimetype != "text/html" or response.status_code != 200:
        return  # every refusal has the same links
    page = Page(response)
    for element in page.root.walk():
        for name in ("href", "src", "data", "formaction"):
            if name in element.attrs and element.tag not in {"button", "input"}:
                yield from _inside(here, element.attrs[name])
    for form in page.forms:
        if form.method == "get":
            yield from _asked(form, types)


def _inside(here: str, link: str) -> Iterator[str]:
    found = urlsplit(urljoin(f"http://localhost{here}", link))
    if found.netloc == "localhost":
        yield found.path + (f"?{found.query}" if found.query else "")


def _asked(form: Any, types: Iterable[str]) -> Iterator[str]:
    path = urlsplit(form.action).path
    fields = list(form.fields.items(multi=True))
    for control in form.element.walk("input", "select"):
        name = control.attrs.get("name", "")
        if control.tag == "select":
            values = [one.attrs.get("value", "") for one in control.walk("option")]
        elif control.attrs.get("type", "text") in SEARCHES:
            values = list(types)
        else:
            continue
        others = [(key, value) for key, value in fields if key != name]
        for value in values:
            yield f"{path}?{urlencode([*others, (name, value)])}"


# ------------------------------------------------------------------ what replies say


def _reply(response: TestResponse) -> Reply:
    body = TOKEN.sub(b"token", WRITTEN_AT.sub(b"", response.data))
    request_id = response.headers.get("X-Request-ID", "")
    if request_id:
        body = body.replace(request_id.encode(), b"request")
    headers = tuple((name, value) for name, value in response.headers if name not in UNIQUE)
    return Reply(response.status_code, headers, body)


def _found(wanted: Iterable[str], small: str) -> set[str]:
    """Which of the words stand in a text of small letters."""
    return {word for one in wanted if (word := one.casefold()) in small and _stands(word, small)}


def _stands(word: str, text: str) -> bool:
    """Whether it stands there: a number only as a whole."""
    if not word[0].isdigit():
        return True
    return re.search(rf"(?<![\d.]){re.escape(word)}(?!\d)", text) is not None


def _sent(reply: Reply | None) -> object:
    return reply.sent if reply is not None else None


def _words(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        raw = body.decode("latin-1")
        try:
            paper = pypdf.PdfReader(io.BytesIO(body))
            pages = [page.extract_text() for page in paper.pages]
        except pypdf.errors.PdfReadError:
            pages = []
        return "\n".join((*pages, re.sub(r"\d", "", raw)))
    if body.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            names = [name for name in file.namelist() if not name.endswith(MADE_AT)]
            return "\n".join(file.read(name).decode("utf-8", "replace") for name in names)
    return body.decode("utf-8", "replace")


def _mails(person: Person | None) -> dict[str, Reply]:
    if person is None:
        return {}
    rows = db.session.scalars(
        select(OutboxMail).where(OutboxMail.recipient == person.email).order_by(OutboxMail.id)
    )
    found = {
        f"mail {row.key}": Reply(200, (("Subject", row.subject),), row.body.encode())
        for row in rows
    }
    db.session.rollback()
    return found
