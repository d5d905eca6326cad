"""What every form says about lists, in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import CheckboxesField, Choice, PageForm, control_attributes

if TYPE_CHECKING:
    from flask import Flask

ONE = [Choice("a", "A"), Choice("b", "B")]
NUMBERS = [Choice(1, "A")]


class Chosen(PageForm):
    """Lists of every sort."""

    menu = SelectField("Menu", choices=ONE)
    radio = RadioField("Radio", choices=ONE)
    boxes = CheckboxesField("Boxes", choices=ONE)
    whole = SelectField("Whole", choices=NUMBERS, coerce=int)
    wholes = CheckboxesField("Wholes", choices=NUMBERS, coerce=int)
    bare = SelectField("Bare", [InputRequired()], choices=ONE, validate_choice=False)
    long = SelectField("Long", [Length(max=2)], choices=ONE, validate_choice=False)
    longer = SelectField("Longer", [Length(max=1)], choices=ONE, validate_choice=False)


@pytest.mark.parametrize("field", ["menu", "radio", "boxes", "whole", "wholes"])
def test_what_is_not_in_a_list_is_refused_in_our_words(app: Flask, field: str) -> None:
    with app.test_request_context(method="POST", data={field: ["nope", "neither"]}):
        form = Chosen()
        form.validate()
        assert form[field].errors[0] == "Choose one of the list"


def test_other_rules_say_what_they_say(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"long": "nope", "longer": "nope"}):
        form = Chosen()
        form.validate()
        assert list(form.bare.errors) == ["This field is required."]
        assert list(form.long.errors) == ["Field cannot be longer than 2 characters."]
        assert list(form.longer.errors) == ["Field cannot be longer than 1 character."]


class Told(PageForm):
    """A text that may have three characters."""

    story = TextAreaField("Story", [Length(max=3, message="Use at most 3 characters")])


def test_no_browser_cuts_what_is_pasted_and_the_form_says_that_it_is_too_long(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"story": "four"}):
        form = Told()
        assert not form.validate()
        drawn = str(form.story(**control_attributes(form.story, max=3)))
        assert "maxlength" not in drawn
        assert 'data-max="3"' in drawn
        assert "four" in drawn
        assert form.story.errors == ["Use at most 3 characters"]
