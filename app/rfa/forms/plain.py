"""Small forms that several pages about applications share."""

from __future__ import annotations

from wtforms import SubmitField

from app.core.forms import PageForm


class ConfirmForm(PageForm):
    """A deed that needs nothing but the click."""

    save = SubmitField("Continue")
