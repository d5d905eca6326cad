"""Whatever people do in whatever order: no author approves, and what is approved stays."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.db import db, transaction
from app.core.errors import Refused
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.queries import modules, versions
from app.curriculum.services import contents
from app.curriculum.services import versions as services
from tests.support import build
from tests.unit.curriculum.authors import actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.curriculum.models import ModuleVersion
    from app.policy import Actor

PEOPLE = 3


def edit(row: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    contents.refuse_unless_open(row)
    contents.note_editor(row, by=by, at=at)
    contents.put_lessons(row, (build.lesson(facilitator=f"{at}"),), by=by, at=at)


def start(row: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    services.start_version(versions.module_of(row), by=by, at=at)


def later(at: dt.datetime) -> dt.datetime:
    return at + dt.timedelta(hours=5)


DEEDS: dict[str, Callable[..., object]] = {
    "start": start,
    "edit": edit,
    "ask review": services.ask_review,
    "take back": services.take_back,
    "send back": partial(services.send_back, reason="Again."),
    "approve": partial(services.approve, change_class=ChangeClass.MINOR, note=""),
    "publish": lambda row, by, at: services.schedule(row, publish_at=at, by=by, at=at),
    "schedule": lambda row, by, at: services.schedule(row, publish_at=later(at), by=by, at=at),
    "expire": lambda row, by, at: services.change_times(
        row, expires_at=later(at), weeks=None, by=by, at=at
    ),
    "archive": services.archive,
    "restore": services.restore,
}
WAY = ("start", "edit", "ask review", "approve", "publish")
who, back = st.integers(0, PEOPLE - 1), st.integers(0, 1)
one_deed = st.tuples(st.sampled_from(tuple(DEEDS)), who, back).map(lambda deed: [deed])
whole_way = st.tuples(who, st.integers(1, PEOPLE - 1)).map(
    lambda drawn: [
        (deed, (drawn[0] + drawn[1] * (deed in {"approve", "publish"})) % PEOPLE, 0) for deed in WAY
    ]
)
steps = st.lists(st.one_of(one_deed, whole_way), min_size=4, max_size=10).map(
    lambda parts: [deed for part in parts for deed in part]
)


@settings(max_examples=25)
@given(steps)
def test_no_sequence_of_deeds_lets_an_author_approve_or_changes_what_is_approved(
    app: Flask, deeds: list[tuple[str, int, int]]
) -> None:
    people = [actor() for _ in range(PEOPLE)]
    first = build.module_version(created_by_id=people[0].person_id)
    module_id = first.module_id
    wrote: dict[int, set[int | None]] = {first.id: {people[0].person_id}}
    frozen: dict[int, tuple[str, int | None]] = {}
    for hour, (deed, person, older) in enumerate(deeds):
        rows = modules.versions_of([module_id])[module_id]
        row = rows[max(0, len(rows) - 1 - older)]
        at = build.NOON + dt.timedelta(hours=hour)
        try:
            with transaction():
                DEEDS[deed](row, by=people[person], at=at)
        except Refused:
            continue
        if deed == "edit":
            wrote[row.id].add(people[person].person_id)
        for one in modules.versions_of([module_id])[module_id]:
            wrote.setdefault(one.id, {people[person].person_id})
            if one.approved_at is not None:
                now = (versions.present_digest(one), one.approved_by_id)
                assert frozen.setdefault(one.id, now) == now
                assert one.approved_by_id not in wrote[one.id]
        assert sum(one.publish_at is None and one.archived_at is None for one in rows) <= 1
    db.session.rollback()
