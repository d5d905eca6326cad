"""Certificates: the owner's PDF, and the public page on which anybody checks a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for

from app.accounts.services.mails import full_address
from app.accounts.services.throttle import TooManyTries
from app.accounts.views import visit
from app.core.clock import now, today
from app.core.db import writing
from app.core.errors import Missing
from app.core.headers import as_download
from app.core.pages import error_page
from app.core.text import clean_line
from app.curriculum.domain import proofs
from app.curriculum.presenters import certificates as words
from app.curriculum.queries import certificates as queries
from app.curriculum.queries import proofs as records
from app.curriculum.services import certificates as services
from app.curriculum.views.blueprint import bp
from app.policy import Action, allows, current_actor, public, signed_in

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from app.curriculum.queries.certificates import Proof

HELD_BACK = "There were too many wrong numbers from here. Wait 5 minutes, then try again."
PDF = "application/pdf"


@bp.get("/certificates/<name:number>.pdf")
@signed_in
def certificate_pdf(number: str) -> ResponseReturnValue:
    """A certificate to print, for its owner and for staff who oversee the owner's learning."""
    of = queries.proof(proofs.read_number(number))
    if not _may_read(of):
        raise Missing(number)
    content = words.pdf(of, full_address(url_for(".verify_number", number=of.row.number)))
    reply = current_app.response_class(content, mimetype=PDF)
    return as_download(reply, f"certificate-{of.row.number}.pdf")


def _may_read(of: Proof) -> bool:
    actor = current_actor()
    return of.row.person_id == actor.person_id or any(
        allows(actor, Action.LEARNING_OVERSEE, place)
        for place in records.places_of(of.row.person_id)
    )


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """A box for the number of a certificate."""
    typed = clean_line(request.args.get("number", ""))
    if not typed:
        error = "Type the number of the certificate" if "number" in request.args else ""
        page = render_template("curriculum/verify.html", number="", answer=None, error=error)
        return page, 422 if error else 200
    found = proofs.read_number(typed)
    shown = "".join(sign for sign in typed if sign.isalnum())[:24] or "none"
    return redirect(url_for(".verify_number", number=shown if found == proofs.NO_NUMBER else found))


@bp.get("/verify/<name:number>")
@public
def verify_number(number: str) -> ResponseReturnValue:
    """Whether a certificate is valid: the same work and the same shape, whatever the number.

    Wrong numbers are counted by network address, and nothing is told once there were too many.
    """
    found = queries.numbered(proofs.read_number(number))
    is_found, answer = found is not None, words.answer(found, today())
    try:
        with writing():
            services.count_look(visit.address(), is_found=is_found, at=now())
    except TooManyTries as too_many:
        return _held_back(too_many)
    return render_template("curriculum/verify.html", number=number[:24], answer=answer)


def _held_back(too_many: TooManyTries) -> Response:
    reply = current_app.make_response(error_page(429, HELD_BACK))
    reply.headers["Retry-After"] = str(too_many.seconds)
    return reply
