"""Staff's list of applications: what is asked for, kept views, and the seal of a round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.paging import asked_page
from app.policy import Action, current_actor, requires
from app.practices.domain.counties import COUNTIES, Region
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain import filters
from app.rfa.forms.oversight import SealForm, ViewForm
from app.rfa.presenters import oversight as words
from app.rfa.presenters.wording import STATE_WORDS
from app.rfa.queries.oversight import listing, rounds
from app.rfa.services import oversight as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Round


@bp.get("/staff/applications")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_applications() -> ResponseReturnValue:
    """The applications of one round that fit the filters of the address, 25 a page."""
    return _list(request.args, ViewForm())


def _list(given: Mapping[str, str], form: ViewForm) -> ResponseReturnValue:
    at, actor = now(), current_actor()
    wanted = filters.read(given)
    every = rounds.published_rounds()
    of = rounds.chosen(every, given.get("round", ""), at)
    if of is None:
        return render_template("rfa/oversight/no_round.html")
    overseen = rounds.overseen(of)
    counts = listing.counts(of.id)
    page = listing.page(of.id, wanted, actor.person_id, asked_page())
    marks = listing.marks(of.id, [row.application.id for row in page.rows])
    form.query.data, form.round.data = urlencode(wanted.query()), of.key
    here: dict[str, Any] = {"round": of.key}
    view = render_template(
        "rfa/oversight/applications.html",
        of=overseen,
        rounds=every,
        wanted=wanted,
        rows=words.list_rows(page.rows, overseen, marks, at),
        page=page,
        links=words.state_links(counts, wanted),
        funnel=words.funnel(counts),
        heads=tuple(words.heads(wanted)),
        tags=marks.tags,
        views=[
            (view, dict(parse_qsl(view.query))) for view in listing.saved_views(actor.person_id)
        ],
        closes=words.closing_words(overseen, at),
        seal=words.seal_words(overseen, at),
        holds=overseen.seal.holds(at),
        states=STATE_WORDS,
        kinds=list(PracticeKind),
        regions=list(Region),
        counties=COUNTIES,
        checks=list(filters.Check),
        form=form,
        here=here | wanted.query(),
        list_address=lambda query: url_for(".staff_applications", **here | query),
        page_address=lambda page: url_for(
            ".staff_applications", **here | wanted.query() | {"page": page}
        ),
    )
    return view, 422 if form.errors else 200


@bp.post("/staff/applications/views")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_save_view() -> ResponseReturnValue:
    """Keep the filters in use under a name of one's own."""
    form = ViewForm()
    given: dict[str, Any] = dict(parse_qsl(form.query.data or ""))
    of = _round(form.round.data or "")
    given["round"] = of.key
    if form.accepted():
        try:
            with transaction():
                services.save_view(
                    filters.read(given),
                    of,
                    name=form.name.data or "",
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"The view {form.name.data} is saved.", "success")
            return redirect(url_for(".staff_applications", **given))
    return _list(given, form)


@bp.post("/staff/applications/views/<id:view_id>/remove")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_remove_view(view_id: int) -> ResponseReturnValue:
    """Forget one of one's own views."""
    actor = current_actor()
    view = listing.saved_view(view_id, actor.person_id)
    name = view.name
    with transaction():
        services.remove_view(view, by=actor, at=now())
    flash(f"The view {name} is removed.", "success")
    return redirect(url_for(".staff_applications"))


@bp.route("/staff/applications/seal/<slug:key>", methods=["GET", "POST"])
@requires(Action.SEAL_BREAK)
def staff_seal(key: str) -> ResponseReturnValue:
    """Say what breaking the seal means, ask why, then break it; afterwards say who did."""
    of = _round(key)
    form = SealForm()
    if form.accepted():
        with transaction():
            services.break_seal(of, reason=form.reason.data or "", by=current_actor(), at=now())
        flash("The seal is broken. What applicants wrote can be read now.", "success")
        return redirect(url_for(".staff_applications", round=of.key))
    overseen = rounds.overseen(of)
    page = render_template(
        "rfa/oversight/seal.html",
        of=overseen,
        form=form,
        who=names_of([of.seal_broken_by_id]).get(of.seal_broken_by_id or 0, ""),
    )
    return page, 422 if form.errors else 200


def _round(key: str) -> Round:
    found = rounds.chosen(rounds.published_rounds(), key, now())
    if found is None:
        raise Missing(key)
    return found
