from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from app.core.db import db, transaction
from app.curriculum.domain import searching as domain
from app.curriculum.domain.content import Monday, Prerequisite, Text
from app.curriculum.domain.kinds import FileUse, Gate, Language, SearchKind
from app.curriculum.domain.searching import EXCERPT, asked, excerpt, stem, stems
from app.curriculum.models import ModuleFile, SearchEntry
from app.curriculum.queries import catalogue, learners, search
from app.curriculum.services import searching
from app.policy import Role
from tests.support import build
from tests.unit.curriculum.learners import NOW, learner

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import ModuleVersion
    from app.policy import Actor

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH
FILM = """
```video
title = "How a call goes"
url = "https://vimeo.com/1"
minutes = 3
captions = "host"
transcript = "She asks about the wheelchair ramp."
```

```video
title = "Without words"
url = "https://vimeo.com/2"
minutes = 1
```
"""


def lesson(key: str, title: str, body: str = "", **given: Any) -> Any:
    spanish = given.pop("es", None)
    texts = {ENGLISH: Text(title, (), f"## {title}\n\n{body}")}
    if spanish:
        texts[SPANISH] = Text(spanish[0], (), f"## {spanish[0]}\n\n{spanish[1]}")
    return build.lesson(key, texts=texts, **given)


def published(*lessons: Any, **given: Any) -> ModuleVersion:
    version = build.published_version(lessons=lessons, **given)
    with transaction():
        searching.index(version)
    return version


def found(by: Actor, words: str, **given: Any) -> search.Page:
    offers = catalogue.catalogue(learners.learner(by), NOW).offers
    return search.search(words, offers=offers, **given)


def titles(by: Actor, words: str, **given: Any) -> list[str]:
    return [hit.title for hit in found(by, words, **given).hits]


@pytest.fixture
def staff(app: Flask) -> Actor:
    return learner(Role.PROGRAM_STAFF)


@pytest.fixture
def shelf(staff: Actor) -> ModuleVersion:
    """Lessons whose words overlap."""
    return published(
        lesson(
            "charts",
            "Reading a run chart",
            "A run chart shows months. The median splits the points. It is in café 4.",
            es=("Leer una gráfica", "La gráfica muestra los meses. Las visitas y los niños."),
        ),
        lesson("visits", "Planning visits", "Plan each visit. One chart hangs in the hall."),
        lesson("rides", "Rides", "Families planned rides. Ask early, and run to the A1C test."),
        lesson("films", "A film", FILM, monday=Monday("Call two", "", "Call two families.", "")),
        lesson("draft", "Median of drafts", "Nobody reads the median.", is_draft=True),
        lesson("notes", "Talking", "Talk.", facilitator="Hand out the yellow cards."),
    )


CASES = {
    "run chart": ["Reading a run chart"],
    "RUN-CHART": ["Reading a run chart"],
    "chart": ["Reading a run chart", "Planning visits"],
    "what is a median": ["Reading a run chart"],
    "plans": ["Planning visits", "Rides"],
    "family": ["A film", "Rides"],
    "cafe": ["Reading a run chart"],
    "café": ["Reading a run chart"],
    "cafe\u0301": ["Reading a run chart"],
    "a1c": ["Rides"],
    "wheelchair": ["How a call goes"],
    "visitas": ["Leer una gráfica"],
    "niño": ["Leer una gráfica"],
    "GRAFICAS": ["Leer una gráfica"],
    "median rides": [],
    "yellow": [],
    "drafts": [],
    "nothing like this": [],
    "": [],
    "¿?": [],
    '"run" OR NEAR(chart)': [],
    "title_stems: chart": [],
    "-chart": ["Reading a run chart", "Planning visits"],
    "chart*": ["Reading a run chart", "Planning visits"],
    "'chart' & !visit": ["Planning visits"],
    "the": ["Reading a run chart", "How a call goes", "Planning visits", "Rides"],
}


def test_both_databases_find_the_same_in_the_same_order(staff: Actor, shelf: ModuleVersion) -> None:
    assert {words: titles(staff, words) for words in CASES} == CASES


def test_a_language_narrows_what_is_found(staff: Actor, shelf: ModuleVersion) -> None:
    assert titles(staff, "gráfica", language=SPANISH) == ["Leer una gráfica"]
    assert titles(staff, "chart", language=SPANISH) == []


def test_pages_follow_each_other(staff: Actor, shelf: ModuleVersion) -> None:
    first, second = (found(staff, "chart", limit=1, offset=place) for place in (0, 1))

    assert (first.total, second.total) == (2, 2)
    assert [one.hits[0].title for one in (first, second)] == CASES["chart"]
    assert found(staff, "chart", offset=9) == search.Page((), 2)


def test_notes_for_facilitators_are_found_by_those_who_may_read_them(
    staff: Actor, shelf: ModuleVersion
) -> None:
    page = found(staff, "yellow", sees_notes=True)

    assert [(hit.title, hit.for_staff) for hit in page.hits] == [("Talking", True)]


