"""Rules of the public pages: safe HTML, what is old, what a phone dials, what answers mean."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.markdown import rendered
from app.public.domain.check import QUESTIONS, Answer, outcome
from app.public.domain.contacts import STANDARD, dialled, is_old
from app.public.domain.texts import ALL, LONGEST, TEXTS
from tests.support.html import _Reader

SAFE = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "hr", "br", "a"}

# texts as HTML


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("# a", "<h2>a</h2>"),
        ("## a", "<h2>a</h2>"),
        ("### a", "<h3>a</h3>"),
        ("###### a", "<h4>a</h4>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("[a](/contact)", '<p><a href="/contact" rel="noopener noreferrer">a</a></p>'),
        ("[a](tel:+1601)", '<p><a href="tel:+1601" rel="noopener noreferrer">a</a></p>'),
        ("    not code", "<p>not code</p>"),
    ],
)
def test_the_small_part_of_markdown_that_texts_may_use(body: str, html: str) -> None:
    assert str(rendered(body)).strip() == html


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "<javascript:alert(1)>",
        '[a](https://x.example "onmouseover=alert(1)")',
        "![a](https://x.example/a.png)",
        "`<b>`",
    ],
)
def test_what_could_harm_a_reader_stays_text(body: str) -> None:
    reader = _Reader()
    reader.feed(str(rendered(body)))
    elements = list(reader.root.walk())

    assert {e.tag for e in elements} <= SAFE
    assert {name for e in elements for name in e.attrs} <= {"href", "rel"}
    links = [e.attrs["href"] for e in elements if "href" in e.attrs]
    assert all(link.startswith("https://x.example") for link in links)


@given(st.text(alphabet="<>&\"'[]()!*_#->`/\\: \n\tajscriptx=", max_size=80))
def test_any_text_becomes_html_that_is_closed_and_harmless(body: str) -> None:
    reader = _Reader()
    reader.feed(str(rendered(body)))
    reader.close()

    assert reader.faults == []
    assert {e.tag for e in reader.root.walk()} <= SAFE
    assert {name for e in reader.root.walk() for name in e.attrs} <= {"href", "rel", "start"}


def test_every_text_has_a_key_of_its_own_and_comes_with_words() -> None:
    assert len(TEXTS) == len(ALL)
    for text in ALL:
        assert 0 < len(text.body) < LONGEST
        assert text.help.endswith(".")
        assert "<h" not in rendered(text.body) or text.body.startswith("## ")


def test_every_text_says_on_which_page_it_can_be_read() -> None:
    assert TEXTS["landing-intro"].path == "/"
    assert TEXTS["families-lead"].path == "/families"
    assert TEXTS["privacy"].path == "/privacy"


def test_the_groups_of_conditions_are_eleven_and_only_examples() -> None:
    body = TEXTS["families-conditions"].body

    assert body.count("\n- ") == 11
    assert "examples, not the whole list" in body


# contacts


def test_the_standard_contacts_hold_the_facts_and_are_old() -> None:
    phones = [one.phone for one in STANDARD]

    assert phones[:2] == ["1-800-844-0898", "601-576-7281"]
    assert STANDARD[2].address == "570 East Woodrow Wilson Drive, Jackson, MS 39216"
    assert {one.verified_on for one in STANDARD} == {dt.date(2016, 5, 11)}
    assert all(dialled(phone) for phone in phones)
    assert len({one.key for one in STANDARD}) == len(STANDARD)


@pytest.mark.parametrize(("days", "old"), [(0, False), (180, False), (181, True)])
def test_a_check_is_old_after_180_days(days: int, old: bool) -> None:
    day = dt.date(2026, 11, 2)

    assert is_old(day - dt.timedelta(days=days), day) is old


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("1-800-844-0898", "+18008440898"),
        ("601.576.7281", "+16015767281"),
        ("(601) 576-7281", "+16015767281"),
        ("+1 601 576 7281", "+16015767281"),
        ("866-HLTHY4U", "+18664584948"),
        ("866-hlthy4u x 7", "+18664584948;ext=7"),
        ("601-576-7281, ext. 12", "+16015767281;ext=12"),
        ("576-7281", None),
        ("101-576-7281", None),
        ("601-576-7281 or 7282", None),
        ("call us", None),
        ("", None),
    ],
)
def test_what_a_phone_dials(phone: str, number: str | None) -> None:
    assert dialled(phone) == number


# the four questions


def test_only_four_times_yes_is_likely_and_nobody_is_refused() -> None:
    keys = [question.key for question in QUESTIONS]
    for given_answers in product(Answer, repeat=len(keys)):
        found = outcome(dict(zip(keys, given_answers, strict=True)))
        unsure = [answer for answer in given_answers if answer is not Answer.YES]

        assert found.is_likely is (not unsure)
        assert len(found.advice) == len(unsure)


def test_no_advice_says_that_somebody_is_not_eligible() -> None:
    words = " ".join(question.advice for question in QUESTIONS).lower()

    assert "eligible" not in words
    assert "cannot" not in words
