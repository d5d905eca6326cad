"""Finding words: what looks like an identifier, what was told, and what is not for the reader."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.core.free_text import removal_notes
from app.policy import Role
from app.removals.domain.words import (
    MARK,
    after_removal,
    kind_of,
    pattern_of,
    stretches,
    without,
)
from app.removals.queries import texts
from app.removals.queries.around import around
from app.rfa.models import Attachment, DraftComment, Extension
from app.rfa.queries.sealed import unread
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

SSN = "219-09-9999"
AT = build.NOON


def a_cycle(**given: Any) -> Any:
    return build.cycle(build.practice(), **given)


def found(after: str = "") -> list[tuple[str, str, tuple[str, ...]]]:
    return [(t.place.key, t.part, t.words) for t in texts.suspicious_texts(after).found]


def test_everyday_words_raise_nothing(app: Flask) -> None:
    a_cycle(learned="12 of 60 by 3/14/2015, call 601-555-0134", what="Chart review")

    assert found() == []


def test_a_look_names_the_part_and_the_very_words(app: Flask) -> None:
    a_cycle(learned=f"We saw {SSN} and DOB: 3/14/2015.", predictions=[("MRN 0045821?", "yes")])

    assert found() == [
        ("cycle", "learned", (SSN, "DOB: 3/14/2015")),
        ("prediction", "question", ("MRN 0045821",)),
    ]


def test_the_form_inside_of_a_version_is_ours(app: Flask) -> None:
    form = build.SMALL_FORM | {"title": f"Like {SSN}"}
    build.sent_application(form=form, content={"P1": {"": f"Patient {SSN}"}})

    [one] = texts.suspicious_texts().found
    shown = stretches(one.value, pattern_of(one.words), skipped=one.place.skipped)

    assert [part.text for part in shown] == ["Patient ", SSN]


def test_names_of_files_write_blanks_in_their_own_way(app: Flask) -> None:
    row = build.application()
    build.saved(
        Attachment(
            application_id=row.id,
            question="P3",
            name="letter_MRN_0045821.pdf",
            kind="pdf",
            size=3,
            sha256="0" * 64,
            storage_key="k",
            uploaded_at=AT,
            uploaded_by_id=row.created_by_id,
        )
    )

    [one] = texts.suspicious_texts().found

    assert without(one.value, pattern_of(one.words)) == f"letter_{MARK}.pdf"
    assert str(kind_of(["MRN_0045821"])) == "a medical record number"
    assert kind_of(["Dora"]) is None


def test_a_look_ends_after_so_many_rows_and_the_next_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = build.practice()
    for number in range(3):
        build.cycle(clinic, learned=f"{SSN} {number}")
    monkeypatch.setattr(texts, "ROWS_AT_ONCE", 2)

    first = texts.suspicious_texts()
    second = texts.suspicious_texts(first.goes_on)

    assert (len(first.found), len(second.found)) == (2, 1)
    assert first.goes_on.startswith("cycle.")


def test_a_look_gives_so_many_texts_at_most(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = build.practice()
    for _ in range(3):
        build.cycle(clinic, learned=SSN)
    monkeypatch.setattr(texts, "MOST_FOUND", 2)

    first = texts.suspicious_texts()

    assert len(first.found) == 2
    assert len(texts.suspicious_texts(first.goes_on).found) == 1
    assert texts.suspicious_texts(first.goes_on).goes_on == ""


@pytest.mark.parametrize("after", ["", "nothing.1", "cycle", "cycle.x", "cycle.1.2", "." * 50])
def test_an_odd_place_to_go_on_from_begins_anew(app: Flask, after: str) -> None:
    a_cycle(learned=SSN)

    assert len(found(after)) == 1


def test_exact_words_are_found_in_any_case_and_spacing(app: Flask) -> None:
    a_cycle(learned="It was Dora\nQuill, or dora  quill")
    build.sent_application(content={"P1": {"": "DORA QUILL"}})

    look = texts.standing(["Dora Quill"])

    assert [t.words for t in look.found] == [("Dora\nQuill", "dora  quill"), ("DORA QUILL",)]
    assert look.goes_on == ""


@pytest.mark.parametrize("words", ["Núñez", "50% off_", 'say "hi"', "back\\slash", "a/b/c"])
def test_words_with_odd_signs_are_found_everywhere(app: Flask, words: str) -> None:
    a_cycle(learned=f"({words})", what="50 percent offs, say hi")
    build.sent_application(content={"P1": {"": f"<{words}>"}})

    assert [t.place.key for t in texts.standing([words]).found] == ["cycle", "rfa_submission"]


def test_words_that_stand_almost_everywhere_are_cut_off(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = build.practice()
    for _ in range(3):
        build.cycle(clinic, learned=SSN)
    monkeypatch.setattr(texts, "MOST_STANDING", 2)

    look = texts.standing([SSN])

    assert (len(look.found), look.goes_on) == (2, "cycle")


def test_the_words_of_chosen_texts_are_those_that_look_odd_as_they_were_seen(app: Flask) -> None:
    row = a_cycle(learned=f"{SSN} and Dora", what="MRN 0045821")
    learned, what = (text.mark for text in reversed(texts.suspicious_texts().found))
    assert set(texts.words_in([learned, what])) == {SSN, "MRN 0045821"}

    row.learned = "Other words"
    db.session.commit()

    assert len(texts.words_in([learned, what, "x", "cycle.y", "no.1.a.b"])) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_a_look_asks_as_often_for_many_rows_as_for_one(app: Flask, rows: int) -> None:
    for number in range(rows):
        build.sent_application(content={"P1": {"": f"{SSN} {number}"}})
        a_cycle(learned=SSN)
    reader = build.person(role=Role.PROGRAM_STAFF)
    db.session.commit()

    with statements() as looking:
        look = texts.suspicious_texts()
        around(look.found, reader_id=reader.id, at=AT)
    with statements() as searching:
        texts.standing([SSN])

    assert len(look.found) == 2 * rows
    assert (len(looking), len(searching)) == (len(texts.PLACES) + 8, len(texts.PLACES))


# ------------------------------------------------------------------ what is not for the reader


def reading(**given: Any) -> Any:
    """What surrounds all texts with the number, for somebody of the staff."""
    reader = build.person(role=Role.PROGRAM_STAFF)
    look = texts.standing([SSN])
    about = around(look.found, **{"reader_id": reader.id, "at": AT} | given)
    return {text.place.key: about.is_hidden(text) for text in look.found}


def test_what_an_applicants_team_says_among_itself_has_no_words_around_it(app: Flask) -> None:
    row = build.application()
    build.section_draft(row, "plan", {"P1": {"": SSN}})
    build.saved(
        DraftComment(
            application_id=row.id,
            section="plan",
            question="P1",
            body=SSN,
            written_at=AT,
            written_by_id=row.created_by_id,
        )
    )
    a_cycle(learned=SSN)

    assert reading() == {"cycle": False, "rfa_section_draft": True, "rfa_draft_comment": True}


def test_nobody_reads_through_the_seal_of_a_round(app: Flask) -> None:
    call = build.rfa_round(is_sealed=True)
    sent = build.sent_application(round_id=call.id, content={"P1": {"": SSN}})
    draft = build.application(round_id=call.id, practice_id=build.practice().id)
    ids, after = [sent.id, draft.id], call.closes_at + dt.timedelta(days=1)

    assert reading() == {"rfa_submission": True}
    assert reading(at=after) == {"rfa_submission": False}
    assert unread(ids, AT) == set(ids)
    assert unread(ids, after) == {draft.id}
    build.saved(
        Extension(
            round_id=call.id,
            closes_at=after + dt.timedelta(days=1),
            reason="Storm",
            given_at=AT,
            given_by_id=sent.created_by_id,
        )
    )
    assert unread(ids, after) == set(ids)


def test_whoever_stands_in_conflict_reads_nothing_around_the_words(app: Flask) -> None:
    sent = build.sent_application(content={"P1": {"": SSN}})
    reader = build.person(role=Role.PROGRAM_STAFF)
    build.grant(
        reader, Role.VIEWER, at=db.session.get_one(type(build.practice()), sent.practice_id)
    )

    assert reading() == {"rfa_submission": False}
    assert reading(reader_id=reader.id) == {"rfa_submission": True}


# ------------------------------------------------------------------ words as pages show them


def shown(text: str, around_it: int) -> list[str]:
    return [one.text for one in stretches(text, pattern_of(["Dora"]), around=around_it)]


def test_words_are_shown_with_some_around_them_and_never_twice() -> None:
    assert shown("Dora", 9) == ["Dora"]
    assert shown("we saw Dora and Dora again", 4) == ["…saw ", "Dora", " and", " ", "Dora", " aga…"]
    assert shown("Dora and then much later Dora", 3) == ["Dora", " an", "…er ", "Dora"]
    assert shown("we saw Dora again", 0) == ["…", "Dora", "…"]


def test_afterwards_the_mark_stands_in_their_place() -> None:
    after = after_removal(stretches("saw Dora", pattern_of(["Dora"])))

    assert "".join(one.text for one in after) == f"saw {MARK}"


def test_a_signed_text_says_that_words_are_gone() -> None:
    [(label, said)] = removal_notes(AT, "abc")

    assert label == "Words removed"
    assert "November 2, 2026" in said
    assert said.endswith("left: abc")
