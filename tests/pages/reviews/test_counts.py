"""Pages about reviewing take the same number of statements, however much is on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.policy import Role
from app.reviews.models import Redaction
from tests.pages.reviews.kudzu import AT, Kudzu
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

HERE = "/staff/rounds/kudzu/reviewing"
MATRIX = f"{HERE}/assignments"


@pytest.fixture
def mona(app: Flask, client: PageClient) -> Any:
    app.extensions["clock"].set(AT)
    found = build.person(name="Mona Staff", role=Role.PROGRAM_STAFF)
    client.sign_in(found)
    return found


def count(client: PageClient, path: str) -> int:
    """How many statements a page takes when it was opened before."""
    client.visit(path)
    with statements() as sent:
        client.visit(path)
    return len(sent)


@pytest.mark.parametrize(
    "path", [f"{MATRIX}/proposal?seed=2026", f"{MATRIX}/rebalance?seed=2026", HERE]
)
@pytest.mark.usefixtures("mona")
def test_proposals_take_no_more_for_more_applications(client: PageClient, path: str) -> None:
    world = Kudzu(applications=1, each=1)
    one = count(client, path)
    for person in list(world.people.values())[:2]:
        build.reviewer_assignment(build.sent_application(round_id=world.round.id), person)

    assert count(client, path) == one


@pytest.mark.usefixtures("mona")
def test_choosing_a_reviewer_takes_no_more_for_more_reviewers(client: PageClient) -> None:
    world = Kudzu(applications=3, each=1)
    path = f"/staff/applications/{world.applications[0].id}/reviewers"
    ruth, *others = world.people.values()
    build.reviewer_assignment(world.applications[0], ruth)
    one = count(client, path)
    for person in others[:2]:
        for of in world.applications:
            build.reviewer_assignment(of, person)
        build.person(role=Role.REVIEWER)

    assert count(client, path) == one


def test_texts_for_reviewers_take_no_more_when_there_are_more(
    client: PageClient, mona: Any
) -> None:
    of = Kudzu(applications=1).applications[0]
    path = f"/staff/applications/{of.id}/redactions"
    counts = []
    for question in ("P1", "P2", "P3"):
        build.saved(
            Redaction(
                application_id=of.id,
                question=question,
                text="Words",
                written_at=AT,
                written_by_id=mona.id,
            )
        )
        counts.append(count(client, path))

    assert len(set(counts)) == 1


def test_the_guide_takes_no_more_for_more_applications(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(AT)
    world = Kudzu(applications=3, each=1)
    ruth = next(iter(world.people.values()))
    client.sign_in(ruth)
    counts = []
    for of in world.applications:
        build.reviewer_assignment(of, ruth)
        counts.append(count(client, "/reviews/guide"))

    assert len(set(counts)) == 1
