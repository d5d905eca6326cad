"""Figures of pages: their share of an empty route's throughput, and what they weigh.

The portal and the empty route are asked in turns over one kept-open connection, so that a
busy machine slows both alike. Replies are not compressed meanwhile.
"""

from __future__ import annotations

import re
import statistics
from typing import TYPE_CHECKING

from benchmarks import servers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

    from benchmarks.servers import Row, Server

    Pages = Mapping[str, tuple[str, str]]

ROUNDS = 15
PER_ROUND = 20
EMPTY_PER_ROUND = 100
PARTS_KB = 15.5
LARGER_PARTS_KB = {"section page": 17.0, "score sheet": 17.0, "lesson page": 18.0}
"""A page that saves what is typed, offline too, brings the script for it; a lesson its charts."""
FIRST_VISIT_KB = {"small multiples": 70.0, "sign in": 60.0}
REQUESTS = 6.0
MORE_REQUESTS = {"lesson page": 8.0}
PARTS = re.compile(r' (?:href|src)="(/static/[^"]+)"')
"""Style sheets, scripts, the font and the icon."""


def serve_empty(channel: Connection) -> None:
    """A server whose one page is empty."""
    from flask import Flask

    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "")
    servers.listen(channel, app, {})


def shares(portal: Server, empty: Server, pages: Pages, goals: Mapping[str, float]) -> list[Row]:
    """The share of the empty route's throughput that each page reaches: at least its goal."""
    rows: list[Row] = []
    for name, goal in goals.items():
        page = pages[name]
        portal.throughput(PER_ROUND, *page)
        empty.throughput(EMPTY_PER_ROUND, "/")
        reached, speeds = [], []
        for _ in range(ROUNDS):
            speed = portal.throughput(PER_ROUND, *page)
            speeds.append(speed)
            reached.append(100 * speed / empty.throughput(EMPTY_PER_ROUND, "/"))
        rows.append((f"{name}: share of an empty route", statistics.median(reached), "%", goal))
        rows.append((f"{name}: pages a second", statistics.median(speeds), "1/s", None))
    return rows


def weights(portal: Server, pages: Pages, html_kb: Mapping[str, float]) -> list[Row]:
    """What travels for each page, compressed: at most its goal."""
    rows: list[Row] = []
    for name, goal in html_kb.items():
        html, weight = portal.get(*pages[name]).decode(), _kilobytes(portal, *pages[name])
        parts = {link: _kilobytes(portal, link) for link in sorted(set(PARTS.findall(html)))}
        code = sum(kb for link, kb in parts.items() if link.endswith((".css", ".js")))
        first = FIRST_VISIT_KB.get(name, 65.0)
        rows += [
            (f"{name}: HTML", weight, "KB", goal),
            (f"{name}: CSS and JavaScript", code, "KB", LARGER_PARTS_KB.get(name, PARTS_KB)),
            (f"{name}: first visit", weight + sum(parts.values()), "KB", first),
            (
                f"{name}: requests, icon aside",
                float(len(parts)),
                "",
                MORE_REQUESTS.get(name, REQUESTS),
            ),
        ]
    return rows


def _kilobytes(portal: Server, path: str, cookie: str = "") -> float:
    """What travels to a browser that reads brotli."""
    return len(portal.get(path, cookie, "br")) / 1000
