"""How long a save takes while somebody types: one answer, and one score sheet, on both databases.

The demo cohort's open application, and a review that was begun there, are saved to over one
connection, one text after the other. PostgreSQL comes from the same place as in the tests, but
waits for the disk at every save, as SQLite does.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from benchmarks import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from benchmarks.servers import Row, Server

    Content = Callable[[str, str, int], dict[str, Any]]

TIMES = 200
WARM_UP = 20
MEDIAN_MS, SLOW_MS = 40.0, 120.0
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
VERSION = re.compile(r'name="(?:seen_version|edit)" value="(\d+)"')
SCORE, REASON = re.compile(r'name="(score-[^"]+)"'), re.compile(r'<textarea[^>]* name="([^"]+)"')


def run() -> list[Row]:
    """Median and 95th percentile of both kinds of saves, for each database that is here."""
    rows: list[Row] = []
    for name, database in databases():
        with tempfile.TemporaryDirectory() as folder:
            portal = servers.start(_serve, folder, database)
            try:
                rows += _rows(f"autosave on {name}", _save(portal, "answer", _answer))
                rows += _rows(f"autosave of a review on {name}", _save(portal, "review", _sheet))
            finally:
                portal.stop()
    return rows


def _rows(name: str, taken: list[float]) -> list[Row]:
    slow = statistics.quantiles(taken, n=20)[-1]
    return [
        (f"{name}: median", statistics.median(taken), "ms", MEDIAN_MS),
        (f"{name}: 95th percentile", slow, "ms", SLOW_MS),
    ]


def databases() -> Iterator[tuple[str, str]]:
    """Name and address of each; PostgreSQL runs while its turn lasts."""
    from sqlalchemy.engine import make_url

    from tests.support import postgres

    yield "SQLite", ""
    postgres.HASTE = tuple(word for word in postgres.HASTE if not word.endswith("=off"))
    try:
        server = postgres.server()
    except postgres.NoPostgres as problem:
        print(f"autosave on PostgreSQL: not measured. {problem}", file=sys.stderr)
        return
    url = make_url(server.url).set(drivername="postgresql+psycopg")
    try:
        yield "PostgreSQL", url.render_as_string(hide_password=False)
    finally:
        server.stop()


def _serve(channel: Connection, folder: str, database: str) -> None:
    from benchmarks import reviewing, statements

    app = servers.portal(folder, database)
    facts = statements.prepare(app)
    told = {
        "answer": statements.pages(facts)["section page"],
        "review": reviewing.pages(app)["score sheet"],
    }
    servers.listen(channel, app, told)


def _save(portal: Server, page: str, content: Content) -> list[float]:
    """Save to one page over and over; milliseconds of each round trip."""
    path, cookie = portal.facts[page]
    html = portal.get(path, cookie).decode()
    token, version = TOKEN.search(html), VERSION.search(html)
    assert token is not None
    assert version is not None
    seen, taken = int(version[1]), []
    for number in range(WARM_UP + TIMES):
        text = f"One in five children has a special health care need. {number} " * 5
        sent = content(html, text.strip(), seen)
        begun = time.perf_counter()
        answer = portal.put(path, cookie, token[1], sent)
        taken.append(1000 * (time.perf_counter() - begun))
        now = answer.get("version", answer.get("edit"))
        assert now == seen + 1, "a save did not count"
        seen = now
    return taken[WARM_UP:]


def _answer(_page: str, text: str, seen: int) -> dict[str, Any]:
    return {"version": seen, "questions": ["B4"], "fields": [["B4", text]]}


def _sheet(page: str, text: str, seen: int) -> dict[str, Any]:
    """A score for every criterion, a reason for each, and the four texts below."""
    scores = dict.fromkeys(SCORE.findall(page), str(seen % 6))
    reasons = dict.fromkeys(REASON.findall(page), text)
    return {"edit": seen, "fields": {**scores, **reasons, "recommendation": "award"}}
