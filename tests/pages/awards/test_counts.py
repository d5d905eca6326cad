"""Pages about decisions take the same number of statements, however much is on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.awards.domain.kinds import Outcome
from app.awards.models import LetterTemplate
from app.awards.services import snapshots
from app.core.db import transaction
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.meeting import AT, Meeting, tilted
from tests.unit.awards.telling import World

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()


def count(client: PageClient, path: str) -> int:
    """How many statements a page or file takes when it was opened before."""
    client.get(path)
    with statements() as sent:
        assert client.get(path).status_code == 200
    return len(sent)


@pytest.mark.parametrize("rest", ["/fairness", "/fairness.csv", ".csv", "/snapshots"])
def test_what_hangs_on_the_board_takes_no_more_for_more_applications(
    client: PageClient, rest: str
) -> None:
    small, large = Meeting({"Oak": {"Oz": 3}}), tilted()
    build.decision(small.of["Oak"], by=small.director)
    for of in large.of.values():
        build.decision(of, by=large.director)
    client.sign_in(small.director)
    one, three = (
        count(client, f"/staff/rounds/{of.round.key}/board{rest}") for of in (small, large)
    )

    assert one == three


def test_frozen_boards_take_no_more_when_there_are_more(client: PageClient) -> None:
    meeting = tilted()
    client.sign_in(meeting.director)
    path = f"/staff/rounds/{meeting.round.key}/board/snapshots"
    counts = []
    for number in range(3):
        with transaction():
            row = snapshots.freeze(meeting.round, f"Meeting {number}", by=meeting.by, at=AT)
        counts.append((count(client, path), count(client, f"{path}/{row.id}")))
        meeting.add(f"Elm{number}", {"Ruth": 3})

    assert len(set(counts)) == 1


def test_deciding_about_many_takes_no_more_for_more(client: PageClient) -> None:
    small, large = Meeting({"Oak": {"Oz": 3}}), tilted()
    client.sign_in(small.director)
    counts = []
    for of in (small, large):
        chosen = "&".join(f"application={one.id}" for one in of.of.values())
        counts.append(count(client, f"/staff/rounds/{of.round.key}/board/decide?{chosen}"))

    assert counts[0] == counts[1]


def test_words_of_letters_take_no_more_for_more_versions(client: PageClient) -> None:
    world = World((Outcome.AWARD,))
    client.sign_in(world.director)
    here = f"/staff/rounds/{world.round.key}/decisions/templates"
    counts = []
    for number in range(1, 4):
        build.saved(
            LetterTemplate(
                round_id=world.round.id,
                kind="award",
                number=number,
                subject="Good news",
                body="Dear {{lead_name}}",
                written_at=AT,
                written_by_id=world.director.id,
            )
        )
        counts.append((count(client, here), count(client, f"{here}/award")))

    assert len(set(counts)) == 1
