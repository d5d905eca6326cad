"""Staff pages: the directory of the public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import PageForm
from app.policy import Action, current_actor, requires
from app.public import presenters, queries, services
from app.public.domain.contacts import OLD_AFTER_DAYS
from app.public.forms import ContactForm
from app.public.forms.contacts import FIELDS
from app.public.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/staff/contacts")
@requires(Action.PUBLIC_PAGES_MANAGE)
def contacts() -> ResponseReturnValue:
    """The directory, with a warning for what was not checked for long."""
    rows = presenters.cards(queries.contacts(), today())
    return render_template(
        "public/contacts.html",
        rows=rows,
        removed=queries.removed_contacts(),
        old=sum(row.is_old for row in rows),
        days=OLD_AFTER_DAYS,
    )


@bp.route("/staff/contacts/new", methods=["GET", "POST"])
@requires(Action.PUBLIC_PAGES_MANAGE)
def add_contact() -> ResponseReturnValue:
    """Add an entry; whoever adds it has checked it."""
    form = ContactForm()
    if form.accepted():
        try:
            with transaction():
                row = services.add_contact(given=form.written(), by=current_actor(), at=now())
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{row.name} is in the directory.", "success")
            return redirect(url_for(".contacts"))
    return render_template("public/contact_edit.html", form=form), 422 if form.errors else 200


@bp.route("/staff/contacts/<slug:contact>", methods=["GET", "POST"])
@requires(Action.PUBLIC_PAGES_MANAGE)
def change_contact(contact: str) -> ResponseReturnValue:
    """Change an entry, and say whether it was checked."""
    row = queries.contact(contact)
    shown = {field: getattr(row, field) for field in FIELDS}
    form = ContactForm(data=shown | {"seen_version": str(row.version)})
    if form.accepted():
        known = row

        def change() -> None:
            services.change_contact(
                known,
                given=form.written(),
                is_checked=form.is_checked.data,
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )

        if attempt(form, change):
            flash("Saved.", "success")
            return redirect(url_for(".contacts"))
        row = queries.contact(contact)
    status = 422 if form.errors else 200
    return render_template("public/contact_edit.html", form=form, contact=row), status


@bp.post("/staff/contacts/<slug:contact>/checked")
@requires(Action.PUBLIC_PAGES_MANAGE)
def verify_contact(contact: str) -> ResponseReturnValue:
    """Note that the entry was checked today."""
    row = queries.contact(contact)
    with transaction():
        services.verify_contact(row, by=current_actor(), at=now())
    flash(f"{row.name}: checked today.", "success")
    return redirect(url_for(".contacts"))


@bp.route("/staff/contacts/<slug:contact>/remove", methods=["GET", "POST"])
@requires(Action.PUBLIC_PAGES_MANAGE)
def remove_contact(contact: str) -> ResponseReturnValue:
    """Ask once more, then take the entry out of the directory."""
    row = queries.contact(contact)
    if request.method == "POST":
        with transaction():
            services.remove_contact(row, by=current_actor(), at=now())
        flash(f"{row.name} is not in the directory any more.", "success")
        return redirect(url_for(".contacts"))
    return render_template("public/contact_remove.html", contact=row, form=PageForm())


@bp.post("/staff/contacts/<slug:contact>/put-back")
@requires(Action.PUBLIC_PAGES_MANAGE)
def put_back_contact(contact: str) -> ResponseReturnValue:
    """Put a removed entry back."""
    row = queries.contact(contact)
    with transaction():
        services.put_back_contact(row, by=current_actor(), at=now())
    flash(f"{row.name} is in the directory again.", "success")
    return redirect(url_for(".contacts"))
