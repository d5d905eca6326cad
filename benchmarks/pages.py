"""Speed, SQL statements and weights of the pages that people open every day.

The portal runs with its demo cohort on SQLite, in a process of its own, behind the same
server as in `make run`; an empty Flask route runs beside it. Both are asked in turns over
one kept-open connection, so that a busy machine slows both alike. The figure is the share
of the empty route's throughput that the page reaches. Replies are not compressed meanwhile.
"""

from __future__ import annotations

import re
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from benchmarks.servers import Row, Server

ROUNDS = 15
PER_ROUND = 20
EMPTY_PER_ROUND = 100
SHARES = {
    "measure page": 8.0,
    "team home": 6.0,
    "section page": 5.0,
    "task list": 5.0,
    "landing page": 5.0,
    "round page": 5.0,
}
MOST_STATEMENTS = 8.0
HTML_KB = {
    "measure page": 10.0,
    "team home": 8.0,
    "small multiples": 12.0,
    "entry grid": 8.0,
    "staff home": 8.0,
    "sign in": 5.0,
    "section page": 8.0,
    "task list": 8.0,
    "landing page": 10.0,
    "round page": 15.0,
}
PARTS_KB = 15.5
WRITING_KB = {"section page": 17.0}
"""A page that saves every answer as it is typed, offline too, brings the script for it."""
FIRST_VISIT_KB = {"small multiples": 70.0, "sign in": 60.0}
REQUESTS = 6.0
PARTS = re.compile(r' (?:href|src)="(/static/[^"]+)"')
"""Style sheets, scripts, the font and the icon."""


def run() -> list[Row]:
    """Rows of (name, figure, unit, goal); a share is at least its goal, the rest at most."""
    with tempfile.TemporaryDirectory() as folder:
        portal, empty = servers.start(_serve_portal, folder), servers.start(_serve_empty)
        try:
            return [
                *_shares(portal, empty),
                *_statements(portal.facts),
                *_weights(portal),
            ]
        finally:
            portal.stop()
            empty.stop()


def _serve_empty(channel: Connection) -> None:
    from flask import Flask

    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "")
    servers.listen(channel, app, {})


def _serve_portal(channel: Connection, folder: str) -> None:
    from benchmarks import statements

    app = servers.portal(folder)
    facts = statements.prepare(app)
    smallest = statements.prepare_smallest(Path(folder))
    told = {
        "pages": statements.pages(facts),
        "statements": statements.count(app, facts),
        "fewest": statements.count(*smallest),
    }
    servers.listen(channel, app, told)


def _shares(portal: Server, empty: Server) -> list[Row]:
    rows: list[Row] = []
    for name, goal in SHARES.items():
        page = portal.facts["pages"][name]
        portal.throughput(PER_ROUND, *page)
        empty.throughput(EMPTY_PER_ROUND, "/")
        shares, speeds = [], []
        for _ in range(ROUNDS):
            speed = portal.throughput(PER_ROUND, *page)
            speeds.append(speed)
            shares.append(100 * speed / empty.throughput(EMPTY_PER_ROUND, "/"))
        rows.append((f"{name}: share of an empty route", statistics.median(shares), "%", goal))
        rows.append((f"{name}: pages a second", statistics.median(speeds), "1/s", None))
    return rows


def _statements(facts: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for name, counted in facts["statements"].items():
        rows.append((f"{name}: SQL statements", counted, "", MOST_STATEMENTS))
        rows.append((f"{name}: with the least in it", facts["fewest"][name], "", counted))
    return rows


def _weights(portal: Server) -> list[Row]:
    pages = portal.facts["pages"] | {"sign in": ("/sign-in", "")}
    rows: list[Row] = []
    for name, goal in HTML_KB.items():
        html, weight = portal.get(*pages[name]).decode(), _kilobytes(portal, *pages[name])
        parts = {link: _kilobytes(portal, link) for link in sorted(set(PARTS.findall(html)))}
        code = sum(kb for link, kb in parts.items() if link.endswith((".css", ".js")))
        first = FIRST_VISIT_KB.get(name, 65.0)
        rows += [
            (f"{name}: HTML", weight, "KB", goal),
            (f"{name}: CSS and JavaScript", code, "KB", WRITING_KB.get(name, PARTS_KB)),
            (f"{name}: first visit", weight + sum(parts.values()), "KB", first),
            (f"{name}: requests, icon aside", float(len(parts)), "", REQUESTS),
        ]
    return rows


def _kilobytes(portal: Server, path: str, cookie: str = "") -> float:
    """What travels to a browser that reads brotli."""
    return len(portal.get(path, cookie, "br")) / 1000
