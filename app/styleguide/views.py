"""One page that shows every component in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from app.core.clock import today
from app.policy import Action, requires
from app.styleguide.forms import SampleForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("styleguide", __name__)


@bp.get("/staff/components")
@requires(Action.STYLEGUIDE_VIEW)
def components() -> ResponseReturnValue:
    """Every component; the form is shown as it looks after a mistake."""
    form = SampleForm()
    form.validate()
    return render_template(
        "styleguide/components.html", sample=form, day=today(), page_address=_address
    )


def _address(page: int) -> str:
    return f"#tables-{page}"
