"""Finding words that name a patient, and taking them out. Words are in no address here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)

from app.accounts.queries.names import names_of
from app.audit.queries import practice_names
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import reading
from app.core.errors import Conflict
from app.core.headers import as_download
from app.core.paging import asked_page
from app.policy import Action, current_actor, requires
from app.removals import presenters, services
from app.removals.domain.words import MOST
from app.removals.forms import ChosenForm, RemovalForm, SearchForm
from app.removals.queries import removed, texts
from app.removals.queries.around import around

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask.typing import ResponseReturnValue

    from app.removals.presenters import TextRow
    from app.removals.queries.texts import Look

BYTE_ORDER_MARK = "\ufeff"
"""So that Excel reads the file as UTF-8."""
NOTHING_CHOSEN = "Choose at least one text"

bp = Blueprint("removals", __name__, url_prefix="/staff/removals")


@bp.get("")
@requires(Action.WORDS_REMOVE)
def look() -> ResponseReturnValue:
    """The texts that look as if they name a patient, and the search for exact words."""
    return _found_page(SearchForm(), ChosenForm())


@bp.post("/search")
@requires(Action.WORDS_REMOVE)
def search() -> ResponseReturnValue:
    """The texts in which certain words stand."""
    form = SearchForm()
    if not form.accepted():
        return _found_page(form, ChosenForm())
    chosen = ChosenForm()
    chosen.hit.data, chosen.words.data = [], [form.words.data]
    with reading():
        return _found_page(form, chosen)


@bp.post("/chosen")
@requires(Action.WORDS_REMOVE)
def choose() -> ResponseReturnValue:
    """What would happen to the texts that were chosen, and to all others with the same words."""
    form = RemovalForm()
    if not form.marks:
        form.hit.errors = [NOTHING_CHOSEN]
        return _found_page(SearchForm(data={"words": "".join(form.exact[:1])}), form)
    with reading():
        words = _bounded(form.exact or texts.words_in(form.marks))
        found = texts.standing(words)
        ticked = form.marks if form.exact else [text.mark for text in found.found]
        return _confirm_page(form, words, found, ticked)


@bp.post("/remove")
@requires(Action.WORDS_REMOVE)
def remove() -> ResponseReturnValue:
    """Take the words out of every text that was confirmed."""
    form = RemovalForm()
    words = _bounded(form.exact)

    def take_out() -> None:
        services.remove(
            form.marks, words, reason=form.reason.data or "", by=current_actor(), at=now()
        )

    try:
        if form.accepted() and attempt(form, take_out):
            return _done(len(form.marks))
    except Conflict as clash:
        form.show(clash)
        return _confirm_page(form, words, texts.standing(words), form.marks)[0], 409
    return _confirm_page(form, words, texts.standing(words), form.marks)


def _done(count: int) -> ResponseReturnValue:
    flash(f"Words were taken out of {count} {'text' if count == 1 else 'texts'}.", "success")
    return redirect(url_for(".look"))


@bp.get("/removed")
@requires(Action.WORDS_REMOVE)
def list_removed() -> ResponseReturnValue:
    """What was taken out so far: where and why, never what."""
    found, number, pages = removed.page(asked_page())
    names = names_of([one.removed_by_id for one in found])
    return render_template(
        "removals/removed.html",
        rows=presenters.removed_rows(found, names, practice_names()),
        number=number,
        pages=pages,
        page_href=lambda page: url_for(".list_removed", page=page),
    )


@bp.get("/removed.csv")
@requires(Action.WORDS_REMOVE)
def removed_csv() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    found = tuple(removed.everything())
    names = names_of([one.removed_by_id for one in found])
    text = "".join(presenters.as_csv(found, names, practice_names()))
    reply = current_app.response_class(BYTE_ORDER_MARK + text, mimetype="text/csv")
    return as_download(reply, f"removed-words-{today().isoformat()}.csv")


def _bounded(words: Collection[str]) -> list[str]:
    """As many words as one look may ask for, none of them longer than a search takes."""
    return [one for one in words if len(one) <= MOST][:MOST]


def _rows(found: Look, ticked: Collection[str]) -> tuple[TextRow, ...]:
    reader = current_actor().person_id or 0
    about = around(found.found, reader_id=reader, at=now())
    return presenters.text_rows(found.found, about, ticked=ticked)


def _found_page(search_form: SearchForm, chosen: ChosenForm) -> ResponseReturnValue:
    """Both ways to find texts; what was searched for takes the place of what looks odd."""
    exact = _bounded(chosen.exact)
    found = texts.standing(exact) if exact else texts.suspicious_texts(_after())
    is_wrong = bool(search_form.errors or chosen.hit.errors)
    page = render_template(
        "removals/look.html",
        search_form=search_form,
        form=chosen,
        exact=exact,
        rows=_rows(found, chosen.marks),
        goes_on=found.goes_on,
        is_first=not _after(),
    )
    return page, 422 if is_wrong else 200


def _after() -> str:
    return request.args.get("after", "")[:80]


def _confirm_page(
    form: RemovalForm, words: Collection[str], found: Look, ticked: Collection[str]
) -> tuple[str, int]:
    page = render_template(
        "removals/confirm.html",
        form=form,
        words=words,
        rows=_rows(found, ticked),
        is_cut=bool(found.goes_on),
    )
    return page, 422 if form.errors or form.form_errors else 200
