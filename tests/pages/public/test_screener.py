"""The eligibility check: one question a page, no account, nothing stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.models import Person
from app.core.db import db
from app.rfa.models import Application, Registration
from tests.pages.public.rounds import KEY, PAGE, at, rfa_2026, set_clock
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient

CHECK = f"{PAGE}/check"
YES = ("E1", "E1a", "E3", "E4", "E5", "E6", "E7")


@pytest.fixture(autouse=True)
def _open(app: Flask) -> None:
    set_clock(app, "2026-02-20")
    rfa_2026()


def answer(client: PageClient, page: Page, choice: str | None) -> Page:
    """Answer the question that a page asks, and see what comes next."""
    return posted(client, page, choice=choice)


def posted(client: PageClient, page: Page, **sent: str | None) -> Page:
    """Send the form of a page, and open where it leads: always a page to come back to."""
    form = next(form for form in page.forms if form.method == "post")
    return client.follow(client.send(form, status=303, **sent))


def through(client: PageClient, *choices: str) -> Page:
    """Answer one question after the other."""
    page = client.visit(CHECK)
    for choice in choices:
        page = answer(client, page, choice)
    return page


def kept(client: PageClient) -> object:
    """What the visitor's cookie holds of the check."""
    with client.session_transaction() as session:
        return session.get("screening")


def asked(page: Page) -> str:
    return next(e.text for e in page.root.walk("legend"))


def test_an_emergency_department_is_not_eligible_at_once(client: PageClient) -> None:
    page = through(client, "emergency")

    assert page.headings == ["You cannot apply in this round"]
    outcome = page.one("outcome")
    assert outcome.attrs["data-outcome"] == "not eligible"
    assert 'You answered "Hospital emergency department"' in page.one("rule").text
    assert "does not follow children over time" in page.one("rule").text
    assert page.links["Call 1-800-844-0898"] == "tel:+18008440898"
    assert page.all("apply") == []
    assert kept(client) is None


def test_an_answer_is_changed_and_the_check_goes_on(client: PageClient) -> None:
    page = through(client, "emergency")

    again = client.visit(page.links["Change : What kind of practice are you?"])
    assert asked(again) == "What kind of practice are you?"
    assert again.form(CHECK).fields["choice"] == "emergency"
    page = answer(client, again, "rhc free-standing")
    for _ in YES:
        page = answer(client, page, "yes")

    assert page.one("outcome").attrs["data-outcome"] == "eligible"
    assert page.one("apply").attrs["href"] == f"{PAGE}/register"
    assert kept(client) == {KEY: {"E2": "rhc free-standing"} | dict.fromkeys(YES, "yes")}


def test_the_check_asks_at_most_eight_questions_one_at_a_time(client: PageClient) -> None:
    page = client.visit(CHECK)
    questions = 0
    while page.all("outcome") == []:
        questions += 1
        assert len(list(page.root.walk("fieldset"))) == 1
        page = answer(client, page, "fqhc" if questions == 1 else "yes")

    assert questions == 8


def test_doubts_end_in_talk_to_us_with_every_reason(client: PageClient) -> None:
    page = through(client, "other", "yes", "yes", "no", "yes", "yes", "yes", "yes")

    assert page.one("outcome").attrs["data-outcome"] == "talk to us"
    assert len(page.all("rule")) == 2
    assert page.one("apply")
    assert page.links["Call 1-800-844-0898"]
    assert kept(client)


def test_one_answer_that_excludes_ends_the_check_and_forgets_an_earlier_one(
    client: PageClient,
) -> None:
    through(client, "fqhc", *["yes"] * 7)
    assert kept(client)

    page = through(client, "fqhc", "no")

    assert page.one("outcome").attrs["data-outcome"] == "not eligible"
    assert "Only practices in Mississippi can apply" in page.text
    assert kept(client) is None


