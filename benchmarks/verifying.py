"""The public page of certificates: valid, revoked and wrong numbers take equally long.

The three are asked in turns, each as often first, so that a busy machine slows them alike.
They are not held back meanwhile, as they are after 60 wrong numbers from one address.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from typing import TYPE_CHECKING

from benchmarks import autosave, servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from benchmarks.servers import Row

CERTIFICATES, TIMES = 200, 600
MOST_STATEMENTS, MOST_APART, MOST_BYTES = 3.0, 1.2, 128.0
WRONG = "ABCD-EFGH-JKLM-NPQR"


def run() -> list[Row]:
    """Rows of (name, figure, unit, goal); figures are at most their goals."""
    rows: list[Row] = []
    for name, database in autosave.databases():
        with tempfile.TemporaryDirectory() as folder:
            portal = servers.start(_serve, folder, database)
            numbers: dict[str, str] = portal.facts["numbers"]
            taken: dict[str, list[float]] = {kind: [] for kind in numbers}
            turns, sizes = list(itertools.permutations(numbers)), dict[str, int]()
            try:
                for order in itertools.islice(itertools.cycle(turns), TIMES):
                    for kind in order:
                        begun = time.perf_counter()
                        sizes[kind] = len(portal.get(f"/verify/{numbers[kind]}"))
                        taken[kind].append(1000 * (time.perf_counter() - begun))
            finally:
                portal.stop()
        rows += _rows(name, taken)
    counted = {f"verify, {kind}": count for kind, count in portal.facts["statements"].items()}
    rows += [
        (f"{name}: SQL statements", float(n), "", MOST_STATEMENTS) for name, n in counted.items()
    ]
    apart = float(max(sizes.values()) - min(sizes.values()))
    return [*rows, ("verify: largest page less the smallest", apart, "B", MOST_BYTES)]


def _rows(database: str, taken: dict[str, list[float]]) -> list[Row]:
    medians = {kind: statistics.median(times) for kind, times in taken.items()}
    slowest, fastest = max(medians.values()), min(medians.values())
    return [
        *(
            (f"verify on {database}, {kind}: median", ms, "ms", None)
            for kind, ms in medians.items()
        ),
        (f"verify on {database}: slowest to fastest", slowest / fastest, "x", MOST_APART),
    ]


# ------------------------------------------------------------------ in the portal's process


def _serve(channel: Connection, folder: str, database: str) -> None:
    from app.curriculum.services import certificates
    from app.operations import schema
    from benchmarks import statements

    app = servers.portal(folder, database)
    certificates.WRONG_ONES = TIMES * 100
    with app.app_context():
        schema.upgrade()
        numbers = _issue()
    counted = {
        kind: statements.count_one(app, f"/verify/{number}", "") for kind, number in numbers.items()
    }
    servers.listen(channel, app, {"numbers": numbers, "statements": counted})


def _issue() -> dict[str, str]:
    """So many certificates; gives a valid, a revoked and a wrong number."""
    from app.core.clock import now
    from app.core.db import db, transaction
    from app.curriculum.models import Certificate
    from app.curriculum.services import certificates, studies
    from app.policy import SYSTEM, Actor
    from tests.support import build

    version = build.published_version()
    for _ in range(CERTIFICATES):
        person = build.person(name="Ben Example")
        with transaction():
            study = studies.begin(person.id, version, by=SYSTEM, at=now())
            studies.mark_read(study, "lesson-1", by=SYSTEM, at=now())
    rows = db.session.query(Certificate).order_by(Certificate.number).all()
    valid, revoked = rows[CERTIFICATES // 3], rows[2 * CERTIFICATES // 3]
    with transaction():
        staff = Actor(build.person().id, "Staff")
        certificates.revoke(revoked, reason="An example", by=staff, at=now())
    return {"a valid number": valid.number, "a revoked one": revoked.number, "a wrong one": WRONG}
