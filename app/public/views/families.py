"""For families, and for practices that refer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from app.core.clock import today
from app.policy import public
from app.public import presenters, queries
from app.public.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SECTIONS = (
    "families-lead",
    "families-coordination",
    "families-who",
    "families-conditions",
    "families-intake",
    "families-does",
    "families-does-not",
    "families-practices",
)
SHEET = ("call-sheet-lead", "call-sheet-consent", "call-sheet-have-ready")


@bp.get("/families")
@public
def families() -> ResponseReturnValue:
    """What the Children's Medical Program is, who can get help and how to start."""
    return render_template(
        "public/families.html",
        texts=queries.texts(SECTIONS),
        contacts=presenters.cards(queries.contacts(), today()),
    )


@bp.get("/families/call-sheet")
@public
def call_sheet() -> ResponseReturnValue:
    """A sheet to print for a practice that refers a family; nothing is typed here."""
    return render_template(
        "public/call_sheet.html",
        texts=queries.texts(SHEET),
        contacts=presenters.cards(queries.contacts(), today()),
    )
