"""The curriculum of the demonstration: loaded, approved, published, and one version on its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.days import add_months
from app.curriculum.domain.kinds import ChangeClass, Language
from app.curriculum.queries import contents, modules
from app.curriculum.services import comments, editing, loading, versions
from app.operations.demo.people import DIRECTOR, PUBLISHER, SECOND_STAFF, STAFF
from app.policy import SYSTEM

if TYPE_CHECKING:
    from app.operations.demo.people import Account
    from app.operations.demo.world import World

STARTING = "starting-together"
AIMS = "model-for-improvement"
MEASURING = "measuring-for-improvement"
COORDINATION = "care-coordination-model"

PUBLISHED: tuple[tuple[str, int, Account], ...] = (
    (STARTING, -1, STAFF),
    (AIMS, 0, STAFF),
    (MEASURING, 1, SECOND_STAFF),
    (COORDINATION, 6, DIRECTOR),
)
"""What is out: since which month of the cohort (from 0), and who approved it."""
PDSA = "pdsa-small-and-soon"
FILM = """\
## See one

The film shows a nurse and a parent who try a one-page plan for the first time.

```video
url = "https://video.demo.example/one-page-plan"
title = "A first test of a one-page plan"
minutes = 3
transcript = \"\"\"
Nurse: This is one page. We fill it in together, and you keep it.
Parent: Can I write what works at home?
Nurse: Yes, right here. That was four minutes. What should we change?
Parent: Put the phone number at the top.
\"\"\"
```
"""
OBJECTION = (
    "The film helps. But it has no captions yet, so parents who do not hear well get nothing. "
    "Ask for captions before I look again."
)


def write(world: World) -> None:
    """Everything that ships is there; four modules are out, and one has a draft after it."""
    begin = world.instant(add_months(world.first_month, -2).replace(day=15))
    with world.at(begin) as at:
        loading.load(*loading.standard(), by=SYSTEM, at=at)
    for key, month, by in PUBLISHED:
        _publish(world, key, add_months(world.first_month, month).replace(day=3), by)
    _draft(world, world.now.date() - dt.timedelta(days=6))


def _publish(world: World, key: str, day: dt.date, account: Account) -> None:
    """Nobody of the demonstration wrote it, so one of them may approve it."""
    by = world.actor(account)
    with world.at(world.instant(day)) as at:
        version = modules.version(modules.module(key).id, 1)
        note = "Read over from beginning to end."
        versions.approve(version, change_class=ChangeClass.MINOR, note=note, by=by, at=at)
        versions.schedule(version, publish_at=at, by=by, at=at)


def _draft(world: World, day: dt.date) -> None:
    """Somebody adds a film; what it lacks keeps it from being approved."""
    author = world.actor(PUBLISHER)
    with world.at(world.instant(day)) as at:
        version = versions.start_version(modules.module(AIMS), by=author, at=at)
        text = contents.lesson(version.id, PDSA).texts[Language.ENGLISH]
        editing.change_text(
            version,
            PDSA,
            Language.ENGLISH,
            replace(text, body=f"{text.body}\n\n{FILM}"),
            None,
            seen=editing.seen_text(version, PDSA, Language.ENGLISH),
            by=author,
            at=at,
        )
    with world.at(world.instant(day + dt.timedelta(days=2), 14)) as at:
        version = modules.version(modules.module(AIMS).id, 2)
        by = world.actor(STAFF)
        comments.add(version, lesson_key=PDSA, body=OBJECTION, by=by, at=at)