def test_what_is_not_served_is_not_found(staff: Actor) -> None:
    later, week = NOW + dt.timedelta(days=1), dt.timedelta(days=7)
    published(lesson("one", "Sunshine"), publish_at=later)
    published(lesson("one", "Sunshine"), expires_at=NOW)
    new = build.module_version(lessons=(lesson("one", "Sunshine"),))
    searching.index(new)

    assert found(staff, "sunshine") == search.Page()
    offers = catalogue.catalogue(learners.learner(staff), NOW + week).offers
    assert search.search("sunshine", offers=offers).total == 1


def test_of_a_locked_module_only_the_title_is_told(app: Flask) -> None:
    first = build.module(key="first")
    build.published_version(first)
    asks = [{"gate": Gate.MODULE.value, "of": "first"}]
    published(lesson("one", "Sunshine", "Warm and bright."), prerequisites=asks)
    ana = learner(Role.LEAD, at=build.practice())

    [hit] = found(ana, "bright").hits
    assert hit.is_locked
    assert (hit.title, hit.excerpt) == ("Sunshine", ())
    assert hit.offer.missing == (Prerequisite(Gate.MODULE, "first"),)


def test_files_that_a_lesson_names_are_found_by_their_names(staff: Actor) -> None:
    module = build.module()
    at = {"module_id": module.id, "size": 1, "digest": "", "added_at": NOW}
    paper = ("application/pdf", FileUse.DOCUMENT, "Ride voucher.pdf")
    photo = ("image/png", FileUse.IMAGE, "voucher photo.png")
    numbers = [
        build.saved(
            ModuleFile(media_type=kind, use=use, name=name, stored_as=f"curriculum/{name}", **at)
        ).id
        for kind, use, name in (paper, photo)
    ]
    body = f"[The form](file:{numbers[0]})\n\n![A desk](file:{numbers[1]})"
    version = build.published_version(module, lessons=(lesson("one", "Rides", body),))
    searching.index(version)

    [hit] = found(staff, "vouchers").hits
    assert (hit.kind, hit.title, hit.source) == (
        SearchKind.RESOURCE,
        "Ride voucher.pdf",
        str(numbers[0]),
    )


def test_files_and_films_are_found_by_the_words_inside_them(staff: Actor) -> None:
    module = build.module()
    at = {"module_id": module.id, "size": 1, "digest": "", "added_at": NOW, "stored_as": "c/1"}
    paper, spoken = (
        build.saved(ModuleFile(media_type="x", use=use, name=name, words=words, **at)).id
        for use, name, words in (
            (FileUse.DOCUMENT, "Form.docx", "Ask for the long van with a ramp."),
            (FileUse.CAPTIONS, "talk.vtt", "Who is coming today?"),
        )
    )
    film = FILM.split("\n\n")[1].replace("minutes = 1", f"minutes = 1\ncaptions = {spoken}")
    version = build.published_version(
        module, lessons=(lesson("one", "Rides", f"[The form](file:{paper})\n\n{film}"),)
    )
    searching.index(version)

    [hit] = found(staff, "vans ramps").hits
    assert (hit.kind, hit.title) == (SearchKind.RESOURCE, "Form.docx")
    assert "long van" in "".join(piece.words for piece in hit.excerpt)
    [hit] = found(staff, "coming").hits
    assert (hit.kind, hit.title) == (SearchKind.TRANSCRIPT, "Without words")


def test_english_comes_before_another_language_unless_only_that_title_holds_the_words(
    staff: Actor,
) -> None:
    spanish = ("Ciclos", "PDSA. PDSA. PDSA. PDSA. Loma.")
    published(lesson("cycles", "Cycles", "Plan, do, study, act is a PDSA. A loma.", es=spanish))
    spanish = ("La loma", "Arriba.")
    published(lesson("hills", "Hills", "Uphill.", es=spanish))

    assert titles(staff, "PDSA") == ["Cycles", "Ciclos"]
    assert titles(staff, "PDSA", language=SPANISH) == ["Ciclos"]
    assert titles(staff, "loma") == ["La loma", "Cycles", "Ciclos"]


def test_an_excerpt_keeps_headings_apart_from_what_follows(staff: Actor) -> None:
    body = "She said: “Look.”\n\nA run chart shows it:\n\n- every month (now!)"
    published(lesson("one", "The line in the middle", body))

    [hit] = found(staff, "run chart").hits

    assert "".join(piece.words for piece in hit.excerpt) == (
        "The line in the middle. She said: “Look.” A run chart shows it: every month (now!)"
    )


def test_indexing_again_changes_nothing(staff: Actor, shelf: ModuleVersion) -> None:
    count = db.session.scalar(select(func.count(SearchEntry.id)))

    with transaction():
        searching.index(shelf)
        searching.index(shelf)
    with transaction():
        assert searching.index_all() == 1

    assert db.session.scalar(select(func.count(SearchEntry.id))) == count
    assert titles(staff, "run chart") == CASES["run chart"]


