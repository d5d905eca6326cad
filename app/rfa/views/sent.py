"""What staff read of an application that was sent: its versions, their differences, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template, request

from app.accounts.queries.names import names_of
from app.core.clock import now
from app.core.errors import Missing
from app.core.headers import as_download
from app.core.text import key_from
from app.policy import Action, requires
from app.rfa.domain import snapshots
from app.rfa.presenters import oversight as words
from app.rfa.presenters.casework import signed_words
from app.rfa.presenters.staff_files import paper
from app.rfa.queries import applications
from app.rfa.queries.oversight import one
from app.rfa.views.blueprint import bp
from app.rfa.views.casework import overseen_application
from app.rfa.views.files import handed_out

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

PDF = "application/pdf"


@bp.get("/staff/applications/<id:application_id>/versions/<id:number>")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_version(application_id: int, number: int) -> ResponseReturnValue:
    """One version as it was sent."""
    of = overseen_application(application_id, Action.APPLICATIONS_OVERSEE)
    one.check_unsealed(of, now())
    version = applications.submission(application_id, number)
    signature = one.signatures([version.signature_id])[version.signature_id]
    return render_template(
        "rfa/oversight/version.html",
        of=of,
        version=version,
        sender=names_of([version.submitted_by_id])[version.submitted_by_id],
        signed=signed_words(version, signature),
        mark=snapshots.short(version.fingerprint),
        sections=words.answers_of(applications.frozen(version)),
    )


@bp.get("/staff/applications/<id:application_id>/versions/<id:number>/paper.pdf")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_version_pdf(application_id: int, number: int) -> ResponseReturnValue:
    """The same on paper."""
    of = overseen_application(application_id, Action.APPLICATIONS_OVERSEE)
    one.check_unsealed(of, now())
    version = applications.submission(application_id, number)
    signature = one.signatures([version.signature_id])[version.signature_id]
    content = paper(of, version, signature)
    reply = current_app.response_class(content, mimetype=PDF)
    return as_download(reply, f"{key_from(of.practice.name)}-version-{number}.pdf")


@bp.get("/staff/applications/<id:application_id>/differences")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_differences(application_id: int) -> ResponseReturnValue:
    """What changed between two versions, word by word."""
    of = overseen_application(application_id, Action.APPLICATIONS_OVERSEE)
    one.check_unsealed(of, now())
    by_number = {version.number: version for version in applications.submissions(application_id)}
    old = by_number.get(request.args.get("old", 0, type=int))
    new = by_number.get(request.args.get("new", 0, type=int))
    if old is None or new is None:
        raise Missing("no such versions")
    found = snapshots.differences(applications.frozen(old), applications.frozen(new))
    return render_template(
        "rfa/oversight/differences.html",
        of=of,
        old=old,
        new=new,
        numbers=tuple(by_number),
        differences=[(one, words.stretches(one)) for one in found],
    )


@bp.get("/staff/applications/<id:application_id>/files/<id:file_id>")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_file(application_id: int, file_id: int) -> ResponseReturnValue:
    """A file of the application, as a download."""
    of = overseen_application(application_id, Action.APPLICATIONS_OVERSEE)
    return handed_out(one.readable_file(of, file_id, now()))
