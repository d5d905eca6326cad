"""The words of letters, for a whole round: versions, going back, sending a test to oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.awards.domain import letters as rules
from app.awards.domain.letters import Words
from app.awards.forms.telling import WordsForm
from app.awards.presenters import telling as words
from app.awards.queries import letters, releases
from app.awards.services import letters as services
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.policy import Action, current_actor, requires
from app.rfa.queries.rounds import round_with

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.awards.domain.kinds import LetterKind


def _kind(slug: str) -> LetterKind:
    if slug not in words.KIND_SLUGS:
        raise Missing(slug)
    return words.KIND_SLUGS[slug]


@bp.get("/staff/rounds/<slug:key>/decisions/templates")
@requires(Action.LETTERS_WRITE)
def letter_templates(key: str) -> ResponseReturnValue:
    """The letters of a round, one for each outcome."""
    of = round_with(key)
    found = letters.templates(of.id)
    names = names_of([one.written_by_id for one in found.values()])
    rows = [
        (
            slug,
            words.KIND_TITLES[kind],
            words.version_words(found[kind].number),
            words.written_words(
                found[kind].written_at, names.get(found[kind].written_by_id or 0, "")
            ),
        )
        for slug, kind in words.KIND_SLUGS.items()
    ]
    return render_template("awards/telling/templates.html", round=of, rows=rows)


@bp.route("/staff/rounds/<slug:key>/decisions/templates/<slug:kind>", methods=["GET", "POST"])
@requires(Action.LETTERS_WRITE)
def letter_template(key: str, kind: str) -> ResponseReturnValue:
    """Write one letter; each change is a new version."""
    of = round_with(key)
    which = _kind(kind)
    there = letters.templates(of.id)[which]
    form = WordsForm(subject=there.words.subject, body=there.words.body, seen=str(there.number))
    if form.accepted() and attempt(
        form,
        lambda: services.write_template(
            round_with(key),
            which,
            Words(form.subject.data or "", form.body.data or ""),
            seen=form.seen_number,
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("The letter is saved.", "success")
        return redirect(url_for(".letter_template", key=key, kind=kind))
    of = round_with(key)
    versions = letters.versions(of.id, which)
    names = names_of([one.written_by_id for one in versions])
    page = render_template(
        "awards/telling/template.html",
        round=of,
        kind=kind,
        title=words.KIND_TITLES[which],
        form=form,
        current=versions[0].number,
        versions=[
            (
                one.number,
                words.version_words(one.number),
                words.written_words(one.written_at, names.get(one.written_by_id or 0, "")),
            )
            for one in versions
        ],
        known=rules.FROM_RECORDS,
        typed=rules.FILLED_IN,
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/staff/rounds/<slug:key>/decisions/templates/<slug:kind>/version")
@requires(Action.LETTERS_WRITE)
def letter_version(key: str, kind: str) -> ResponseReturnValue:
    """Read one version as it was: `number` 0 is what the portal brings."""
    of = round_with(key)
    number = request.args.get("number", -1, type=int)
    one = letters.version(of.id, _kind(kind), number)
    return render_template(
        "awards/telling/version.html",
        round=of,
        kind=kind,
        title=words.KIND_TITLES[one.kind],
        version=words.version_words(number),
        one=one,
    )


@bp.post("/staff/rounds/<slug:key>/decisions/templates/<slug:kind>/restore")
@requires(Action.LETTERS_WRITE)
def restore_letter(key: str, kind: str) -> ResponseReturnValue:
    """Go back to an earlier version."""
    of = round_with(key)
    number = request.form.get("number", -1, type=int)
    with transaction():
        one = letters.version(of.id, _kind(kind), number)
        services.go_back(of, one, by=current_actor(), at=now())
    flash(f"{words.version_words(number)} holds again.", "success")
    return redirect(url_for(".letter_template", key=key, kind=kind))


@bp.post("/staff/rounds/<slug:key>/decisions/templates/<slug:kind>/test")
@requires(Action.LETTERS_WRITE)
def letter_test(key: str, kind: str) -> ResponseReturnValue:
    """Send the saved letter with made-up data to oneself."""
    of = round_with(key)
    at = now()
    with transaction():
        template = letters.templates(of.id)[_kind(kind)]
        planned = releases.current(of.id)
        to = services.send_test(
            of,
            template,
            day_of_release=releases.day_of(planned, at),
            by=current_actor(),
            at=at,
        )
    flash(f"A test is on its way to {to}. It is marked TEST.", "success")
    return redirect(url_for(".letter_template", key=key, kind=kind))
