"""How long a save takes while somebody types: the round trip of one answer, on both databases.

The demo cohort's open application is saved to over one connection, one answer after the
other, each with another text. PostgreSQL comes from the same place as in the tests, but
waits for the disk at every save, as SQLite does.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from typing import TYPE_CHECKING

from benchmarks import servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from benchmarks.servers import Row, Server

TIMES = 200
WARM_UP = 20
MEDIAN_MS, SLOW_MS = 40.0, 120.0
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
VERSION = re.compile(r'name="seen_version" value="(\d+)"')


def run() -> list[Row]:
    """Two rows for each database that is here: the median and the 95th percentile."""
    rows: list[Row] = []
    for name, database in _databases():
        with tempfile.TemporaryDirectory() as folder:
            portal = servers.start(_serve, folder, database)
            try:
                taken = _save(portal)
            finally:
                portal.stop()
        slow = statistics.quantiles(taken, n=20)[-1]
        rows += [
            (f"autosave on {name}: median", statistics.median(taken), "ms", MEDIAN_MS),
            (f"autosave on {name}: 95th percentile", slow, "ms", SLOW_MS),
        ]
    return rows


def _databases() -> Iterator[tuple[str, str]]:
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
    from benchmarks import statements

    app = servers.portal(folder, database)
    facts = statements.prepare(app)
    servers.listen(channel, app, {"page": statements.pages(facts)["section page"]})


def _save(portal: Server) -> list[float]:
    """Save one answer over and over; milliseconds of each round trip."""
    path, cookie = portal.facts["page"]
    page = portal.get(path, cookie).decode()
    token, version = TOKEN.search(page), VERSION.search(page)
    assert token is not None
    assert version is not None
    seen, taken = int(version[1]), []
    for number in range(WARM_UP + TIMES):
        text = f"One in five children has a special health care need. {number} " * 5
        content = {"version": seen, "questions": ["B4"], "fields": [["B4", text]]}
        begun = time.perf_counter()
        answer = portal.put(path, cookie, token[1], content)
        taken.append(1000 * (time.perf_counter() - begun))
        assert answer["version"] == seen + 1, "a save did not count"
        seen = answer["version"]
    return taken[WARM_UP:]
