"""Every form that takes words can ask whether they are about a patient."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from config import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.DOTALL)
TAKES_WORDS = ("form_field(", "<textarea", 'type="text"', "caller()", "question_fields(")
ASKS = "not_a_patient("
KEEPS_DRAFTS = {"rfa/draft/section.html", "rfa/draft/conflict.html"}
"""What they keep is a draft; the page before signing asks, and nothing is sent before."""


def forms() -> Iterator[tuple[str, str]]:
    """Every form that a template writes out: the name of the template, and the form."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for form in FORM.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT / "templates").as_posix(), form


def test_a_form_that_takes_words_draws_the_boxes_of_the_confirmation() -> None:
    mute = [
        name
        for name, form in forms()
        if any(sign in form for sign in TAKES_WORDS)
        and ASKS not in form
        and name not in KEEPS_DRAFTS
    ]

    assert mute == [], "use form_page, or draw not_a_patient(form.confirming) inside the form"


def test_the_form_of_the_components_is_one_of_them() -> None:
    asking = {name for name, form in forms() if ASKS in form}

    assert "components/form.html" in asking
    assert {"reviews/sheet/sheet.html", "measures/entry.html"} <= asking
