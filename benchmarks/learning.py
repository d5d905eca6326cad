"""Speed, SQL statements and weights of the catalogue and a lesson, and a search of 1,000 lessons.

The pages show the curriculum that ships, everything of it published; the lesson has a run
chart and questions. The lessons that are searched repeat the shipped ones, each with a word of
its own. See `pages` for how it is measured; a search is timed on both databases.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import autosave, figures, servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.curriculum.domain.content import Lesson
    from app.curriculum.models import ModuleVersion
    from benchmarks.servers import Row

SHARES = {"catalogue": 5.0, "lesson page": 5.0}
MOST_STATEMENTS = {"catalogue": 10.0, "lesson page": 9.0, "search": 9.0}
HTML_KB = {"catalogue": 12.0, "lesson page": 12.0}
LESSONS, PER_MODULE = 1_000, 50
QUESTIONS = ("family rides", "uniqueword77", "chart", "nowhere to be found", "visitas")
TIMES, MOST_MS = 20, 150.0


def run() -> list[Row]:
    """Rows of (name, figure, unit, goal); a share is at least its goal, the rest at most."""
    return [*_pages(), *_searches()]


def _pages() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        portal, empty = servers.start(_serve, folder), servers.start(figures.serve_empty)
        shown, counted = portal.facts["pages"], portal.facts["statements"]
        try:
            return [
                *figures.shares(portal, empty, shown, SHARES),
                *(
                    (f"{name}: SQL statements", float(counted[name]), "", most)
                    for name, most in MOST_STATEMENTS.items()
                ),
                *figures.weights(portal, shown, HTML_KB),
            ]
        finally:
            portal.stop()
            empty.stop()


def _searches() -> list[Row]:
    """How long a search page takes, over all questions: the median, and most of them."""
    rows: list[Row] = []
    for name, database in autosave.databases():
        with tempfile.TemporaryDirectory() as folder:
            portal = servers.start(_serve_many, folder, database)
            try:
                path, cookie = portal.facts["page"]
                taken = []
                for turn in range(TIMES * len(QUESTIONS)):
                    asked = QUESTIONS[turn % len(QUESTIONS)].replace(" ", "+")
                    begun = time.perf_counter()
                    portal.get(f"{path}?q={asked}", cookie)
                    taken.append(1000 * (time.perf_counter() - begun))
            finally:
                portal.stop()
        taken = sorted(taken[len(QUESTIONS) :])
        label = f"search of {LESSONS:,} lessons on {name}"
        rows.append((f"{label}: median", statistics.median(taken), "ms", None))
        rows.append((f"{label}: 95 %", taken[len(taken) * 95 // 100], "ms", MOST_MS))
    return rows


# ------------------------------------------------------------------ in the portal's process


def _serve(channel: Connection, folder: str) -> None:
    from benchmarks import statements

    app = servers.portal(folder)
    with app.app_context():
        email = _begin()
        lesson = _publish_shipped()
        cookie = statements.cookie(email)
    shown = {
        "catalogue": ("/learn", cookie),
        "lesson page": (lesson, cookie),
        "search": ("/learn/search?q=run+chart", cookie),
    }
    counted = {name: statements.count_one(app, *page) for name, page in shown.items()}
    servers.listen(channel, app, {"pages": shown, "statements": counted})


def _serve_many(channel: Connection, folder: str, database: str) -> None:
    from benchmarks import statements

    app = servers.portal(folder, database)
    with app.app_context():
        email = _begin()
        _publish_many()
        cookie = statements.cookie(email)
    servers.listen(channel, app, {"page": ("/learn/search", cookie)})


def _begin() -> str:
    """A team with one member, who learns; gives the address."""
    from app.operations import schema
    from app.policy import Role
    from tests.support import build

    schema.upgrade()
    return str(build.person(role=Role.CARE_COORDINATOR, at=build.team().practice).email)


def _publish_shipped() -> str:
    """Put out what ships, without prerequisites; gives the address of a lesson with a chart."""
    from app.core.clock import now
    from app.core.db import db, transaction
    from app.curriculum.models import ModuleVersion
    from app.curriculum.services import loading
    from app.policy import SYSTEM

    with transaction():
        loading.load(*loading.standard(), by=SYSTEM, at=now())
    for version in db.session.query(ModuleVersion).all():
        _publish(version)
    return next(
        f"/learn/{module.key}/{lesson.key}"
        for module in loading.standard()[1]
        for lesson in module.lessons
        if lesson.questions and "```run-chart" in lesson.texts[min(lesson.texts)].body
    )


def _publish(version: ModuleVersion) -> None:
    from app.core.clock import now
    from app.core.db import transaction
    from app.curriculum.domain.kinds import ChangeClass
    from app.curriculum.services import searching
    from tests.support import build

    reviewer = build.person()
    with transaction():
        version.review_asked_at = version.approved_at = version.publish_at = now()
        version.approved_by_id, version.change_class = reviewer.id, ChangeClass.MINOR
        version.prerequisites = []
        searching.index(version)


def _publish_many() -> None:
    """So many lessons in so many modules, made of those that ship."""
    from app.core.db import transaction
    from app.curriculum.queries import search
    from app.curriculum.services import loading
    from tests.support import build

    written = [
        lesson
        for module in loading.standard()[1]
        for lesson in module.lessons
        if not lesson.is_draft
    ]
    for first in range(0, LESSONS, PER_MODULE):
        lessons = [
            _copy(written[number % len(written)], number)
            for number in range(first, first + PER_MODULE)
        ]
        _publish(build.module_version(lessons=lessons))
    with transaction():
        search.rebuild()


def _copy(lesson: Lesson, number: int) -> Lesson:
    texts = {
        language: replace(
            text, title=f"{text.title} {number}", body=f"{text.body}\n\nuniqueword{number}"
        )
        for language, text in lesson.texts.items()
    }
    return replace(lesson, key=f"lesson-{number}", texts=texts)
