"""Speed, SQL statements and weights of the pages that people open every day.

The portal runs with its demo cohort on SQLite, in a process of its own, behind the same
server as in `make run`; an empty Flask route runs beside it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import figures, servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from benchmarks.servers import Row

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


def run() -> list[Row]:
    """Rows of (name, figure, unit, goal); a share is at least its goal, the rest at most."""
    with tempfile.TemporaryDirectory() as folder:
        portal, empty = servers.start(_serve_portal, folder), servers.start(figures.serve_empty)
        pages = portal.facts["pages"] | {"sign in": ("/sign-in", "")}
        try:
            return [
                *figures.shares(portal, empty, pages, SHARES),
                *_statements(portal.facts),
                *figures.weights(portal, pages, HTML_KB),
            ]
        finally:
            portal.stop()
            empty.stop()


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


def _statements(facts: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for name, counted in facts["statements"].items():
        rows.append((f"{name}: SQL statements", counted, "", MOST_STATEMENTS))
        rows.append((f"{name}: with the least in it", facts["fewest"][name], "", counted))
    return rows
