"""The page for answers that came too late: it says why, and gives them back in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.forms.chosen import Chosen


def not_kept(
    message: str,
    chosen: Chosen,
    *,
    heading: str,
    module: tuple[str, str],
    go_on: tuple[str, str],
) -> ResponseReturnValue:
    """Why nothing was kept, what was chosen, and where to go on; 409.

    `module` is its address and title, `go_on` an address and the words of its button.
    """
    page = render_template(
        "curriculum/learn/not_kept.html",
        heading=heading,
        message=message,
        chosen=chosen,
        module=module,
        go_on=go_on,
    )
    return page, 409
