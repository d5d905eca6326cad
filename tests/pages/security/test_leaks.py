"""No score, name or text of a review comes by those who may not see it, anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.db import transaction
from app.reviews.domain.kinds import OthersSeen, Statement
from app.reviews.queries import seats
from app.reviews.services import conflicts
from tests.pages.security.canaries import NUMBERS, PARTS, STEMS, TOTALS, canaries, canary
from tests.pages.security.leaks import looker
from tests.pages.security.planted import DEEDS, NOW, planted, recuse

if TYPE_CHECKING:
    from flask import Flask

    from tests.pages.security.leaks import Crawl
    from tests.pages.security.planted import Planted

SHARED = ("strengths", "concerns", "conditions", "comment", "cannot", "post", "consensus")
"""What a panel reads of each other once the own review is sent."""
REVIEWERS = ("umaquagga", "tessquagga")
DECLARING = "/reviews/declaration/rfa-2026"
"""The page that asks for ties has to name everybody who applies."""
OWN = {"K1": 0, "K2": 0, "K3": 0, "K4": 5}
"""Scores that come to 1.00."""


def decided(app: Flask, *deeds: str, **phase: object) -> Planted:
    """The round after these deeds, or after all."""
    world = planted(app, **phase)
    for deed in deeds or DEEDS:
        getattr(world, deed)()
    return world


def crawl(app: Flask, world: Planted, name: str) -> Crawl:
    """All that somebody comes by, who also looks for what others wrote."""
    person = world.people[name]
    return looker(app, person).crawl(person, types=(canary("strengths", 0), "zinnia"))


def test_the_director_finds_everything_that_was_planted(app: Flask) -> None:
    world = decided(app)
    about = [f"/staff/applications/{one}" for one in world.ids]
    of_round = "/staff/rounds/rfa-2026"

    found = looker(app, world.people["mona"]).look(
        [
            *(one + page for one in about for page in ("", "/reviews", "/letter", "/feedback")),
            *(f"{one}/decision/record" for one in about),
            *(
                f"{of_round}{page}"
                for page in ("/board", "/board/snapshots", "/reviewing/conflicts")
            ),
            *(f"{of_round}/reviewing/reviews.{ending}" for ending in ("csv", "json", "xlsx")),
            *(f"{one}/conflicts/{world.people['sam'].id}" for one in about),
        ]
    )

    ties = {canary("tie", number) for number in (0, 1, 3)}
    plain = {canary("terms", number) for number in (0, 2, 3)} | {
        canary("frozen", n) for n in (1, 2, 3)
    }
    plain |= set(canaries("departure", of=(0, 1, 3)))
    wanted = (set(canaries()) - ties - plain) | {*NUMBERS, *REVIEWERS}
    assert [word for word in sorted(wanted) if not found.finds([word])] == []


# ------------------------------------------------------------------ reviewers


def test_whoever_has_sent_a_review_reads_those_of_that_application_only(app: Flask) -> None:
    world = decided(app, "others_review", "talk")
    world.review("sam", 0, dict(OWN))

    found = crawl(app, world, "sam")

    shown = canaries(*SHARED, of=(0,))
    assert all(found.finds([word]) for word in (*shown, *REVIEWERS, *TOTALS[0][:2]))
    rest = set(canaries(*SHARED, of=(1, 2, 3))) | set(canaries("tie", of=(0, 1, 3)))
    assert found.finds({*rest, *TOTALS[1], *TOTALS[2], *TOTALS[3]}) == []
    private = [row for row in found.finds(canaries("private")) if row != own_sheet(world)]
    assert private == []


def own_sheet(world: Planted) -> str:
    """The own review holds the own note."""
    return f"/reviews/{world.ids[0]}: {canary('private', 0)}"


def test_where_nobody_sees_others_sending_opens_nothing(app: Flask) -> None:
    world = decided(app, "others_review", "talk", others=OthersSeen.NEVER)
    world.review("sam", 0, dict(OWN))

    found = crawl(app, world, "sam")

    assert found.finds((*REVIEWERS, *NUMBERS, *canaries("post", "consensus", "disagrees"))) == []
    assert {one.partition(":")[0] for one in found.finds(canaries(*SHARED))} == {
        f"/reviews/{world.ids[0]}"
    }


def test_a_conflict_and_no_assignment_hide_the_application_and_all_about_it(app: Flask) -> None:
    world = decided(app)

    found = crawl(app, world, "sam")

    words = (*STEMS[2:], *canaries("answer", *PARTS, of=(2, 3)))
    assert [one for one in found.finds(words) if not one.startswith(DECLARING)] == []
    assert found.finds([canary("answer", 0)])


def test_a_late_conflict_closes_what_was_open(app: Flask) -> None:
    world = decided(app, "others_review", "talk")
    uma = world.people["uma"]
    before = looker(app, uma).crawl(uma)
    assert before.finds([canary("strengths", 0)])
    with transaction():
        seat = seats.seat(world.ids[0], uma.id, NOW, locked=True)
        conflicts.state(seat, Statement.YES, reason="Family", by=world.actor("uma"), at=NOW)

    found = crawl(app, world, "uma")

    words = (STEMS[0], *canaries("answer", *PARTS, of=(0,)))
    pages = [one for one in found.finds(words) if not one.startswith((DECLARING, "mail "))]
    assert pages == []
    assert found.finds([canary("strengths", 1)])


def test_while_applicants_are_hidden_no_page_file_or_mail_names_them(app: Flask) -> None:
    world = decided(app, "others_review", "talk", hides_applicants=True)
    world.review("sam", 0, dict(OWN))

    found = crawl(app, world, "sam")

    assert [one for one in found.finds(STEMS) if not one.startswith(DECLARING)] == []
    assert found.finds([canary("answer", 0)])
    assert found.finds(["We have an analyst."])


def test_while_reviewers_are_hidden_nobody_reads_who_wrote_what(app: Flask) -> None:
    world = decided(app, "others_review", "talk", hides_reviewers=True)
    world.review("sam", 0, dict(OWN))

    found = crawl(app, world, "sam")

    assert found.finds(canaries("strengths", of=(0,)))
    assert found.finds(REVIEWERS) == []


# ------------------------------------------------------------------ the program


@pytest.mark.parametrize("who", ["coach", "publisher", "administrator"])
def test_others_of_the_program_come_by_no_score_and_no_text(app: Flask, who: str) -> None:
    world = decided(app)

    found = crawl(app, world, who)

    titles = {canary("frozen", 0)}  # what staff called a board is in the trail
    assert found.finds({*canaries(), *NUMBERS} - titles) == []


def test_staff_with_a_conflict_read_nothing_of_that_application(app: Flask) -> None:
    world = decided(app)
    recuse(world, "neil", 1)

    found = crawl(app, world, "neil")

    hidden = canaries(*SHARED, "private", "disagrees", "rationale", "departure", "terms", of=(1,))
    assert found.finds((*hidden, *TOTALS[1][:2])) == []
    assert found.finds(canaries("strengths", of=(0,)))
