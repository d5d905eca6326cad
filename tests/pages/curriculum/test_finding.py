"""Search and bookmarks: what one finds, and what one finds again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import transaction
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import FileUse, Language
from app.curriculum.models import ModuleFile
from app.curriculum.queries import modules
from app.curriculum.services import beside, searching
from app.policy import Role
from tests.pages.curriculum.learning import bilingual, out, words
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from app.curriculum.models import ModuleVersion
    from tests.support.page import PageClient

NOW = build.NOON.replace(hour=19)
SEARCH, MARKS = "/learn/search", "/learn/bookmarks"
LOCKED = [{"gate": "module", "of": "first", "percent": None}]


def lesson(key: str, title: str, body: str, **given: Any) -> Any:
    text = Text(title, (), f"## Why\n\n{body}")
    return build.lesson(key, texts={Language.ENGLISH: text}, **given)


def found_out(key: str, *lessons: Any, **given: Any) -> ModuleVersion:
    version = out(key, *lessons, **given)
    with transaction():
        searching.index(version)
    return version


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team()


@pytest.fixture
def ben(team: Any, client: PageClient) -> Person:
    person = build.person(name="Ben", role=Role.CARE_COORDINATOR, at=team.practice)
    client.sign_in(person)
    return person


# ------------------------------------------------------------------ search


def test_modules_are_found_by_their_title_and_summary(client: PageClient, ben: Person) -> None:
    about = {"summary": "Who closes the loop.", "title_es": "El lazo", "summary_es": "Cerrar"}
    found_out("first", title="Start together")
    found_out("loop", title="Referrals", prerequisites=LOCKED, **about)
    found_out("model", title="Model", title_es="La coordinación de la atención")
    page = client.visit(f"{SEARCH}?q=loops closing")
    assert page.one("count").text == "1 place found for “loops closing”"
    row = page.one("module")
    assert row.attrs["data-key"] == "loop"
    assert words(row.walk("a")) == ["Referrals"]
    assert "Locked" in row.text
    assert "What may help" not in page.text
    spanish = client.visit(f"{SEARCH}?q=lazo&language=es")
    assert spanish.links["El lazo"] == "/learn/loop?language=es"
    assert client.visit(f"{SEARCH}?q=lazo&language=en").all("module") == []
    assert client.visit(f"{SEARCH}?q=loops closing&page=2").all("module") == []
    for typed in ("coordinación", "coordinacion", "COORDINACION atencion"):
        assert client.visit(f"{SEARCH}?q={typed}").one("module").attrs["data-key"] == "model"


def test_a_module_found_in_both_languages_is_told_in_english(
    client: PageClient, ben: Person
) -> None:
    found_out("cycles", title="PDSA cycles", title_es="Ciclos PDSA", summary_es="Probar")
    assert client.visit(f"{SEARCH}?q=pdsa").links["PDSA cycles"] == "/learn/cycles"
    spanish = client.visit(f"{SEARCH}?q=pdsa&language=es")
    assert spanish.links["Ciclos PDSA"] == "/learn/cycles?language=es"


def test_the_catalogue_leads_to_what_holds_the_words(client: PageClient, ben: Person) -> None:
    found_out("basics", lesson("one", "Rides", "Families plan <b>rides</b> & ask."), title="Basics")
    form = client.visit("/learn").form(SEARCH)

    page = client.send(form, status=200, q="planning")

    assert page.one("count").text == "1 place found for “planning”"
    [hit] = page.all("hit")
    assert hit.attrs["data-key"] == "basics/one"
    assert [one.text for one in hit.walk("mark")] == ["plan"]
    assert "/learn/basics/one" in [link.attrs["href"] for link in hit.walk("a")]
    assert "Lesson in Basics" in hit.text


def test_an_empty_search_says_what_to_type(client: PageClient, ben: Person) -> None:
    page = client.visit(SEARCH)
    assert "Type a word or two" in page.text
    assert page.all("count") == []


def test_nothing_found_helps(client: PageClient, ben: Person) -> None:
    found_out("basics", lesson("one", "Rides", "Ask."))
    page = client.visit(f"{SEARCH}?q=zebra&language=es")
    assert page.one("count").text == "Nothing found for “zebra”"
    assert "Use fewer words" in page.text
    assert "Search in both languages" in page.text
    assert "Search in both" not in client.visit(f"{SEARCH}?q=zebra").text


def test_languages_are_chosen_by_chips(client: PageClient, ben: Person) -> None:
    found_out("basics", bilingual("one"))
    both = client.visit(f"{SEARCH}?q=viajes+pregunte")
    assert [one.text for one in both.all("hit")[0].walk("h3")] == ["Viajes"]
    assert "language=es" in next(both.all("hit")[0].walk("a")).attrs["href"]
    assert client.visit(f"{SEARCH}?q=viajes&language=en").all("hit") == []
    assert len(client.visit(f"{SEARCH}?q=viajes&language=nonsense").all("hit")) == 1


def test_of_a_locked_module_the_title_and_the_lock_are_shown(
    client: PageClient, ben: Person
) -> None:
    out("first", build.lesson("begin-here"))
    found_out("second", lesson("one", "Sunshine", "Warm."), prerequisites=LOCKED)
    [hit] = client.visit(f"{SEARCH}?q=warm").all("hit")
    assert "Sunshine" in hit.text
    assert "Locked" in hit.text
    assert [link.attrs["href"] for link in hit.walk("a")] == ["/learn/second"]
    assert not list(hit.walk("mark"))


def test_files_are_found_by_their_names(client: PageClient, ben: Person) -> None:
    module = build.module(key="basics")
    file = build.saved(
        ModuleFile(
            module_id=module.id,
            use=FileUse.DOCUMENT,
            name="Ride voucher.pdf",
            media_type="application/pdf",
            size=9,
            digest="",
            stored_as="curriculum/1",
            added_at=NOW,
        )
    )
    one = lesson("one", "Rides", f"[The form](file:{file.id})")
    version = build.published_version(module, lessons=(one,))
    with transaction():
        searching.index(version)
    [hit] = client.visit(f"{SEARCH}?q=voucher").all("hit")
    assert "File in" in hit.text
    address = f"/curriculum-files/{file.id}/Ride%20voucher.pdf"
    assert address in [link.attrs["href"] for link in hit.walk("a")]


def test_notes_for_facilitators_are_for_coaches_and_staff(client: PageClient, ben: Person) -> None:
    found_out("basics", lesson("one", "Rides", "Ask.", facilitator="Hand out yellow cards."))
    assert client.visit(f"{SEARCH}?q=yellow").all("hit") == []
    client.sign_in(build.person(role=Role.PUBLISHER))
    assert "Notes for facilitators" in client.visit(f"{SEARCH}?q=yellow").all("hit")[0].text


@pytest.mark.parametrize("typed", ['"', "a OR NEAR(b", "x" * 10_000, "%00%00", "*", "title:x"])
def test_whatever_is_typed_is_only_words(client: PageClient, ben: Person, typed: str) -> None:
    found_out("basics", lesson("one", "Rides", "Ask."))
    client.visit(f"{SEARCH}?q={typed}")


def test_long_lists_have_pages_and_few_statements(client: PageClient, ben: Person) -> None:
    found_out("basics", *(lesson(f"l{n}", f"Ride {n}", "Zebra.") for n in range(12)))
    counts = []
    for asked in ("11", "zebra"):
        client.visit(f"{SEARCH}?q={asked}")
        with statements() as sent:
            page = client.visit(f"{SEARCH}?q={asked}")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8, sent
    assert len(page.all("hit")) == 10
    assert len(client.visit(f"{SEARCH}?q=zebra&page=2").all("hit")) == 2
    assert len(client.visit(f"{SEARCH}?q=zebra&page=0").all("hit")) == 10
    assert client.visit(f"{SEARCH}?q=zebra&page=900").all("hit") == []


def test_strangers_do_not_search(client: PageClient, app: Flask) -> None:
    assert "/sign-in" in client.visit(f"{SEARCH}?q=x", status=302).location
    client.sign_in(build.person())
    client.visit(f"{SEARCH}?q=x", status=403)
    client.visit(MARKS, status=403)


# ------------------------------------------------------------------ bookmarks


def marked(client: PageClient) -> list[str]:
    return [one.attrs["data-key"] for one in client.visit(MARKS).all("bookmark")]


def test_a_lesson_is_marked_and_found_again(client: PageClient, ben: Person) -> None:
    out("basics", lesson("one", "Rides", "Ask."), title="Basics")
    page = client.fill_in("/learn/basics/one", deed="mark")
    assert page.location == "/learn/basics/one"
    assert "Remove the bookmark" in client.visit("/learn/basics/one").text
    assert marked(client) == ["basics/one"]
    assert "Basics. 10 minutes" in client.visit(MARKS).text

    client.fill_in("/learn/basics/one", deed="unmark")
    assert marked(client) == []
    assert "No bookmarks yet" in client.visit(MARKS).text


def test_a_module_is_marked_and_removed_from_the_list(client: PageClient, ben: Person) -> None:
    out("basics", lesson("one", "Rides", "Ask."), title="Basics")
    assert client.fill_in(MARKS, at="/learn/basics").location == "/learn/basics"
    assert "The whole module" in client.visit(MARKS).text
    assert client.fill_in(MARKS).location == MARKS
    assert marked(client) == []


def test_a_mark_keeps_the_language(client: PageClient, ben: Person) -> None:
    out("basics", bilingual("one"))
    here = "/learn/basics/one?language=es"
    page = client.fill_in(here, deed="mark")
    assert page.location == here
    assert "Ya está entre lo que guardó." in client.follow(page).text


def test_what_is_locked_or_no_longer_offered_is_said(client: PageClient, ben: Person) -> None:
    out("first", lesson("begin-here", "Begin", "Ask."))
    out("second", lesson("one", "Rides", "Ask."), title="Second", prerequisites=LOCKED)
    out("third", lesson("one", "Rides", "Ask."), title="Third", expires_at=NOW)
    with transaction():
        for key, of in (("one", "second"), ("one", "third"), ("", "third"), ("gone", "first")):
            module = modules.module(of)
            beside.set_bookmark(ben.id, module, key, wanted=True, at=NOW)

    told = {one.attrs["data-key"]: one.text for one in client.visit(MARKS).all("bookmark")}
    assert "Locked" in told["second/one"]
    assert "A lesson of this module Third No longer offered" in told["third/one"]
    assert "Third No longer offered" in told["third/"]
    assert "No longer offered" in told["first/gone"]


def test_only_what_is_offered_can_be_marked(client: PageClient, ben: Person) -> None:
    out("basics", lesson("one", "Rides", "Ask."))
    form = client.visit("/learn/basics").form(MARKS)
    client.send(form, status=404, lesson="nonsense")
    client.send(form, status=404, module="nonsense")
    client.send(form, status=404, do="remove")


def test_the_list_takes_the_same_statements_for_one_and_three(
    client: PageClient, ben: Person
) -> None:
    counts = []
    for keys in (("a",), ("b", "c")):
        for key in keys:
            out(key, lesson("one", f"Rides {key}", "Ask."))
            client.fill_in(MARKS, at=f"/learn/{key}")
        with statements() as sent:
            client.visit(MARKS)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 7, sent
    assert words(client.visit(MARKS).all("bookmark")) != []
