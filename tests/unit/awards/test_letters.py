"""Letters: fields are filled in and never evaluated; unknown ones are refused with their line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.awards.domain import letters as rules
from app.awards.domain.kinds import LetterKind
from app.awards.domain.letters import Words, fill
from app.awards.domain.standard_letters import STANDARD
from app.awards.queries import letters as queries
from app.awards.services import letters
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.practices.models import Practice
from tests.support import build
from tests.unit.awards.telling import AT, RELEASE_AT, World, mails

if TYPE_CHECKING:
    from flask import Flask

DAY = RELEASE_AT.date()
HELLO = Words("About {{practice}}", "Dear {{lead_name}}")


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def composed(world: World, place: int = 0) -> queries.Composed:
    db.session.expire_all()
    return queries.in_round(world.round, DAY)[place]


def write(world: World, words: Words = HELLO, seen: int = 0) -> int | None:
    with transaction():
        row = letters.write_template(
            world.round, LetterKind.AWARD, words, seen=seen, by=world.mona, at=AT
        )
    return row.number if row else None


# ------------------------------------------------------------------ rules


@given(st.text(), st.text())
def test_a_value_goes_in_as_it_is_whatever_it_says(value: str, other: str) -> None:
    filled = fill(Words("{{practice}}", "a{{ practice }}b"), {"practice": value, "mentor": other})
    shown = value or "{{practice}}"
    assert filled.words.subject == shown
    assert filled.is_ready == bool(value)
    if value:
        assert filled.words.body == f"a{value}b"


def test_a_value_that_looks_like_a_field_is_no_field() -> None:
    filled = fill(HELLO, {"practice": "{{mentor}}", "lead_name": "{{ 7*7 }}", "mentor": "Pat"})
    assert filled.words == Words("About {{mentor}}", "Dear {{ 7*7 }}")


@pytest.mark.parametrize("kind", LetterKind)
def test_the_letters_that_the_portal_brings_are_in_order(kind: LetterKind) -> None:
    words = STANDARD[kind]
    assert rules.faults(f"{words.subject}\n{words.body}") == ()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("{{practice}} {{own_parking}} {{mentor}}", ()),
        ("a\n{{nobody}}", ("Line 2: there is no field {{nobody}}.",)),
        ("{{ Practice }}", ("Line 1: braces that make no field.",)),
        ("{{config.SECRET}}", ("Line 1: braces that make no field.",)),
        ("{{practice", ("Line 1: braces that make no field.",)),
    ],
)
def test_what_is_no_field_is_named_with_its_line(text: str, sentences: tuple[str, ...]) -> None:
    assert rules.faults(text) == sentences


# ------------------------------------------------------------------ the words of a round


def test_a_change_makes_a_new_version_and_one_can_go_back(world: World) -> None:
    assert write(world) == 1
    assert write(world, seen=1) is None, "the same words are no new version"
    second = Words("Again", "Dear {{lead_name}} again")
    assert write(world, second, seen=1) == 2
    first = queries.version(world.round.id, LetterKind.AWARD, 1)
    with transaction():
        assert letters.go_back(world.round, first, by=world.mona, at=AT) is not None
    with transaction():
        assert letters.go_back(world.round, first, by=world.mona, at=AT) is None

    found = queries.versions(world.round.id, LetterKind.AWARD)
    assert [one.number for one in found] == [3, 2, 1, 0]
    assert found[0].words == HELLO
    assert found[3].words == STANDARD[LetterKind.AWARD]
    with pytest.raises(Missing):
        queries.version(world.round.id, LetterKind.AWARD, 9)


def test_two_who_write_at_once_do_not_lose_words(world: World) -> None:
    write(world)
    with pytest.raises(Refused, match="Somebody else saved"):
        write(world, Words("Mine", "Words"), seen=0)


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        (Words("", "x"), "subject", "Enter a subject"),
        (Words("x" * 201, "x"), "subject", "Shorten this to 200"),
        (Words("x", ""), "body", "Write the letter"),
        (Words("x", "x" * 10_001), "body", "Shorten this to 10,000"),
        (Words("x", "a\n{{foo}}"), "body", "Line 2: there is no field {{foo}}."),
        (Words("{{foo}}", "a"), "subject", "Line 1: there is no field {{foo}}."),
    ],
)
def test_words_that_do_not_do_are_refused(
    world: World, words: Words, field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        write(world, words)
    assert refusal.value.field == field
    assert sentence in refusal.value.message


def test_a_test_goes_to_whoever_asks_and_says_so(world: World) -> None:
    template = queries.templates(world.round.id)[LetterKind.AWARD]
    with transaction():
        to = letters.send_test(world.round, template, day_of_release=DAY, by=world.neil, at=AT)

    [mail] = mails("test letter")
    assert (to, mail.recipient) == (world.second.email, world.second.email)
    assert mail.subject == "TEST: CARES 2: an award for Sample Pediatrics"
    assert "December 31, 2026" in mail.body


# ------------------------------------------------------------------ one letter


def test_a_letter_says_what_is_true_of_its_practice(world: World) -> None:
    award, wait, decline = queries.in_round(world.round, DAY)
    assert "Dear Lead 1," in award.words.body
    assert "by Thursday, December 31, 2026" in award.words.body
    assert "place 1 on our wait list" in wait.words.body
    assert "until Saturday, January 16, 2027" in decline.words.body
    assert "Mona Reyes\nDirector" in decline.words.body
    assert award.filled.is_ready


def test_a_letter_can_be_written_by_hand_and_put_back(world: World) -> None:
    with transaction():
        letters.edit(composed(world), HELLO, by=world.mona, at=AT)
    assert composed(world).is_edited
    assert composed(world).words == Words("About Clinic 1", "Dear Lead 1")
    with transaction():
        letters.use_template(composed(world), by=world.mona, at=AT)
    assert not composed(world).is_edited
    assert composed(world).source == STANDARD[LetterKind.AWARD]


def test_values_are_kept_changed_and_taken_away(world: World) -> None:
    write(world, Words("x", "{{mentor}} {{own_parking}}"))
    assert composed(world).filled.missing == ("mentor", "own_parking")
    with transaction():
        values = {"mentor": "Pat", "own_parking": "Lot B"}
        letters.fill_in(composed(world), values, by=world.mona, at=AT)
    with transaction():
        letters.fill_in(composed(world), {"mentor": ""}, by=world.mona, at=AT)
    assert composed(world).filled.missing == ("mentor",)
    with pytest.raises(Refused) as refusal, transaction():
        letters.fill_in(composed(world), {"mentor": "x" * 2001}, by=world.mona, at=AT)
    assert refusal.value.field == "field_mentor"


def test_what_was_sent_stays_as_it_was_sent(world: World) -> None:
    world.planned_and_confirmed().tell()
    before = composed(world).words
    clinic = db.session.get_one(Practice, world.applications[0].practice_id)
    clinic.name = "Renamed"
    db.session.commit()

    assert composed(world, 2).words == before
    for deed in (
        lambda one: letters.edit(one, HELLO, by=world.mona, at=AT),
        lambda one: letters.fill_in(one, {"mentor": "x"}, by=world.mona, at=AT),
        lambda one: letters.use_template(one, by=world.mona, at=AT),
    ):
        with pytest.raises(NotPossibleNow, match="was sent"), transaction():
            deed(composed(world))


def test_a_promotion_has_a_letter_of_its_own(world: World) -> None:
    waits = world.decisions[1]
    [one] = queries.composed(world.round, [waits], DAY, kind=LetterKind.PROMOTION)
    assert one.words.subject == "CARES 2: a place for Clinic 2"
    assert one.values["outcome"] == "an award"


def test_approved_feedback_can_stand_in_a_letter(world: World) -> None:
    from app.awards.models import Feedback

    build.saved(
        Feedback(
            application_id=world.applications[0].id,
            strengths="A strong team.",
            concerns="",
            written_at=AT,
            written_by_id=world.second.id,
            approved_at=AT,
            approved_by_id=world.director.id,
        )
    )
    assert composed(world).values["feedback"] == "Strengths\nA strong team."
    assert composed(world, 1).values["feedback"] == ""