def test_back_keeps_the_answers(client: PageClient) -> None:
    page = through(client, "fqhc", "yes")
    assert asked(page) == "Do you give primary care to patients from birth to 21?"

    second = posted(client, page, choice="no", back="1")
    assert asked(second) == "Is your practice in Mississippi?"
    assert second.form(CHECK).fields["choice"] == "yes"
    first = posted(client, second, back="1")
    assert first.form(CHECK).fields["choice"] == "fqhc"
    assert "Back" not in first.buttons

    outcome = answer(client, first, "fqhc")
    assert "does not see patients under 21" in outcome.one("rule").text


def test_back_without_an_answer_is_no_mistake(client: PageClient) -> None:
    page = through(client, "fqhc")

    assert asked(posted(client, page, back="1")).startswith("What kind")


def test_a_missing_answer_is_asked_for_and_nothing_is_lost(client: PageClient) -> None:
    page = through(client, "fqhc")

    again = client.send(page.form(CHECK), status=422)

    assert "Choose an answer" in again.one("error-summary").text
    assert asked(again) == asked(page)
    assert asked(answer(client, again, "yes")).startswith("Do you give primary care")


@pytest.mark.parametrize("choice", ["no such option", "maybe", "\x00", ""])
@pytest.mark.parametrize("before", [[], ["fqhc"]])
def test_an_answer_that_was_not_offered_counts_as_none(
    client: PageClient, before: list[str], choice: str
) -> None:
    page = through(client, *before)

    again = client.send(page.form(CHECK), status=422, choice=choice)

    assert again.one("error-summary")
    assert asked(again) == asked(page)


MADE_UP = (
    "answer-E2=nonsense&answer-B4=x&show=nothing",
    "answer-E2=%00&answer-E2=fqhc",
    "answer-E2=%FF%FE&show=%FF",
    "answer-=&answer-E2&show",
    "show=E5",
    "show=B4&question=E1&choice=yes&back=1",
    "answer-E2=" + "x" * 3000,
)


@pytest.mark.parametrize("query", MADE_UP)
def test_made_up_questions_and_answers_are_ignored(client: PageClient, query: str) -> None:
    page = client.visit(f"{CHECK}?{query}")

    assert asked(page) == "What kind of practice are you?"
    assert "choice" not in page.form(CHECK).fields
    assert "nonsense" not in page.response.text
    assert kept(client) is None


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("answer-E2=fqhc", "Is your practice in Mississippi?"),
        ("answer-E2=fqhc&show=E2", "What kind of practice are you?"),
        ("answer-E2=fqhc&show=E1", "Is your practice in Mississippi?"),
        ("answer-E2=fqhc&show=E7", "Is your practice in Mississippi?"),
        ("answer-E2=fqhc&answer-E7=yes", "Is your practice in Mississippi?"),
        ("answer-E2=emergency&show=E2", "What kind of practice are you?"),
    ],
)
def test_the_address_says_which_question_is_asked(
    client: PageClient, query: str, question: str
) -> None:
    for _ in ("opened", "reloaded"):
        assert asked(client.visit(f"{CHECK}?{query}")) == question


def test_a_question_after_the_end_is_not_asked(client: PageClient) -> None:
    page = client.visit(f"{CHECK}?answer-E2=emergency&show=E1")

    assert page.one("outcome").attrs["data-outcome"] == "not eligible"


@pytest.mark.parametrize("query", ["", "?show=nothing", "?show=E7", "?answer-E2=nonsense&show=E1"])
def test_an_answer_to_no_question_leads_to_the_question_that_comes(
    client: PageClient, query: str
) -> None:
    token = client.visit(CHECK).form(CHECK).fields["csrf_token"]

    reply = client.post(f"{CHECK}{query}", data={"csrf_token": token, "choice": "yes"})

    assert (reply.status_code, reply.location) == (303, CHECK)


