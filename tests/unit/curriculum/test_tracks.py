"""Tracks: named, put in order and archived, and never away from what learners get."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.curriculum.queries import desk, gating, modules
from app.curriculum.queries import tracks as queries
from app.curriculum.services import modules as placing
from app.curriculum.services import tracks as services
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.authors import NOW, actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.curriculum.models import Module, Track

LATER = NOW + dt.timedelta(days=1)


def do(deed: Callable[..., Any], *given: Any, **more: Any) -> Any:
    with transaction():
        return deed(*given, **{"by": actor(), "at": NOW} | more)


def titles() -> list[str]:
    return [track.title for track in modules.tracks()]


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def inside(track: Track, **given: Any) -> Module:
    return build.module(track_id=track.id, **given)


def away(**given: Any) -> dict[str, Any]:
    return {"archived_at": NOW, "archived_by_id": build.person().id} | given


# ------------------------------------------------------------------ titles


def test_tracks_are_added_at_the_end(app: Flask) -> None:
    build.track(position=4)

    track = do(services.create, title=" For  families ")

    assert (track.key, track.title, track.position) == ("for-families", "For families", 5)


@pytest.mark.parametrize("title", ["For families", "for FAMILIES", "?!"])
def test_a_title_is_new_and_has_letters(app: Flask, title: str) -> None:
    do(services.create, title="For families")
    other = do(services.create, title="For teams")

    for deed, given in (
        (services.create, {}),
        (lambda **more: services.rename(other, seen=1, **more), {}),
    ):
        with pytest.raises(Refused) as refusal:
            do(deed, title=title, **given)
        assert refusal.value.field == "title"


def test_a_renamed_track_keeps_its_key_and_its_old_title_is_free(app: Flask) -> None:
    track = do(services.create, title="Start here")

    do(services.rename, track, title="Begin here", seen=track.version)
    second = do(services.create, title="Start here")

    assert (track.key, track.title, second.key) == ("start-here", "Begin here", "start-here-2")
    assert verbs() == ["added a track", "renamed a track", "added a track"]


def test_the_same_title_again_changes_nothing(app: Flask) -> None:
    track = do(services.create, title="Start here")

    do(services.rename, track, title="Start here", seen=1)

    assert (track.version, verbs()) == (1, ["added a track"])


def test_two_who_rename_a_track_do_not_overwrite_each_other(app: Flask) -> None:
    track = do(services.create, title="Start here")
    do(services.rename, track, title="First", seen=1)

    with pytest.raises(Conflict, match="Somebody else"):
        do(services.rename, track, title="Second", seen=1)

    assert titles() == ["First"]


def test_what_is_no_track_is_missing(app: Flask) -> None:
    with pytest.raises(Missing):
        queries.track("nowhere")


# ------------------------------------------------------------------ order


def test_tracks_move_up_and_down_and_stay_at_the_ends(app: Flask) -> None:
    first, second, third = (
        build.track(title=title, position=place)
        for title, place in (("One", 3), ("Two", 3), ("Three", 9))
    )

    do(services.move, third, steps=-1)
    assert titles() == ["One", "Three", "Two"]
    do(services.move, first, steps=1)
    assert titles() == ["Three", "One", "Two"]
    do(services.move, second, steps=1)
    assert titles() == ["Three", "One", "Two"]
    assert verbs() == ["moved a track"] * 2


def test_learners_see_modules_in_the_order_of_tracks(app: Flask) -> None:
    first, second = build.track(position=0), build.track(position=1)
    build.published_version(inside(first, key="one"))
    build.published_version(inside(second, key="two"))

    do(services.move, second, steps=-1)

    assert [one.track.key for one in desk.desk(NOW)] == [second.key, first.key]


# ------------------------------------------------------------------ archive


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"publish_at": LATER},
        {"publish_at": None},
        {"expires_at": LATER},
    ],
)
def test_a_track_with_a_module_that_learners_get_stays(app: Flask, given: dict[str, Any]) -> None:
    track = build.track(title="Start here")
    build.published_version(inside(track), title="Medical home basics", **given)

    with pytest.raises(NotPossibleNow, match="“Medical home basics”"):
        do(services.archive, track)

    assert track.archived_at is None


def test_many_modules_are_counted(app: Flask) -> None:
    track = build.track()
    for number in range(7):
        build.published_version(inside(track), title=f"No {number}")

    assert "“No 4” and 2 more. Move" in services.in_use(track, NOW)


def test_a_track_without_one_is_archived_and_comes_back_last(app: Flask) -> None:
    track = build.track(title="Old", position=0)
    build.published_version(inside(track, **away()))
    build.published_version(inside(track), **away())
    build.published_version(inside(track), publish_at=NOW, expires_at=LATER)
    build.track(title="New", position=1)

    do(services.archive, track, at=LATER)

    assert titles() == ["New"]
    for deed in (services.archive, lambda *given, **more: services.move(*given, steps=1, **more)):
        with pytest.raises(NotPossibleNow, match="archived"):
            do(deed, track)
    do(services.bring_back, track)
    assert titles() == ["New", "Old"]
    with pytest.raises(NotPossibleNow, match="not archived"):
        do(services.bring_back, track)


def test_drafts_in_an_archived_track_stay_on_the_desk_and_are_not_approved(app: Flask) -> None:
    track = build.track(title="Old")
    draft = build.module_version(inside(track))
    empty = build.track(title="Empty")
    for one in (track, empty):
        do(services.archive, one)

    assert [one.track.title for one in desk.desk(NOW)] == ["Old"]
    [found] = gating.unreachable(draft, NOW)
    assert "“Old” is archived" in found.sentence
    assert found.where == "Place in the catalogue"


def test_no_module_comes_into_an_archived_track(app: Flask) -> None:
    gone = build.track(title="Gone", archived_at=NOW)
    module = build.module()
    put_away = inside(gone, **away())
    about = {"code": "1", "phase": "", "is_required": False, "title": "New words"}

    with pytest.raises(Refused, match="“Gone” is archived"):
        do(placing.change, module, wanted={"track_id": gone.id}, name="M")
    with pytest.raises(Refused, match="“Gone” is archived"):
        do(placing.create, track=gone, **about)
    with pytest.raises(NotPossibleNow, match="track of this module is archived"):
        do(placing.bring_back, put_away, name="M")

    do(placing.change, module, wanted={"track_id": build.track().id}, name="M")


def test_the_list_has_archived_ones_at_its_end_in_two_statements(app: Flask) -> None:
    gone = build.track(title="Gone", position=0, archived_at=NOW)
    track = build.track(title="Here", position=1)
    inside(track)
    inside(track, **away())

    with statements() as sent:
        found = queries.kept()

    assert [(one.track.id, one.modules) for one in found] == [(track.id, 1), (gone.id, 0)]
    assert len(sent) == 2
