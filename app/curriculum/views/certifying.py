"""Staff pages about certificates: the list, revoking, their words, and files for accreditors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for

from app.accounts.queries.contacts import contacts_of
from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.days import end_of_day, start_of_day
from app.core.db import transaction
from app.core.forms import posted
from app.core.headers import as_download
from app.core.paging import asked_page
from app.core.text import clean_line
from app.curriculum.forms.proofs import CreditForm, ReasonForm, WordsForm
from app.curriculum.forms.publishing import ConfirmForm
from app.curriculum.presenters import certificates as words
from app.curriculum.presenters import records
from app.curriculum.queries import certificates as queries
from app.curriculum.services import certificates as services
from app.curriculum.views.blueprint import bp
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from app.curriculum.models import Certificate

BASE = "/staff/curriculum/certificates"


@bp.get(BASE)
@requires(Action.LEARNING_MANAGE)
def certificates() -> ResponseReturnValue:
    """Every certificate, the newest first, revoked ones too."""
    search = clean_line(request.args.get("q", ""))[:100]
    status = request.args.get("status", "")
    standing = next((one for one in words.KEPT if one.value == status), None)
    page = queries.page(search=search, standing=standing, number=asked_page())
    return render_template(
        "curriculum/certificates/list.html",
        rows=[words.listed(one, today()) for one in page.rows],
        owners={one.id: one.person_id for one in page.rows},
        page=page,
        search=search,
        standing=standing,
        standings=words.KEPT,
        credit_form=CreditForm(),
        evaluated=queries.evaluated(),
        address_of=lambda number: url_for(
            ".certificates",
            q=search or None,
            status=standing.value if standing else None,
            page=number if number > 1 else None,
        ),
    )


@bp.post(f"{BASE}/credit.csv")
@requires(Action.LEARNING_MANAGE)
def credit_csv() -> ResponseReturnValue:
    """Who earned continuing education between two days, for the accreditor."""
    form = CreditForm()
    if not form.accepted():
        return render_template("curriculum/certificates/credit.html", form=form), 422
    since, until = form.since.data, form.until.data
    found = queries.credited(
        start_of_day(since) if since else None,
        end_of_day(until) if until else None,
    )
    contacts = contacts_of({one.row.person_id for one in found})
    text, count = records.credit_csv(found, {key: one.email for key, one in contacts.items()})
    with transaction():
        services.note_export(
            "exported continuing education",
            by=current_actor(),
            at=now(),
            name=f"{since or 'the beginning'} to {until or 'today'}",
            count=count,
        )
    reply = current_app.response_class(text, mimetype="text/csv")
    return as_download(reply, f"continuing-education-{today().isoformat()}.csv")


@bp.route(f"{BASE}/<id:certificate_id>/revoke", methods=["GET", "POST"])
@requires(Action.LEARNING_MANAGE)
def revoke(certificate_id: int) -> ResponseReturnValue:
    """Take a certificate back, with a reason."""
    return _change(certificate_id, services.revoke, is_revoking=True)


@bp.route(f"{BASE}/<id:certificate_id>/reinstate", methods=["GET", "POST"])
@requires(Action.LEARNING_MANAGE)
def reinstate(certificate_id: int) -> ResponseReturnValue:
    """Let a certificate hold again that was revoked in error."""
    return _change(certificate_id, services.reinstate, is_revoking=False)


def _change(
    certificate_id: int, deed: Callable[..., None], *, is_revoking: bool
) -> ResponseReturnValue:
    row: Certificate = queries.by_id(certificate_id)
    number, form = row.number, ReasonForm()

    def change() -> None:
        deed(
            queries.by_id(certificate_id),
            reason=form.reason.data or "",
            by=current_actor(),
            at=now(),
        )

    if form.accepted() and attempt(form, change):
        said = "is revoked" if is_revoking else "holds again"
        flash(f"Certificate {number} {said}.", "success")
        return redirect(url_for(".certificates", q=number))
    page = render_template(
        "curriculum/certificates/change.html",
        form=form,
        one=words.listed(queries.by_id(certificate_id), today()),
        is_revoking=is_revoking,
    )
    return page, 422 if form.errors else 200


# ------------------------------------------------------------------ words


@bp.route(f"{BASE}/words", methods=["GET", "POST"])
@requires(Action.LEARNING_MANAGE)
def certificate_words() -> ResponseReturnValue:
    """What certificates say: a form with a preview, and every older version."""
    every = queries.words()
    newest = every[0] if every else None
    form = WordsForm.of(
        services.of(newest) if newest else services.Words(), newest.number if newest else 1
    )
    preview = ""
    if form.accepted():
        if posted().get("deed") != "save":
            preview = words.preview(form.words)
            if refusal := services.unknown(form.words):
                form.statement.errors = [refusal]
        elif attempt(
            form,
            lambda: services.put_words(
                form.words, seen=form.seen_number, by=current_actor(), at=now()
            ),
        ):
            flash("New certificates say this. Those that were issued keep their words.", "success")
            return redirect(url_for(".certificate_words"))
        every = queries.words()
    page = render_template(
        "curriculum/certificates/words.html",
        form=form,
        preview=preview,
        versions=every,
        names=names_of([row.created_by_id for row in every]),
    )
    return page, 422 if form.errors else 200


@bp.get(f"{BASE}/words/<id:number>.pdf")
@requires(Action.LEARNING_MANAGE)
def certificate_example(number: int) -> ResponseReturnValue:
    """What a certificate with these words looks like."""
    content = words.example(queries.words_numbered(number))
    reply = current_app.response_class(content, mimetype="application/pdf")
    return as_download(reply, f"certificate-words-{number}.pdf")


@bp.post(f"{BASE}/words/<id:number>/use")
@requires(Action.LEARNING_MANAGE)
def use_words(number: int) -> ResponseReturnValue:
    """Use older words again."""
    if ConfirmForm().accepted():
        with transaction():
            services.roll_back(queries.words_numbered(number), by=current_actor(), at=now())
        flash(f"The words of version {number} are in use again.", "success")
    return redirect(url_for(".certificate_words"))