def test_what_waits_for_the_draft_is_the_outcome_shown_last(client: PageClient) -> None:
    yes = "&".join(f"answer-{key}=yes" for key in YES)
    first, second = (f"{CHECK}?answer-E2={kind}&{yes}" for kind in ("fqhc", "other"))
    for shown, kind in ((first, "fqhc"), (second, "other"), (first, "fqhc")):
        client.visit(shown)
        assert kept(client) == {KEY: {"E2": kind} | dict.fromkeys(YES, "yes")}


def test_going_back_to_the_first_of_all_stays_there(client: PageClient) -> None:
    page = client.visit(CHECK)

    again = posted(client, page, choice="fqhc", back="1")

    assert again.form(CHECK).fields["choice"] == "fqhc"


def test_a_question_that_is_not_asked_any_more_is_not_shown(client: PageClient) -> None:
    form = dict(build.SMALL_FORM)
    profile = dict(form["sections"][0])
    hidden = {
        "key": "Q9",
        "kind": "yes/no",
        "text": "Is the department open at night?",
        "show_if": {"question": "Q1", "is": ["private"]},
        "screen": {"no": {"outcome": "talk to us", "reason": "Call us."}},
    }
    profile["questions"] = [*profile["questions"], hidden]
    form["sections"] = [profile, *form["sections"][1:]]
    build.rfa_round(
        key="branching", form=form, opens_at=at("2026-02-02"), closes_at=at("2026-03-13")
    )
    path = "/apply/branching/check"
    private = posted(client, client.visit(path), choice="private")
    assert asked(private) == "Is the department open at night?"

    assert "choice" not in client.visit(f"{path}?show=Q9").form(path).fields
    assert client.visit(f"{path}?answer-Q1=fqhc&answer-Q9=yes&show=Q9").one("outcome")
    first = posted(client, private, choice="yes", back="1")
    assert asked(first) == "What kind of practice are you?"
    assert first.form(path).fields["choice"] == "private"


def test_nothing_is_stored_and_no_account_is_made(client: PageClient) -> None:
    with statements() as sent:
        through(client, "fqhc", *["yes"] * 7)

    assert not [one for one in sent if not one.lstrip().upper().startswith("SELECT")]
    assert db.session.query(Registration).count() == 0
    assert db.session.query(Application).count() == 0
    assert (
        not db.session.query(Person)
        .filter(Person.email.contains("@"))
        .filter_by(name="Visitor")
        .count()
    )


def test_before_the_round_opens_the_check_can_be_taken_but_nothing_started(
    app: Flask, client: PageClient
) -> None:
    set_clock(app, "2026-01-10")

    page = through(client, "fqhc", *["yes"] * 7)

    assert page.one("outcome").attrs["data-outcome"] == "eligible"
    assert page.all("apply") == []
    assert "Applications open Monday, February 2, 2026" in page.text


def test_after_the_deadline_there_is_no_check(app: Flask, client: PageClient) -> None:
    set_clock(app, "2026-03-14")

    assert client.visit(CHECK, status=302).location == PAGE


def test_a_form_without_a_check_leads_back_to_the_round(client: PageClient) -> None:
    form = dict(build.SMALL_FORM)
    profile = dict(form["sections"][0])
    profile["questions"] = [{k: v for k, v in q.items() if k != "screen"} for q in profile["questions"]]  # fmt: skip
    form["sections"] = [profile, *form["sections"][1:]]
    build.rfa_round(key="plain", form=form, opens_at=at("2026-02-02"), closes_at=at("2026-03-13"))

    assert client.visit("/apply/plain/check", status=302).location == "/apply/plain"


@pytest.mark.parametrize("kept_there", ["text", {KEY: "text"}, {"other": {"E2": "fqhc"}}])
def test_a_cookie_of_another_shape_or_round_counts_as_no_check(
    client: PageClient, kept_there: object
) -> None:
    with client.session_transaction() as session:
        session["screening"] = kept_there

    assert "Check it first" in client.visit(f"{PAGE}/register").text
