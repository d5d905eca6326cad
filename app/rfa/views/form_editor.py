"""Staff pages: the form and rubric of a round, part by part, while the round is a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.policy import Action, current_actor, requires
from app.rfa.domain import editing
from app.rfa.domain.editing import Edited, NoSuchPart, Piece, Source
from app.rfa.domain.kinds import Kind
from app.rfa.domain.reading import BadDocument
from app.rfa.forms.form_editor import (
    CriterionForm,
    PartForm,
    QuestionForm,
    RemovePartForm,
    SectionForm,
    TitleForm,
    placed,
    with_others,
)
from app.rfa.presenters import form_editor as words
from app.rfa.queries import rounds as queries
from app.rfa.services import rounds as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Round

BASE = "/staff/rounds/<slug:key>/form"
"""Parts below it are named as sections are (a slug) or as questions and criteria are (a key)."""


@bp.get(BASE)
@requires(Action.ROUND_MANAGE)
def round_form(key: str) -> ResponseReturnValue:
    """Every section, question and criterion, with buttons while the round is a draft."""
    return _form_page(queries.round_with(key))


def _form_page(of: Round, problems: tuple[str, ...] = (), status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "rfa/rounds/form.html",
        round=of,
        outline=words.outline(queries.document_of(of)),
        document=queries.document_of(of),
        problems=[("", words) for words in problems],
    )
    return page, status


@bp.route(f"{BASE}/title", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def round_form_title(key: str) -> ResponseReturnValue:
    """Change the title of the form."""
    of = queries.round_with(key)
    form = TitleForm(data={"title": of.form["title"], "seen_version": str(of.version)})
    if form.accepted() and _keep(of, editing.retitled(of.form, form.title.data or ""), form):
        return _back(key, "")
    return _part_page(
        form, queries.round_with(key), "Title of the form", url_for(".round_form_title", key=key)
    )


@bp.route(f"{BASE}/new/<slug:piece>", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def add_part(key: str, piece: str) -> ResponseReturnValue:
    """Add a section, a criterion, or a question to the section that the address names."""
    of, what = queries.round_with(key), _piece(piece)
    section = request.args.get("section", "")
    kind = _kind(request.args.get("kind"))
    if of.published_at is not None and request.method == "GET":
        return redirect(url_for(".round_form", key=key))
    if what is Piece.QUESTION and kind is None:
        section = section or of.form["sections"][0]["key"]
        return render_template(
            "rfa/rounds/kinds.html", round=of, section=section, kinds=words.KINDS
        )
    earlier = _earlier(of.form, Piece.SECTION, section) if what is Piece.QUESTION else []
    shown = {"key": words.free_key(of.form, what, section)}
    form = _form(of, what, "", shown, kind=kind or Kind.TEXT, earlier=earlier)
    if form.accepted():
        part = form.part(of.form, earlier)
        base = _with_points(of.form, form)
        if _keep(of, editing.added(base, what, part, section=section), form):
            return _back(key, part["key"])
    address = url_for(".add_part", key=key, piece=piece, section=section, kind=kind)
    return _part_page(form, queries.round_with(key), f"New {what}", address, kind)


@bp.route(f"{BASE}/<slug:piece>/<key:part>", methods=["GET", "POST"])
@bp.route(f"{BASE}/<slug:piece>/<slug:part>", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def change_part(key: str, piece: str, part: str) -> ResponseReturnValue:
    """Change a section, question or criterion."""
    of, what = queries.round_with(key), _piece(piece)
    there = _part(of.form, what, part)
    if of.published_at is not None and request.method == "GET":
        return redirect(url_for(".round_form", key=key))
    kind = _kind(request.args.get("kind")) or _kind(there.get("kind"))
    earlier = _earlier(of.form, what, part) if what is Piece.QUESTION else []
    form = _form(of, what, part, there, kind=kind or Kind.TEXT, earlier=earlier)
    if form.accepted():
        new = form.part(of.form, earlier)
        if _keep(of, editing.changed(_with_points(of.form, form), what, part, new), form):
            return _back(key, new["key"])
    address = url_for(
        ".change_part", key=key, piece=piece, part=part, kind=request.args.get("kind")
    )
    return _part_page(form, queries.round_with(key), f"{what.capitalize()} {part}", address, kind)


@bp.route(f"{BASE}/<slug:piece>/<key:part>/remove", methods=["GET", "POST"])
@bp.route(f"{BASE}/<slug:piece>/<slug:part>/remove", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def remove_part(key: str, piece: str, part: str) -> ResponseReturnValue:
    """Ask, then remove a part; the points of the other criteria are asked with a criterion."""
    of, what = queries.round_with(key), _piece(piece)
    there = _part(of.form, what, part)
    others = _others(of.form, part) if what is Piece.CRITERION else []
    form = with_others(RemovePartForm, others)(data={"seen_version": str(of.version)})
    if form.accepted():
        base = _with_points(of.form, form)
        if _keep(of, editing.removed(base, what, part), form):
            flash(f"The {what} is removed.", "success")
            return redirect(url_for(".round_form", key=key))
    page = render_template(
        "rfa/rounds/remove_part.html",
        form=form,
        round=queries.round_with(key),
        piece=what,
        part=there,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{BASE}/<slug:piece>/<key:part>/move")
@bp.post(f"{BASE}/<slug:piece>/<slug:part>/move")
@requires(Action.ROUND_MANAGE)
def move_part(key: str, piece: str, part: str) -> ResponseReturnValue:
    """Move a part one place up or down; what that would break is said on the page."""
    of, what = queries.round_with(key), _piece(piece)
    _part(of.form, what, part)
    edited = editing.moved(of.form, what, part, up=request.form.get("to") == "up")
    seen = PartForm(data={}).version
    try:
        with transaction():
            services.change_form(of, edited.source, seen_version=seen, by=current_actor(), at=now())
    except BadDocument as bad:
        said = tuple(placed(problem) for problem in bad.problems)
        return _form_page(queries.round_with(key), said, 422)
    return _back(key, part)


# ------------------------------------------------------------------ inside


def _keep(of: Round, edited: Edited, form: PartForm) -> bool:
    """Save the form with a part changed; False when it is none, and the page says why."""
    try:
        with transaction():
            services.change_form(
                of, edited.source, seen_version=form.version, by=current_actor(), at=now()
            )
    except BadDocument as bad:
        form.show_problems(bad.problems, edited.path)
        return False
    return True


def _back(key: str, part: str) -> ResponseReturnValue:
    flash("Saved.", "success")
    return redirect(url_for(".round_form", key=key, _anchor=f"part-{part}" if part else None))


def _part_page(
    form: PartForm, of: Round, title: str, action: str, kind: Kind | None = None
) -> ResponseReturnValue:
    page = render_template(
        "rfa/rounds/part.html",
        form=form,
        round=of,
        title=title,
        action=action,
        kind=words.KINDS.get(kind) if kind and isinstance(form, QuestionForm) else None,
    )
    return page, 422 if form.errors else 200


def _form(
    of: Round, what: Piece, key: str, shown: Mapping[str, Any], *, kind: Kind, earlier: list[Source]
) -> Any:
    """The form for a part of that sort, filled with what it shows."""
    bases = {
        Piece.SECTION: SectionForm,
        Piece.QUESTION: QuestionForm,
        Piece.CRITERION: with_others(CriterionForm, _others(of.form, key)),
    }
    base: Any = bases[what]
    form = base(data=base.shown(dict(shown)) | {"seen_version": str(of.version)})
    if what is Piece.QUESTION:
        form.of_kind(kind, earlier)
    else:
        form.offer(of.form, key)
    return form


def _others(source: Source, key: str) -> list[Source]:
    return [one for one in source.get("criteria") or [] if one["key"] != key]


def _with_points(source: Source, form: Any) -> Source:
    points = getattr(form, "points_of_others", None)
    return editing.with_points(source, points) if points else source


def _piece(name: str) -> Piece:
    if name not in set(Piece):
        raise Missing(name)
    return Piece(name)


def _kind(name: Any) -> Kind | None:
    return Kind(name) if name in set(Kind) else None


def _part(source: Source, piece: Piece, key: str) -> Source:
    try:
        return editing.part_of(source, piece, key)
    except NoSuchPart:
        raise Missing(key) from None


def _earlier(source: Source, piece: Piece, key: str) -> list[Source]:
    try:
        return editing.earlier_questions(source, piece, key)
    except NoSuchPart:
        raise Missing(key) from None
