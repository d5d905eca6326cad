"""The participation agreement: words of a round, signing, countersigning, and the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts import queries as accounts
from app.accounts.queries.names import names_of
from app.accounts.services.throttle import TooManyTries
from app.accounts.views import tries
from app.awards.domain.agreement import fingerprint
from app.awards.forms.beginning import AgreementTextForm
from app.awards.presenters import beginning as words
from app.awards.queries import beginnings
from app.awards.services import agreements as services
from app.awards.views.answering import fetch_award
from app.awards.views.beginnings import take_award
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.core.headers import as_download
from app.policy import APPLICANT_ROLES, Action, allows, current_actor, requires
from app.rfa.forms.signing import SignForm
from app.rfa.presenters.signing import who_signs
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from app.awards.models import Agreement
    from app.awards.queries.beginnings import Award
    from app.rfa.models import Round

PDF = "application/pdf"


def _proven(form: SignForm, deed: Callable[[], object]) -> ResponseReturnValue | None:
    """Ask for the password again, then do `deed`; an answer when there were too many tries.

    A refusal stands in the form.
    """
    try:
        tries.prove(g.person, str(form.password.data))
    except TooManyTries as too_many:
        return tries.refuse(too_many, g.person.email)
    except Refused as refusal:
        form.show(refusal)
    else:
        attempt(form, deed)
    return None


def _is_refused(form: SignForm) -> bool:
    return bool(form.errors or form.form_errors)


def _accounts(of: Agreement | None) -> dict[int, str]:
    """The names of the accounts that signed, which may differ from what was typed."""
    return names_of([of.person_id, of.countersigned_by_id] if of else [])


# ------------------------------------------------------------------ the practice


@bp.route("/applications/<id:application_id>/award/agreement", methods=["GET", "POST"])
@requires(Action.APPLICATION_VIEW)
def agreement(application_id: int) -> ResponseReturnValue:
    """Read the agreement and, as the authorised signer, sign it."""
    of = fetch_award(application_id, Action.APPLICATION_VIEW)
    form = SignForm(name=g.person.name)
    if not allows(current_actor(), Action.APPLICATION_SIGN, of.place) or not form.accepted():
        return _agreement_page(of, form)

    def sign() -> None:
        services.sign(
            fetch_award(application_id, Action.APPLICATION_SIGN, locked=True),
            name=str(form.name.data),
            title=str(form.title.data),
            seen=str(form.seen.data),
            by=current_actor(),
            at=now(),
        )

    answer = _proven(form, sign)
    if answer is not None:
        return answer
    if _is_refused(form):
        return _agreement_page(fetch_award(application_id, Action.APPLICATION_VIEW), form)
    flash("You have signed the agreement. The program countersigns it.", "success")
    return redirect(url_for(".award", application_id=application_id))


def _agreement_page(of: Award, form: SignForm) -> ResponseReturnValue:
    may_sign = allows(current_actor(), Action.APPLICATION_SIGN, of.place)
    text = of.agreement.words if of.agreement else beginnings.words_for(of)
    form.seen.data = fingerprint(text)
    names = _accounts(of.agreement)
    page = render_template(
        "awards/beginning/agreement.html",
        of=of,
        form=form,
        words=text,
        may_sign=may_sign,
        signers=who_signs(accounts.roster(of.application.practice_id, APPLICANT_ROLES)),
        signed=words.signed_words(of.agreement, names) if of.agreement else "",
        countersigned=words.countersigned_words(of.agreement, names) if of.agreement else "",
    )
    if request.method == "POST" and not may_sign:
        return page, 403
    return page, 422 if _is_refused(form) else 200


@bp.get("/applications/<id:application_id>/award/agreement.pdf")
@requires(Action.APPLICATION_VIEW)
def agreement_pdf(application_id: int) -> ResponseReturnValue:
    """The signed agreement on paper, for the practice."""
    return _paper(fetch_award(application_id, Action.APPLICATION_VIEW))


@bp.get("/staff/applications/<id:application_id>/award/agreement.pdf")
@requires(Action.AWARDS_MANAGE)
def staff_agreement_pdf(application_id: int) -> ResponseReturnValue:
    """The same for the program."""
    return _paper(take_award(application_id))


def _paper(of: Award) -> ResponseReturnValue:
    if of.agreement is None:
        raise Missing("not signed")
    practice = of.application.practice
    content = words.agreement_pdf(
        of.agreement,
        _accounts(of.agreement),
        practice=practice.name,
        program=of.application.round.title,
    )
    reply = current_app.response_class(content, mimetype=PDF)
    return as_download(reply, f"agreement-{practice.key}.pdf")


# ------------------------------------------------------------------ the program


@bp.route("/staff/applications/<id:application_id>/award/countersign", methods=["GET", "POST"])
@requires(Action.AWARDS_MANAGE)
def countersign(application_id: int) -> ResponseReturnValue:
    """Sign the agreement for the program."""
    of = take_award(application_id)
    form = SignForm(name=g.person.name)
    if of.agreement is None:
        raise NotPossibleNow("The practice has not signed the agreement.")
    if not form.accepted():
        return _countersign_page(of, form)

    def sign() -> None:
        services.countersign(
            take_award(application_id, locked=True),
            name=str(form.name.data),
            title=str(form.title.data),
            by=current_actor(),
            at=now(),
        )

    answer = _proven(form, sign)
    if answer is not None:
        return answer
    if _is_refused(form):
        return _countersign_page(take_award(application_id), form)
    flash("You have countersigned the agreement.", "success")
    return redirect(url_for(".beginning", application_id=application_id))


def _countersign_page(of: Award, form: SignForm) -> ResponseReturnValue:
    assert of.agreement is not None  # noqa: S101  # the view asked
    names = _accounts(of.agreement)
    page = render_template(
        "awards/beginning/countersign.html",
        of=of,
        form=form,
        agreement=of.agreement,
        signed=words.signed_words(of.agreement, names),
        countersigned=words.countersigned_words(of.agreement, names),
    )
    return page, 422 if _is_refused(form) else 200


@bp.route("/staff/rounds/<slug:key>/decisions/agreement", methods=["GET", "POST"])
@requires(Action.AWARDS_MANAGE)
def agreement_text(key: str) -> ResponseReturnValue:
    """The words of the round's agreement; every change is a new version."""
    of = rounds.round_with(key)
    text = beginnings.text_of(of.id)
    form = AgreementTextForm(
        data={"title": text.title, "body": text.body, "seen_version": str(text.number)}
    )
    if not form.accepted():
        return _text_page(of, form, text.number)
    with transaction():
        services.write_text(
            of,
            title=form.title.data or "",
            body=form.body.data or "",
            seen=form.version,
            by=current_actor(),
            at=now(),
        )
    flash("The agreement is saved. What was signed keeps its own words.", "success")
    return redirect(url_for(".beginnings", key=key))


def _text_page(of: Round, form: AgreementTextForm, number: int) -> ResponseReturnValue:
    page = render_template("awards/beginning/text.html", of=of, form=form, number=number)
    return page, 422 if form.errors else 200
