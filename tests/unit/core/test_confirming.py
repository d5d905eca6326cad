"""Words that look like a patient's identifier stop a form until they are edited or confirmed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wtforms import (
    EmailField,
    FieldList,
    Form,
    FormField,
    MultipleFileField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from app.core import confirming
from app.core.confirming import LONGEST_REASON, NO_REASON, NO_TICK, Confirming, Typed
from app.core.forms import PageForm
from app.core.keyed import keyed_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

SSN, OTHER = "428-11-5937", "428-11-5938"
LOOKS = "This looks like a Social Security number. Take it out: no patient details belong here."
REASON = "It is our order number"
SAYS = {"not_a_patient": "y", "not_a_patient_reason": REASON}


class Line(Form):
    said = StringField("Said")


class Words(PageForm):
    """Every sort of field that may hold words, and some that do not."""

    title = StringField("Title", [DataRequired("Enter a title")])
    body = TextAreaField("Body")
    email = EmailField("Email")
    password = PasswordField("Password")
    lines = FieldList(FormField(Line), min_entries=1)
    one = FormField(Line)
    files = MultipleFileField("Files")

    def other_words(self) -> Iterable[Typed]:
        return [Typed("cell", "Line 7", f"Born {self.title.data}")]


class Anonymous(PageForm):
    words_may_be_confirmed = False
    body = TextAreaField("Body")


def form(app: Flask, kind: type[PageForm] = Words, /, **sent: Any) -> Any:
    """A form that was sent so, and whether it is valid."""
    sent = {"title": "T", **sent} if kind is Words else sent
    with app.test_request_context(method="POST", data=sent):
        made = kind()
        made.meta.csrf = False
        del made.csrf_token
        valid = made.validate()
        return made, valid, confirming.confirmed()


def seen(app: Flask, **sent: Any) -> str:
    made, valid, _ = form(app, **sent)
    assert not valid
    return str(made.confirming.boxes.seen.data)


@pytest.mark.parametrize(
    ("name", "label"),
    [("body", "Body"), ("lines-0-said", "Said"), ("one-said", "Said")],
)
def test_such_words_stop_the_form_beside_their_field(app: Flask, name: str, label: str) -> None:
    made, valid, noted = form(app, **{name: f"It is {SSN}."})

    assert not valid
    assert LOOKS in str(made.errors)
    assert made.confirming.is_asked
    assert made.confirming.about == (label,)
    assert made.confirming.lines == []
    assert noted is None


def test_the_name_of_a_file_counts(app: Flask) -> None:
    made, valid, _ = form(app, files=[(io.BytesIO(b"x"), f"chart_no_55123_{SSN}.pdf")])

    assert not valid
    assert made.files.errors == [
        "This looks like a Social Security number. Take it out: no patient details belong here."
    ]
    assert made.confirming.about == ("Files: its name",)
    assert made.confirming.has_files


def test_words_that_no_field_holds_are_told_on_top(app: Flask) -> None:
    made, valid, _ = form(app, title="3/14/2015")

    assert not valid
    assert made.form_errors == [
        "Line 7: This looks like a date of birth. Take it out: no patient details belong here."
    ]


def test_addresses_and_passwords_are_no_words(app: Flask) -> None:
    _, valid, _ = form(app, email=f"{SSN}@example.org", password=SSN)
    assert valid


def test_what_was_there_before_is_not_asked_again(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"title": "T", "body": f"Order {SSN}"}):
        made = Words(data={"title": "T", "body": f"Order {SSN}"})
        del made.csrf_token
        assert made.validate()
        assert not made.confirming.is_asked


def test_with_tick_and_reason_the_form_is_valid_and_says_what_was_confirmed(app: Flask) -> None:
    sent = {"body": f"Order {SSN}", "one-said": f"and {SSN}"}
    mark = seen(app, **sent)

    made, valid, noted = form(app, **sent, **SAYS, _words_seen=mark)

    assert valid
    assert noted is not None
    assert noted.fields == ("Body", "Said")
    assert noted.kinds == ("a Social Security number",)
    assert noted.reason == made.confirming.reason == REASON
    assert SSN not in repr(noted)
    assert SSN not in mark


def test_a_tick_is_about_the_words_that_were_shown(app: Flask) -> None:
    mark = seen(app, body=f"Order {SSN}")

    for sent in ({"body": f"Order {SSN}, {OTHER}"}, {"body": f"Order {OTHER}"}):
        made, valid, noted = form(app, **sent, **SAYS, _words_seen=mark)
        assert not valid
        assert noted is None
        assert not made.confirming.boxes.tick.data
        assert made.confirming.boxes.reason.data == REASON
    assert form(app, body=f"The order {SSN}!", **SAYS, _words_seen=mark)[1]
    assert not form(app, body=f"Order {SSN}", **SAYS)[1]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, []),
        ({"not_a_patient": "y"}, [("not_a_patient_reason", NO_REASON)]),
        (SAYS | {"not_a_patient_reason": "an order"}, [("not_a_patient_reason", NO_REASON)]),
        ({"not_a_patient_reason": REASON}, [("not_a_patient", NO_TICK)]),
        (
            SAYS | {"not_a_patient_reason": f"it is {SSN} really"},
            [("not_a_patient_reason", LOOKS)],
        ),
        (
            SAYS | {"not_a_patient_reason": "so it is " + "x" * LONGEST_REASON},
            [("not_a_patient_reason", "Shorten this to 300 characters or fewer")],
        ),
    ],
)
def test_a_confirmation_needs_a_tick_and_a_reason_without_the_words(
    app: Flask, sent: dict[str, str], wrong: list[tuple[str, str]]
) -> None:
    mark = seen(app, body=f"Order {SSN}")
    made, valid, noted = form(app, body=f"Order {SSN}", _words_seen=mark, **sent)

    assert not valid
    assert made.confirming.lines == wrong
    assert made.confirming.reason == ""
    assert noted is None


def test_nothing_is_noted_while_another_field_is_wrong(app: Flask) -> None:
    mark = seen(app, body=f"Order {SSN}")
    made, valid, noted = form(app, title="", body=f"Order {SSN}", _words_seen=mark, **SAYS)

    assert not valid
    assert made.errors.keys() == {"title"}
    assert made.confirming.is_asked
    assert noted is None


def test_where_nobody_is_named_words_can_only_be_taken_out(app: Flask) -> None:
    made, valid, noted = form(app, Anonymous, body=f"Order {SSN}", **SAYS)

    assert not valid
    assert made.body.errors == [LOOKS]
    assert not made.confirming.is_asked
    assert noted is None


def test_of_very_many_places_the_first_are_named(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        asked = Confirming()
        asked.look(Typed(f"n{n}", f"Line {n}", SSN) for n in range(25))

    assert len(asked.about) == 21
    assert asked.about[-1] == "5 more"


def test_outside_of_a_request_nothing_was_confirmed() -> None:
    assert confirming.confirmed() is None


def test_digests_of_one_text_differ_by_purpose(app: Flask) -> None:
    with app.app_context():
        assert keyed_digest("a", "x") == keyed_digest("a", "x") != keyed_digest("b", "x")
        assert len(keyed_digest("a", "x")) == 64


@given(
    before=st.text(alphabet=st.characters(categories=["L", "P", "Zs"], exclude_characters="-")),
    after=st.text(alphabet=st.characters(categories=["L", "P", "Zs"], exclude_characters="-")),
)
def test_a_number_is_found_wherever_it_stands(app: Flask, before: str, after: str) -> None:
    with app.test_request_context(method="POST"):
        stopped = Confirming().look([Typed("body", "Body", f"{before} {SSN} {after}")])
    assert stopped.keys() == {"body"}
