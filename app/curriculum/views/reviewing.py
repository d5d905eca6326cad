"""Staff pages beside a version: its comments, what differs from another one, and previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.curriculum.domain import comparing
from app.curriculum.domain.kinds import Language
from app.curriculum.forms.publishing import CommentForm
from app.curriculum.presenters import comparing as difference_words
from app.curriculum.presenters import previewing, publishing
from app.curriculum.queries import comments as comment_queries
from app.curriculum.queries import contents, files, gates, modules, versions
from app.curriculum.services import comments as services
from app.curriculum.views.blueprint import bp
from app.curriculum.views.opening import invalid, opened
from app.curriculum.views.publishing import BASE, titles_of
from app.measures.queries import library
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.models import ModuleVersion


@bp.route(f"{BASE}/comments", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def comments(module: str, number: int) -> ResponseReturnValue:
    """What authors and reviewers say about a version, and a box to say more."""
    of = opened(module, number)
    titles = {lesson.key: lesson.title for lesson in contents.lessons(of.row.id)}
    form = CommentForm(data={"lesson": request.args.get("lesson", "")})
    form.offer(titles.items())
    if form.accepted() and attempt(
        form,
        lambda: services.add(
            opened(module, number).row,
            lesson_key=form.lesson.data or "",
            body=form.body.data or "",
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("Your comment is there.", "success")
        return redirect(url_for(".comments", module=module, number=number))
    of = opened(module, number)
    found = comment_queries.of_version(of.row.id)
    people = {person for one in found for person in (one.written_by_id, one.resolved_by_id)}
    page = render_template(
        "curriculum/desk/comments.html",
        of=of,
        form=form,
        remarks=publishing.remarks(found, names_of(people), titles),
    )
    return page, invalid(form)


@bp.post(f"{BASE}/comments/<id:comment_id>/resolve")
@requires(Action.CURRICULUM_WRITE)
def resolve_comment(module: str, number: int, comment_id: int) -> ResponseReturnValue:
    """Note that what a comment says is done."""
    of = opened(module, number)
    with transaction():
        services.resolve(
            comment_queries.comment(of.row.id, comment_id), by=current_actor(), at=now()
        )
    flash("The comment is resolved.", "success")
    return redirect(url_for(".comments", module=module, number=number))


@bp.get(f"{BASE}/diff")
@requires(Action.CURRICULUM_WRITE)
def diff(module: str, number: int) -> ResponseReturnValue:
    """What is different in this version from another one, the one before unless named."""
    of = opened(module, number)
    others = [one for one in modules.versions_of([of.module.id])[of.module.id] if one != of.row]
    other = _other(others, number)
    return render_template(
        "curriculum/desk/diff.html",
        of=of,
        others=[one.number for one in reversed(others)],
        other=None if other is None else other.number,
        differences=() if other is None else difference_words.shown(_differences(other, of.row)),
    )


def _other(others: list[ModuleVersion], number: int) -> ModuleVersion | None:
    """The version to compare with: the one that is named, else the one before, else any."""
    given = request.args.get("with", "")
    for one in others:
        if str(one.number) == given:
            return one
    before = [one for one in others if one.number < number]
    near = before or others
    return near[-1] if near else None


def _differences(*pair: ModuleVersion) -> tuple[comparing.Difference, ...]:
    """What turns the older of two versions into the newer one."""
    old, new = sorted(pair, key=lambda one: one.number)
    both = contents.lessons_of([old.id, new.id])
    before, after = versions.facts(old), versions.facts(new)
    titles = gates.titles((*before.prerequisites, *after.prerequisites))
    return comparing.differences((before, both[old.id]), (after, both[new.id]), titles)


# ------------------------------------------------------------------ previews


@bp.get(f"{BASE}/preview")
@requires(Action.CURRICULUM_WRITE)
def preview(module: str, number: int) -> ResponseReturnValue:
    """The module as somebody with another role would see it; nothing is recorded."""
    of = opened(module, number)
    by = previewing.eyes(request.args.get("as", ""))
    lessons = contents.lessons(of.row.id)
    said = versions.facts(of.row)
    return render_template(
        "curriculum/desk/preview.html",
        of=of,
        by=by,
        everyone=previewing.EYES,
        facts=said,
        opens_after=publishing.opens_after(said, titles_of(said)),
        credit=publishing.credit(said),
        lessons=[
            (one, previewing.is_in_path(one, by), previewing.practices(one)) for one in lessons
        ],
    )


@bp.get(f"{BASE}/preview/<slug:lesson>")
@requires(Action.CURRICULUM_WRITE)
def preview_lesson(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """A lesson as somebody with another role would see it; nothing is recorded."""
    of = opened(module, number)
    by = previewing.eyes(request.args.get("as", ""))
    spanish = request.args.get("language") == Language.SPANISH
    names = {one.measure.key: one.latest.name for one in library.library()}
    seen = previewing.seen(
        contents.lesson(of.row.id, lesson),
        by,
        Language.SPANISH if spanish else Language.ENGLISH,
        files.of_module(of.module.id),
        names,
    )
    return render_template(
        "curriculum/desk/preview_lesson.html",
        of=of,
        by=by,
        everyone=previewing.EYES,
        seen=seen,
        is_unread=seen.language is Language.SPANISH
        and lesson in versions.unread_spanish(of.row.id),
    )
