"""Who was awarded, for everybody: never a score, and nothing before it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from app.awards.queries import told
from app.awards.views.blueprint import bp
from app.policy import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/awardees")
@public
def awardees() -> ResponseReturnValue:
    """Practices with a place: name, county, type and cohort."""
    return render_template("awards/telling/awardees.html", awardees=told.awardees())