def test_the_command_writes_everything_anew(app: Flask, staff: Actor, shelf: ModuleVersion) -> None:
    with transaction():
        db.session.execute(text("DELETE FROM curriculum_search"))
    assert titles(staff, "chart") == []
    db.session.rollback()

    result = app.test_cli_runner().invoke(args=["curriculum", "index"])

    assert result.output == "1 approved versions can be searched.\n"
    assert titles(staff, "chart") == CASES["chart"]


def test_a_changed_entry_is_found_by_its_new_words(staff: Actor, shelf: ModuleVersion) -> None:
    with transaction():
        entry = db.session.scalars(select(SearchEntry).where(SearchEntry.title == "Rides")).one()
        entry.words, entry.stems = "Zebra", "zebra"

    assert titles(staff, "zebra") == ["Rides"]
    assert titles(staff, "early") == []


TYPED = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "chart",
            '"',
            "*",
            "NEAR(",
            "AND",
            "NOT",
            ":",
            "-",
            "\0",
            "^",
            "{",
            "'",
            "\\",
            "|",
            "&",
            "!",
            "<->",
            "%",
            "_",
            ";--",
            "\ud800",
            "1e5",
            "5.5.5",
            "a.b@c.org",
            "/x/y",
        ]
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=60)
@example("x" * 10_000)
@example("chart " * 2_000)
@example('"')
@given(TYPED)
def test_nothing_that_is_typed_is_a_query(offers_of_staff: Any, words: str) -> None:
    page = search.search(words, offers=offers_of_staff)

    assert 0 <= len(page.hits) <= page.total


@pytest.fixture
def offers_of_staff(staff: Actor, shelf: ModuleVersion) -> Any:
    return catalogue.catalogue(learners.learner(staff), NOW).offers


@settings(max_examples=60)
@given(st.text(max_size=200), st.sampled_from(Language))
def test_every_text_is_found_by_its_own_first_words(
    offers_of_staff: Any, written: str, language: Language
) -> None:
    clean = "".join(sign for sign in written if sign != "\0" and not "\ud800" <= sign <= "\udfff")
    entry = db.session.scalars(select(SearchEntry).where(SearchEntry.title == "Rides")).one()
    entry.language, entry.title_stems, entry.stems = language, "", stems(clean, language)
    db.session.flush()

    page = search.search(clean, offers=offers_of_staff, language=language)

    assert (entry.title in [hit.title for hit in page.hits]) == bool(asked(clean, language))
    db.session.rollback()


# ------------------------------------------------------------------ stems and excerpts


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (ENGLISH, "plan plans planned planning"),
        (ENGLISH, "care cares cared caring"),
        (ENGLISH, "family families"),
        (ENGLISH, "study studies studied studying"),
        (ENGLISH, "refer referred referring"),
        (ENGLISH, "call calls called calling"),
        (ENGLISH, "process processes"),
        (ENGLISH, "agree agreed"),
        (ENGLISH, "control controlled"),
        (ENGLISH, "hoping hope"),
        (ENGLISH, "rated rate"),
        (SPANISH, "visita visitas"),
        (SPANISH, "plan planes"),
        (SPANISH, "voz voces"),
        (SPANISH, "doctor doctora doctores"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: Language, words: str) -> None:
    assert len({stem(one, language) for one in words.split()}) == 1


@pytest.mark.parametrize("words", ["car care", "hop hope", "need knee", "sing s", "by be"])
def test_different_words_stay_apart(words: str) -> None:
    assert len({stem(one, ENGLISH) for one in words.split()}) == 2


@given(st.text(max_size=300), st.sampled_from(Language))
def test_stems_are_letters_and_digits_only(written: str, language: Language) -> None:
    assert set(stems(written, language)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@given(st.text(max_size=900), st.text(max_size=30), st.sampled_from(Language))
def test_an_excerpt_is_a_passage_of_its_text(written: str, words: str, language: Language) -> None:
    pieces = excerpt(written, asked(words, language), language)
    shown = "".join(one.words for one in pieces).removeprefix("… ").removesuffix(" …")

    assert shown in " ".join(written.split()) or shown.strip("… ") in " ".join(written.split())
    assert len(shown) <= EXCERPT + 4


def test_an_excerpt_shows_where_most_words_stand_together() -> None:
    far = "A chart. " + "Nothing here. " * 40
    text = f"{far}Then a run of points on a chart. {far}"

    pieces = excerpt(text, asked("run chart", ENGLISH), ENGLISH)

    assert [one.words for one in pieces if one.is_found][:2] == ["run", "chart"]
    assert pieces[0].words == "… "
    assert pieces[-1].words == " …"


def test_an_excerpt_of_one_endless_word_is_cut() -> None:
    [only, more] = excerpt("x" * 999, ("none",), ENGLISH)

    assert (len(only.words), more.words) == (EXCERPT, " …")


def test_many_hits_are_counted_only_so_far() -> None:
    assert excerpt("chart " * 5_000, ("chart",), ENGLISH)[0].words == "chart"


def test_only_so_many_words_are_looked_at() -> None:
    many = " ".join(f"word{n}" for n in range(20))

    assert len(asked(many, ENGLISH)) == domain.MOST_WORDS
