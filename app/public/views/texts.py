"""Staff pages: the texts of the public pages, their preview and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, Missing, Refused
from app.core.markdown import rendered
from app.policy import Action, current_actor, requires
from app.public import queries, services
from app.public.domain.contacts import OLD_AFTER_DAYS
from app.public.domain.texts import LONGEST, TEXTS, Text
from app.public.forms import RestoreForm, TextForm
from app.public.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.public.queries import Version


@bp.get("/staff/public-pages")
@requires(Action.PUBLIC_PAGES_MANAGE)
def texts() -> ResponseReturnValue:
    """Every text by page, with who changed it last; a warning when contacts are old."""
    old = len(queries.old_contacts(today()))
    return render_template(
        "public/texts.html", rows=queries.overview(), old=old, days=OLD_AFTER_DAYS
    )


@bp.route("/staff/public-pages/<slug:text>", methods=["GET", "POST"])
@requires(Action.PUBLIC_PAGES_MANAGE)
def text(text: str) -> ResponseReturnValue:
    """Change a text; its preview is not saved."""
    shown = queries.current(text)
    form = TextForm(data={"body": shown.body, "seen_version": str(shown.number)})
    if not form.accepted():
        return _text_page(text, form, shown, status=422 if form.errors else 200)
    body = form.body.data or ""
    if request.form.get("do") == "preview":
        return _text_page(text, form, shown, preview=body)
    try:
        with transaction():
            services.save_text(text, body, seen_number=form.version, by=current_actor(), at=now())
    except Conflict:
        return _text_page(text, form, queries.current(text), status=409)
    except Refused as refusal:
        form.show(refusal)
        return _text_page(text, form, shown, status=422)
    flash(f"{TEXTS[text].title}: saved and on the page.", "success")
    return redirect(url_for(".texts"))


def _text_page(
    key: str, form: TextForm, shown: Version, *, preview: str = "", status: int = 200
) -> ResponseReturnValue:
    """The form; after a clash with both texts, ready to be saved over what is there now."""
    is_clash = status == 409
    if is_clash:
        form.seen_version.data = str(shown.number)
    page = render_template(
        "public/text_edit.html",
        text=_known(key),
        form=form,
        shown=shown,
        is_clash=is_clash,
        preview=rendered(preview) if preview else None,
        longest=LONGEST,
    )
    return page, status


@bp.get("/staff/public-pages/<slug:text>/history")
@requires(Action.PUBLIC_PAGES_MANAGE)
def text_history(text: str) -> ResponseReturnValue:
    """Everything that the text has ever said, word for word, with who and when."""
    versions = queries.versions(text)
    return render_template("public/text_history.html", text=_known(text), versions=versions)


@bp.post("/staff/public-pages/<slug:text>/restore")
@requires(Action.PUBLIC_PAGES_MANAGE)
def restore_text(text: str) -> ResponseReturnValue:
    """Let the text say again what an old version said."""
    queries.current(text)
    form = RestoreForm()
    if not form.accepted() or form.number.data is None:
        raise Missing(text)
    with transaction():
        services.restore_text(
            text, form.number.data, seen_number=form.version, by=current_actor(), at=now()
        )
    flash(f"Version {form.number.data} is on the page again.", "success")
    return redirect(url_for(".text_history", text=text))


def _known(key: str) -> Text:
    return TEXTS[key]
