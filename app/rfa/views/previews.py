"""Staff pages: the form of a round as an applicant of some kind is asked it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from app.core.errors import Missing
from app.policy import Action, requires
from app.practices.domain.kinds import PracticeKind
from app.rfa.presenters import form_editor as words
from app.rfa.queries import rounds as queries
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/staff/rounds/<slug:key>/preview")
@requires(Action.ROUND_MANAGE)
def round_preview(key: str) -> ResponseReturnValue:
    """Every section with its questions, and the rubric."""
    return _preview(key)


@bp.get("/staff/rounds/<slug:key>/preview/<slug:section>")
@requires(Action.ROUND_MANAGE)
def round_preview_section(key: str, section: str) -> ResponseReturnValue:
    """One section, with what it is scored by."""
    return _preview(key, section)


def _preview(key: str, section: str = "") -> ResponseReturnValue:
    of = queries.round_with(key)
    asked = request.args.get("kind", "")
    kind = asked if asked in words.KIND_OF_PRACTICE else PracticeKind.FQHC.value
    document = words.as_asked(queries.document_of(of), kind, pays=of.pays)
    shown = document.section(section)
    if section and shown is None:
        raise Missing(section)
    here = [one.key for one in document.sections] if shown is None else [shown.key]
    endpoint = ".round_preview_section" if section else ".round_preview"
    return render_template(
        "rfa/rounds/preview.html",
        round=of,
        document=document,
        shown=shown,
        outline=[one for one in words.outline(document) if one.section.key in here],
        criteria=[one for one in document.criteria if one.section in here],
        kind=kind,
        kinds=words.KIND_OF_PRACTICE,
        address=url_for(endpoint, key=key, section=section or None),
    )
