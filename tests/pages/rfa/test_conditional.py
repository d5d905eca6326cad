"""Questions that come and go with the answer to another one of their section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.pages.rfa.test_draft import stored
from tests.support import build
from tests.unit.rfa.desk import AT, Desk

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient


def hide(question: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form whose plan asks that question too, with a yes/no question before it."""
    first = {"key": "P0", "kind": "yes/no", "text": "Is there more?", "required": "no"}
    sections = [dict(one) for one in build.SMALL_FORM["sections"]]
    sections[1] = sections[1] | {"questions": [first, question | more]}
    return build.SMALL_FORM | {"sections": sections}


MORE = {"key": "P1", "kind": "long text", "text": "What?", "show_if": {"question": "P0", "is": ["yes"]}}  # fmt: skip


def test_an_answer_keeps_while_its_question_is_not_asked(client: PageClient, app: Flask) -> None:
    """A page without the question must not empty it: it may be asked again."""
    app.extensions["clock"].set(AT)
    desk = Desk(form=hide(MORE))
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/plan"
    client.fill_in(at, P0="yes")
    client.fill_in(at, P1="A lot")
    client.fill_in(at, P0="no")
    assert is_hidden(client.visit(at), "P1")
    client.fill_in(at)
    assert stored() == {"P0": {"value": "no"}, "P1": {"value": "A lot"}}
    client.fill_in(at, P0="yes")

    page = client.visit(at)
    assert not is_hidden(page, "P1")
    assert page.control("P1").text == "A lot"


def is_hidden(page: Page, question: str) -> bool:
    """Whether a question is on the page for scripts only, until an answer brings it up."""
    (block,) = (e for e in page.root.walk("div") if e.attrs.get("id") == f"question-{question}")
    return "hidden" in block.attrs


def test_save_and_continue_comes_back_for_a_question_that_an_answer_brings_up(
    client: PageClient, app: Flask
) -> None:
    app.extensions["clock"].set(AT)
    desk = Desk(form=hide(MORE))
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/plan"

    assert client.fill_in(at, go="list", P0="yes").location == desk.at
    client.fill_in(at, go="list", P0="no")
    page = client.fill_in(at, go="next", P0="yes")
    assert page.location == f"{at}#question-P1"
    page = client.visit(at)
    assert "Your answer brings up a question: P1." in page.text
    assert page.all("error-summary") == []
    assert client.fill_in(at, go="next").location == f"{desk.at}/section/papers"


def test_a_question_that_hangs_on_one_for_others_is_not_on_the_page(
    client: PageClient, app: Flask
) -> None:
    """What decides is not for this practice, so no answer here can bring the question up."""
    app.extensions["clock"].set(AT)
    form = hide(MORE)
    form["sections"][1]["questions"][0]["only_for"] = ["look-alike"]
    desk = Desk(form=form)
    client.sign_in(desk.ben.person_id)

    assert "What?" not in client.visit(f"{desk.at}/section/plan").text


def test_readers_see_no_counters_and_no_questions_that_are_not_asked(
    client: PageClient, app: Flask
) -> None:
    app.extensions["clock"].set(AT)
    desk = Desk(form=hide(MORE, characters=600))
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    client.fill_in(at, P0="yes")
    assert "Up to 600 characters" in client.visit(at).text
    client.sign_in(desk.viewer().person_id)
    page = client.visit(at)
    assert "Up to 600 characters" not in page.text
    assert "data-max" not in page.control("P1").attrs
    desk.write("plan", "P0", "no")
    assert "What?" not in client.visit(at).text


def test_a_page_without_the_question_does_not_clash_with_its_answer(
    client: PageClient, app: Flask
) -> None:
    app.extensions["clock"].set(AT)
    desk = Desk(form=hide(MORE))
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    desk.save("plan", {"P0": {"value": "yes"}, "P1": {"value": "By Ana"}}, by=desk.ana)
    client.send(form, P0="yes")

    assert stored()["P1"] == {"value": "By Ana"}
