"""The page on which a reviewer reads an application and scores it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.confirming import Confirming, Typed
from app.core.db import transaction
from app.core.errors import NotPossibleNow, Refused
from app.core.forms import posted
from app.policy import Action, current_actor, requires
from app.reviews.domain.kinds import ReviewState
from app.reviews.domain.sheets import Fault
from app.reviews.forms.sheets import CANNOT, as_fields, posted_sheet, sent_sheet
from app.reviews.presenters import answers
from app.reviews.presenters import sheets as words
from app.reviews.presenters.desk import about
from app.reviews.queries import desk, sheets
from app.reviews.services import reviews
from app.reviews.services.reviews import Stale
from app.reviews.views.blueprint import bp
from app.reviews.views.fetching import take_open_seat, take_seat
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from app.reviews.domain.sheets import Sheet
    from app.reviews.queries.seats import Seat

SEND, NEXT = "send", "next"


@bp.get("/reviews/<id:application_id>")
@requires(Action.REVIEW_WRITE)
def sheet(application_id: int) -> ResponseReturnValue:
    """The application beside its score sheet; before that, what has to be declared."""
    seat = take_seat(application_id)
    if not seat.has_declared:
        return redirect(url_for("reviews.declaration", key=seat.application.round.key))
    if not seat.is_open:
        return redirect(url_for("reviews.conflict", application_id=application_id))
    return _page(seat)


@bp.post("/reviews/<id:application_id>")
@requires(Action.REVIEW_WRITE)
def save(application_id: int) -> ResponseReturnValue:
    """Keep the sheet, and send it when that was asked for and nothing is missing."""
    at, go = now(), request.form.get("go", "")
    problems: tuple[Fault, ...] = ()
    asked = Confirming(posted())
    try:
        with transaction():
            seat = take_open_seat(application_id, locked=True)
            typed, edit = posted_sheet(sheets.criteria_of(seat))
            review = reviews.save_draft(seat, typed, edit=edit, by=current_actor(), at=at)
            if go == SEND:
                problems = (*_missing(seat, review), *_about_patients(seat, typed, asked))
                if not problems:
                    asked.take()
                    reviews.submit(seat, review, by=current_actor(), at=at)
    except Stale as stale:
        seat = take_open_seat(application_id)
        return _page(seat, typed, edit=stale.edit, theirs=stale.theirs, status=409)
    except NotPossibleNow as closed:
        fault, seat = Fault("", closed.message), take_open_seat(application_id)
        return _page(seat, lost=typed, problems=(fault,), status=409)
    except Refused as refusal:
        fault, seat = Fault(refusal.field or "", refusal.message), take_open_seat(application_id)
        return _page(seat, typed, edit=edit, problems=(fault,), status=422)
    if problems:
        return _page(take_open_seat(application_id), problems=problems, asked=asked, status=422)
    if go == NEXT:
        flash("Your draft is saved.", "success")
        return _step(application_id, 1)
    flash("Your review is sent. Thank you." if go == SEND else "Your draft is saved.", "success")
    return redirect(url_for(".sheet", application_id=application_id))


def _missing(seat: Seat, review: Any) -> tuple[Fault, ...]:
    """What is missing before a draft can be sent."""
    return reviews.missing(seat, review) if review.state is ReviewState.DRAFT else ()


def _about_patients(seat: Seat, typed: Sheet, asked: Confirming) -> tuple[Fault, ...]:
    """The texts that seem to name a patient; a draft keeps them, nobody else reads it."""
    names = words.labels(document_of(seat.application.round))
    texts = {name: text for name, text in as_fields(typed).items() if name in names}
    stopped = asked.look(Typed(name, names[name], text) for name, text in texts.items())
    return tuple(Fault(name, f"{names[name]}: {message}") for name, message in stopped.items())


@bp.put("/reviews/<id:application_id>")
@requires(Action.REVIEW_WRITE)
def autosave(application_id: int) -> ResponseReturnValue:
    """The same for the page's script while somebody types: keeps the draft, sends nothing."""
    at = now()
    try:
        with transaction():
            seat = take_open_seat(application_id, locked=True)
            typed, edit = sent_sheet(sheets.criteria_of(seat))
            review = reviews.save_draft(seat, typed, edit=edit, by=current_actor(), at=at)
    except Stale as stale:
        return jsonify(conflict=as_fields(stale.theirs), edit=stale.edit), 409
    except NotPossibleNow as closed:
        return jsonify(error=closed.message), 409
    except Refused as refusal:
        return jsonify(error=refusal.message), 422
    document = document_of(seat.application.round)
    return jsonify(
        edit=review.edit,
        saved=words.saved_words(review, at),
        **words.total_words(typed, document),
    )


@bp.get("/reviews/<id:application_id>/next")
@requires(Action.REVIEW_WRITE)
def next_sheet(application_id: int) -> ResponseReturnValue:
    """On to the next application that is left to do."""
    take_seat(application_id)
    return _step(application_id, 1)


@bp.get("/reviews/<id:application_id>/previous")
@requires(Action.REVIEW_WRITE)
def previous_sheet(application_id: int) -> ResponseReturnValue:
    """Back to the one before that is left to do."""
    take_seat(application_id)
    return _step(application_id, -1)


def _step(application_id: int, step: int) -> Response:
    found = desk.neighbour(desk.piles(g.person.id, now()), application_id, step)
    if found is None:
        return redirect(url_for(".desk"))
    return redirect(url_for(".sheet", application_id=found.application.id))


def _page(
    seat: Seat,
    typed: Sheet | None = None,
    *,
    edit: int | None = None,
    theirs: Sheet | None = None,
    lost: Sheet | None = None,
    problems: tuple[Fault, ...] = (),
    asked: Confirming | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page with what is kept, or with `typed` in its place.

    `theirs` is what another window saved meanwhile; `lost` is what was typed too late.
    """
    at = now()
    document = document_of(seat.application.round)
    kept = sheets.written(seat.review, document.criteria)
    shown = kept if typed is None else typed
    reading = sheets.reading(seat)
    state = seat.review.state if seat.review else None
    told = answers.told(reading.content)
    named = words.labels(document)
    page = render_template(
        "reviews/sheet/sheet.html",
        seat=seat,
        of=seat.application,
        reading=reading,
        about=about(seat.application.practice) if seat.sees_applicant else "",
        due=words.due_words(seat, at),
        told=told,
        lines=words.lines(document, shown, [part.key for part in told.sections]),
        sheet=shown,
        count=len(document.criteria),
        totals=words.total_words(shown, document),
        saved=words.saved_words(seat.review, at) if typed is None else "",
        edit=edit if edit is not None else (seat.review.edit if seat.review else 0),
        is_sent=state is ReviewState.SUBMITTED,
        is_written=state is not ReviewState.SUBMITTED and seat.application.told_at is None,
        advice=words.ADVICE,
        texts=words.LABELS,
        cannot=CANNOT,
        problems=[
            *((words.control_of(fault, document), fault.message) for fault in problems),
            *(asked.lines if asked else ()),
        ],
        asked=asked,
        faulty={fault.field: fault.message for fault in problems},
        others=words.other_texts(document, as_fields(shown), as_fields(theirs)) if theirs else (),
        lost=[(named[name], text) for name, text in as_fields(lost).items() if text]
        if lost
        else [],
    )
    return page, status
