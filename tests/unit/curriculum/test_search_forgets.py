"""Words that leave a lesson or the name of a file leave what a search keeps of it as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fpdf import FPDF
from sqlalchemy import inspect, select, text

from app.core.db import db, transaction
from app.curriculum.domain.content import Monday, Text
from app.curriculum.domain.kinds import FileUse, Language, SearchKind
from app.curriculum.models import Module, ModuleFile, SearchEntry
from app.curriculum.queries import catalogue, learners, search
from app.curriculum.services import files, searching
from app.policy import Role
from app.removals import services
from app.removals.queries import texts
from tests.support import build
from tests.unit.curriculum.learners import NOW, learner

if TYPE_CHECKING:
    from flask import Flask

    from app.policy import Actor

WORD = "Zebracorn"
FILM = """
```video
title = "A call with Zebracorn"
url = "https://vimeo.com/1"
minutes = 3
captions = "host"
transcript = "Zebracorn asks about the ramp."
```
"""


@pytest.fixture
def staff(app: Flask) -> Actor:
    return learner(Role.PROGRAM_STAFF)


def published(**given: Any) -> Any:
    """A lesson that is out and says the word wherever a search looks."""
    body = f"## Why\n\nOf {WORD}.\n{FILM}"
    about: dict[str, Any] = {
        "texts": {
            Language.ENGLISH: Text(f"Calling {WORD}", (f"Help {WORD}",), body),
            Language.SPANISH: Text(f"Llamar a {WORD}", (), f"## Por\n\nDe {WORD}."),
        },
        "tags": (WORD,),
        "facilitator": f"Ask {WORD}.",
        "monday": Monday(f"Call {WORD}", "", f"Talk to {WORD}.", ""),
    }
    return build.published_version(lessons=(build.lesson(**about | given),))


def found(by: Actor, words: str) -> list[tuple[SearchKind, str]]:
    offers = catalogue.catalogue(learners.learner(by), NOW).offers
    page = search.search(words, offers=offers, sees_notes=True)
    return [(hit.kind, hit.title) for hit in page.hits]


def take_out(by: Actor, *places: str, words: str = WORD) -> None:
    """Take words out of the texts of these places, or of every text."""
    standing = [
        one for one in texts.standing([words]).found if not places or one.place.key in places
    ]
    assert standing
    with transaction():
        services.remove(
            [one.mark for one in standing], [words], reason="A nurse told us", by=by, at=NOW
        )
    db.session.expire_all()


def holding(word: str) -> list[str]:
    """The tables with a row that holds a word, those behind the index of words too."""
    return [
        name
        for name in inspect(db.session.connection()).get_table_names()
        if any(
            word.lower() in _plain(value)
            for row in db.session.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608  # our own names
            for value in row
        )
    ]


def _plain(value: object) -> str:
    said = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return said.lower()


def test_nothing_is_found_by_the_word_and_no_table_holds_it(staff: Actor) -> None:
    published()
    assert len(found(staff, WORD)) == 4
    assert {"curriculum_search", "curriculum_text"} <= set(holding(WORD))

    take_out(staff)

    assert found(staff, WORD) == []
    assert holding(WORD) == []


def test_the_copy_follows_when_only_the_lesson_is_chosen(staff: Actor) -> None:
    published()

    take_out(staff, "curriculum_lesson", "curriculum_text")

    assert found(staff, WORD) == []
    assert holding(WORD) == []
    assert (SearchKind.TRANSCRIPT, "A call with [removed by program staff]") in found(staff, "ramp")


def test_each_part_that_is_chosen_leaves_the_copy_at_once(staff: Actor) -> None:
    published(texts={Language.ENGLISH: Text("A call", (), "## Why\n\nCall early.")})
    assert found(staff, WORD) == [(SearchKind.LESSON, "A call"), (SearchKind.LESSON, "A call")]

    take_out(staff, "curriculum_lesson")

    assert found(staff, WORD) == []
    assert len(found(staff, "call")) == 2


def test_what_is_left_is_found_as_before(staff: Actor) -> None:
    published()
    kept = db.session.scalars(select(SearchEntry.id).order_by(SearchEntry.id)).all()

    take_out(staff)

    assert db.session.scalars(select(SearchEntry.id).order_by(SearchEntry.id)).all() == kept
    assert len(found(staff, "talk")) == 1


def test_a_film_that_is_no_film_any_more_is_found_by_nothing(staff: Actor) -> None:
    published(texts={Language.ENGLISH: Text("A film", (), FILM)}, facilitator="")
    assert (SearchKind.TRANSCRIPT, f"A call with {WORD}") in found(staff, "ramp")

    take_out(staff, words=f'title = "A call with {WORD}"')

    assert found(staff, "ramp") == []
    assert found(staff, "film") == [(SearchKind.LESSON, "A film")]


def test_a_draft_has_no_copy(staff: Actor) -> None:
    build.module_version(lessons=(build.lesson(tags=(WORD,)),))

    take_out(staff)

    assert db.session.scalars(select(SearchEntry)).all() == []
    assert holding(WORD) == []


def test_a_file_is_found_by_what_is_left_of_its_name(staff: Actor) -> None:
    module = build.module()
    file = build.saved(
        ModuleFile(
            module_id=module.id,
            use=FileUse.DOCUMENT,
            name=f"Voucher of {WORD}.pdf",
            media_type="application/pdf",
            size=1,
            digest="",
            stored_as="curriculum/1",
            added_at=NOW,
        )
    )
    body = Text("Rides", (), f"[The form](file:{file.id})")
    build.published_version(module, lessons=(build.lesson(texts={Language.ENGLISH: body}),))
    assert found(staff, WORD) == [(SearchKind.RESOURCE, f"Voucher of {WORD}.pdf")]

    take_out(staff, "curriculum_file")

    assert found(staff, WORD) == []
    assert holding(WORD) == []
    [(kind, name)] = found(staff, "voucher")
    assert (kind, name) == (SearchKind.RESOURCE, "Voucher of [removed by program staff].pdf")


def test_an_entry_itself_is_found_by_what_is_left(staff: Actor) -> None:
    published()

    take_out(staff, "curriculum_search")

    assert found(staff, WORD) == []
    assert len(found(staff, "ramp")) == 1


def test_words_leave_the_inside_of_files_and_what_is_spoken(staff: Actor) -> None:
    module = build.module()
    at = {"module_id": module.id, "size": 1, "digest": "", "added_at": NOW, "stored_as": "c/1"}
    paper, spoken = (
        build.saved(ModuleFile(media_type="x", use=use, name=name, words=words, **at)).id
        for use, name, words in (
            (FileUse.DOCUMENT, "Form.docx", f"{WORD} asks for a van."),
            (FileUse.CAPTIONS, "talk.vtt", f"{WORD} is coming."),
        )
    )
    film = '```video\ntitle = "A call"\nurl = "https://vimeo.com/1"\nminutes = 3\n'
    body = f"[The form](file:{paper})\n\n{film}captions = {spoken}\n```"
    version = build.published_version(
        module, lessons=(build.lesson(texts={Language.ENGLISH: Text("Rides", (), body)}),)
    )
    with transaction():
        searching.index(version)
    assert len(found(staff, WORD)) == 2

    take_out(staff, "curriculum_file")

    assert found(staff, WORD) == []
    assert holding(WORD) == []
    assert found(staff, "van") == [(SearchKind.RESOURCE, "Form.docx")]
    assert found(staff, "coming") == [(SearchKind.TRANSCRIPT, "A call")]


def test_words_leave_the_inside_of_a_pdf(staff: Actor) -> None:
    paper = FPDF()
    paper.set_font("helvetica")
    paper.add_page()
    paper.cell(text=f"{WORD} asks for a ramp.")
    draft = build.module_version(lessons=(build.lesson(),))
    ready = files.store(bytes(paper.output()), "Ride form.pdf")
    with transaction():
        file = files.add(draft, ready, by=staff, at=NOW)
    body = Text("Rides", (), f"[The form](file:{file.id})")
    version = build.published_version(
        db.session.get_one(Module, draft.module_id),
        number=2,
        lessons=(build.lesson(texts={Language.ENGLISH: body}),),
    )
    with transaction():
        searching.index(version)
    assert found(staff, WORD) == [(SearchKind.RESOURCE, "Ride form.pdf")]

    take_out(staff, "curriculum_file")

    assert found(staff, WORD) == []
    assert holding(WORD) == []
    assert found(staff, "ramp") == [(SearchKind.RESOURCE, "Ride form.pdf")]
