"""Beginning an application: for a practice of one's own, or for one that is new here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import NotPossibleNow, Refused
from app.policy import current_actor, signed_in
from app.practices.domain.kinds import PracticeKind
from app.public.forms.apply import NewPracticeForm
from app.public.views.blueprint import bp
from app.public.views.screener import kept_answers
from app.rfa.presenters import calls
from app.rfa.queries import registration as queries
from app.rfa.queries import rounds
from app.rfa.services import registration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from app.rfa.models import Application, Round

_KINDS = frozenset(kind.value for kind in PracticeKind)
_LARGEST = 2**31 - 1


@bp.route("/apply/<slug:key>/start", methods=["GET", "POST"])
@signed_in
def start(key: str) -> ResponseReturnValue:
    """Choose the practice that applies; from there on, the application is where one works."""
    with reading():
        of = rounds.public_round(key)
        call = calls.call(of, rounds.window_of(of), now())
        counties = calls.county_words(of.only_counties)
        screening = kept_answers(key) or queries.screening_of(of.id, g.person.email)
    if not call.is_open and request.method == "GET":
        flash(f"{call.title} does not take applications now.", "error")
        return redirect(url_for(".call_page", key=key))
    form = NewPracticeForm(kind=_kind_in(screening))
    try:
        begun = _begin(form, of, screening)
        if begun is not None:
            return redirect(url_for("rfa.application", application_id=begun.id))
    except NotPossibleNow:
        raise
    except Refused as refusal:
        form.show(refusal)
    with reading():
        choices = queries.choices(of, current_actor())
    page = render_template(
        "public/start.html",
        form=form,
        call=call,
        choices=choices,
        counties=counties,
        has_check=bool(screening),
    )
    return page, 422 if request.method == "POST" else 200


def _begin(form: NewPracticeForm, of: Round, screening: Mapping[str, str]) -> Application | None:
    """Begin what was posted: for a practice that was chosen, or for one that was typed in."""
    chosen = request.form.get("practice", "")
    if request.method == "POST" and chosen:
        with transaction():
            return registration.start_for(
                of, _number(chosen), screening=screening, by=current_actor(), at=now()
            )
    if not form.accepted():
        return None
    with transaction():
        return registration.start_for_new(
            of,
            name=str(form.name.data),
            kind=PracticeKind(form.kind.data),
            county=str(form.county.data),
            city=str(form.city.data or ""),
            screening=screening,
            by=current_actor(),
            at=now(),
        )


def _number(text: str) -> int:
    """The number of a practice in a form; 0, which no practice has, for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= 10
    return int(text) if plain and int(text) <= _LARGEST else 0


def _kind_in(screening: Mapping[str, str]) -> str | None:
    """The kind of practice that the eligibility check was answered with, if it is one of ours."""
    return next((answer for answer in screening.values() if answer in _KINDS), None)
