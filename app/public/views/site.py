"""Pages about the site: contact, privacy, accessibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from app.core.clock import today
from app.policy import public
from app.public import presenters, queries
from app.public.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/contact")
@public
def contact() -> ResponseReturnValue:
    """The directory, each entry with the day on which it was checked."""
    return render_template(
        "public/contact.html",
        text=queries.texts(["contact"])["contact"],
        contacts=presenters.cards(queries.contacts(), today()),
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What the site keeps and what not."""
    text = queries.texts(["privacy"])["privacy"]
    return render_template("public/text.html", title="Privacy and data use", text=text)


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What the site promises to everybody who uses it."""
    text = queries.texts(["accessibility"])["accessibility"]
    return render_template("public/text.html", title="Accessibility", text=text)
