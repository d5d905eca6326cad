"""Checking, signing and sending an application, and what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts import queries as accounts
from app.accounts.services.throttle import TooManyTries
from app.accounts.views import tries
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.headers import as_download
from app.policy import APPLICANT_ROLES, Action, allows, current_actor, requires
from app.rfa.domain import judging
from app.rfa.domain.snapshots import differences, fingerprint
from app.rfa.domain.states import may_submit
from app.rfa.forms.plain import ConfirmForm
from app.rfa.forms.signing import SignForm
from app.rfa.presenters import receipts
from app.rfa.presenters import signing as words
from app.rfa.presenters.task_list import deadline
from app.rfa.queries import applications, teamwork, telling
from app.rfa.services import signing, submitting
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Submission
    from app.rfa.queries.applications import Opened

PDF = "application/pdf"


@bp.get("/applications/<id:application_id>/check")
@requires(Action.APPLICATION_VIEW)
def check(application_id: int) -> ResponseReturnValue:
    """Everything that is missing or wrong, with the way to it; then the way to send."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    return _check_page(of)


def _check_page(of: Opened, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    at = now()
    team = accounts.roster(of.application.practice_id, APPLICANT_ROLES)
    page = render_template(
        "rfa/draft/check.html",
        of=of,
        groups=receipts.to_do(of),
        to_confirm=receipts.to_confirm(of),
        may_write=allows(current_actor(), Action.APPLICATION_WRITE, of.place),
        refusal=refusal,
        signers=words.who_signs(team),
        signature=words.state_words(of, of.last_signature, _account_of(of)),
        is_signed=of.is_signed,
        may_send=may_submit(of.access, at)
        and allows(current_actor(), Action.APPLICATION_SUBMIT, of.place),
        may_sign=allows(current_actor(), Action.APPLICATION_SIGN, of.place),
        deadline=deadline(of, at),
        open_comments=teamwork.count_open_comments(of.id),
        form=ConfirmForm(),
    )
    return page, status


@bp.route("/applications/<id:application_id>/sign", methods=["GET", "POST"])
@requires(Action.APPLICATION_VIEW)
def sign(application_id: int) -> ResponseReturnValue:
    """Sign, as the authorised signer; everybody else is told who that is."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    form = SignForm(name=g.person.name)
    if not allows(current_actor(), Action.APPLICATION_SIGN, of.place):
        return _sign_page(of, form, status=403 if request.method == "POST" else 200)
    if not form.accepted():
        return _sign_page(of, form)
    at = now()
    try:
        tries.prove(g.person, str(form.password.data))
        with transaction():
            of = fetch(application_id, Action.APPLICATION_SIGN, locked=True)
            signing.sign(
                of,
                name=str(form.name.data),
                title=str(form.title.data),
                seen=str(form.seen.data),
                by=current_actor(),
                at=at,
            )
    except TooManyTries as too_many:
        return tries.refuse(too_many, g.person.email)
    except (Conflict, NotPossibleNow):
        raise
    except Refused as refusal:
        form.show(refusal)
        return _sign_page(applications.opened(application_id), form)
    flash("You have signed. The application can be sent now.", "success")
    return redirect(url_for(".check", application_id=application_id))


def _account_of(of: Opened) -> str:
    """The name of the account that signed last; "" when nobody has."""
    return applications.signer_name(of.last_signature) if of.last_signature else ""


def _sign_page(of: Opened, form: SignForm, status: int = 200) -> ResponseReturnValue:
    team = accounts.roster(of.application.practice_id, APPLICANT_ROLES)
    question = of.document.signature
    form.seen.data = fingerprint(of.content())
    page = render_template(
        "rfa/draft/sign.html",
        of=of,
        form=form,
        statement=question.text if question else "",
        missing=len(judging.faults(of.sections, of.about)),
        signers=words.who_signs(team),
        signature=words.state_words(of, of.last_signature, _account_of(of)),
        may_sign=allows(current_actor(), Action.APPLICATION_SIGN, of.place),
        is_signed=of.is_signed,
        is_open=may_submit(of.access, now()),
    )
    return page, 422 if form.errors or form.form_errors else status


@bp.post("/applications/<id:application_id>/submit")
@requires(Action.APPLICATION_SUBMIT)
def submit(application_id: int) -> ResponseReturnValue:
    """Send the application. The moment at which this request came in counts."""
    at = now()
    try:
        with transaction():
            of = fetch(application_id, Action.APPLICATION_SUBMIT, locked=True)
            submitting.submit(of, by=current_actor(), at=at)
    except Conflict:
        raise
    except NotPossibleNow as refusal:
        of = fetch(application_id, Action.APPLICATION_SUBMIT)
        return _check_page(of, refusal.message, 409)
    except Refused as refusal:
        of = fetch(application_id, Action.APPLICATION_SUBMIT)
        return _check_page(of, refusal.message, 422)
    return redirect(url_for(".sent", application_id=application_id))


@bp.get("/applications/<id:application_id>/sent")
@requires(Action.APPLICATION_VIEW)
def sent(application_id: int) -> ResponseReturnValue:
    """The receipt for what was sent last."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    if not of.versions:
        return redirect(url_for(".check", application_id=application_id))
    version = applications.submission(of.id, of.versions)
    return render_template(
        "rfa/draft/sent.html",
        of=of,
        version=version,
        signed=_signed(version),
        team=accounts.roster(of.application.practice_id, APPLICANT_ROLES),
    )


@bp.get("/applications/<id:application_id>/versions/<id:number>")
@requires(Action.APPLICATION_VIEW)
def version(application_id: int, number: int) -> ResponseReturnValue:
    """One version, as it was sent."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    sent_then = applications.submission(of.id, number)
    return render_template(
        "rfa/draft/version.html",
        of=of,
        version=sent_then,
        signed=_signed(sent_then),
        sections=receipts.answered(applications.frozen(sent_then)),
        count=of.versions,
    )


def _signed(of_version: Submission) -> str:
    """Who signed a version, in words."""
    signature = applications.signature(of_version.signature_id)
    return words.signed_words(signature, of_version, applications.signer_name(signature))


@bp.get("/applications/<id:application_id>/compare/<id:old>/<id:new>")
@requires(Action.APPLICATION_VIEW)
def compare(application_id: int, old: int, new: int) -> ResponseReturnValue:
    """What changed from one version to another, word by word."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    before, after = (applications.submission(of.id, number) for number in (old, new))
    found = differences(applications.frozen(before), applications.frozen(after))
    return render_template(
        "rfa/draft/compare.html", of=of, before=before, after=after, differences=found
    )


@bp.get("/applications/<id:application_id>/application.pdf")
@requires(Action.APPLICATION_VIEW)
def paper(application_id: int) -> ResponseReturnValue:
    """Everything answered so far, as a PDF."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    at = now()
    in_review = of.id in telling.in_review([of.application], at)
    return pdf(of, receipts.paper_of_draft(of, at, in_review=in_review))


@bp.get("/applications/<id:application_id>/versions/<id:number>/application.pdf")
@requires(Action.APPLICATION_VIEW)
def version_paper(application_id: int, number: int) -> ResponseReturnValue:
    """One version as a PDF: the receipt with everything in it."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    sent_then = applications.submission(of.id, number)
    signature = applications.signature(sent_then.signature_id)
    return pdf(of, receipts.paper_of_version(of, sent_then, signature))


def pdf(of: Opened, content: bytes) -> ResponseReturnValue:
    """A PDF about an application, as a download."""
    reply = current_app.response_class(content, mimetype=PDF)
    return as_download(reply, f"application-{of.practice.key}.pdf")
