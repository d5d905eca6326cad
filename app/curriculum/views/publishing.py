"""Staff pages of one version: where it stands, and its steps from draft to archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.audit import queries as trail
from app.core.attempts import attempt
from app.core.clock import central, now
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow
from app.core.forms import PageForm
from app.core.paging import MOST_PAGES, asked_page
from app.curriculum.domain import comparing
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.domain.publishing import Deed
from app.curriculum.forms.publishing import (
    ApproveForm,
    ConfirmForm,
    EndForm,
    ScheduleForm,
    SendBackForm,
)
from app.curriculum.presenters import archiving, checklist
from app.curriculum.presenters import publishing as words
from app.curriculum.queries import comments, contents, gates, gating, modules, serving
from app.curriculum.queries import versions as queries
from app.curriculum.queries.desk import ON_ITS_WAY, was_out
from app.curriculum.services import versions as services
from app.curriculum.views.blueprint import bp
from app.curriculum.views.desk import hangs, unpublished
from app.curriculum.views.opening import Opened, invalid, opened
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.domain.comparing import Counted
    from app.curriculum.domain.content import Facts
    from app.curriculum.domain.kinds import Gate
    from app.curriculum.models import ModuleVersion

BASE = "/staff/curriculum/<slug:module>/<id:number>"


@bp.get(BASE)
@requires(Action.CURRICULUM_WRITE)
def version(module: str, number: int) -> ResponseReturnValue:
    """One version: its state, what is missing, what can be done with it, and what was done."""
    of = opened(module, number)
    row, said = of.row, queries.facts(of.row)
    lessons = contents.lessons(row.id)
    titles = {lesson.key: lesson.title for lesson in lessons}
    notes = comments.of_version(row.id)
    people = {
        *of.editors,
        row.review_asked_by_id,
        row.approved_by_id,
        row.archived_by_id,
        *(one.written_by_id for one in notes),
        *(one.resolved_by_id for one in notes),
    }
    names = names_of(people)
    versions = modules.versions_of([of.module.id])[of.module.id]
    page = asked_page(default=MOST_PAGES)
    events = trail.about({"curriculum_version": [row.id]}, page)
    return render_template(
        "curriculum/desk/version.html",
        of=of,
        deeds={deed.name for deed in of.possible},
        steps=[(*words.STEPS[deed], deed.name) for deed in words.STEPS if deed in of.possible],
        tag=words.TAGS[of.status],
        waits=words.waits_for(of.status, is_editor=of.is_mine),
        own_work=of.left_to_others if of.status in ON_ITS_WAY else "",
        facts=words.facts(
            of.standing,
            of.module,
            names,
            of.editors,
            words.opening(said, titles_of(said), _gone(said)),
            is_first=modules.is_first(row, versions),
        ),
        lessons=lessons,
        unread=queries.unread_spanish(row.id),
        checks=_checks(of, titles),
        remarks=words.remarks(notes, names, titles),
        events=words.timeline(events.events),
        trail=events,
        page_address=lambda page: url_for(".version", module=module, number=number, page=page),
        older=[one.number for one in versions],
        open_number=unpublished(versions),
    )


def titles_of(said: Facts) -> dict[tuple[Gate, str], str]:
    """What the modules and events are called that a version asks for."""
    return gates.titles(said.prerequisites)


def _gone(said: Facts) -> frozenset[str]:
    """The archived modules that a version asks for; nothing is looked up when it asks for none."""
    asked = {one.of for one in said.prerequisites}
    known = gating.named(now()) if asked else {}
    return frozenset(key for key in asked & set(known) if known[key].is_archived)


def _checks(of: Opened, titles: dict[str, str]) -> tuple[checklist.Check, ...]:
    """The checklist, for versions that are not approved yet."""
    if of.row.approved_at is not None:
        return ()
    found = (
        gating.unfinished(of.row),
        gating.unreachable(of.row, now()),
        gating.accessibility(of.row),
    )
    return checklist.checklist(found, titles, of.address)


# ------------------------------------------------------------------ steps of one button


def _step(module: str, number: int, deed: Callable[[ModuleVersion], object], said: str) -> str:
    of = opened(module, number)
    with transaction():
        deed(of.row)
    flash(said.format(name=of.name), "success")
    return of.address


@bp.post(f"{BASE}/ask-review")
@requires(Action.CURRICULUM_WRITE)
def ask_review(module: str, number: int) -> ResponseReturnValue:
    """Give a draft to those who may approve it."""
    said = "{name} is in review. Those who may approve it have a mail."
    by, at = current_actor(), now()
    return redirect(_step(module, number, lambda row: services.ask_review(row, by=by, at=at), said))


@bp.post(f"{BASE}/take-back")
@requires(Action.CURRICULUM_WRITE)
def take_back(module: str, number: int) -> ResponseReturnValue:
    """Make a version in review a draft again."""
    said = "{name} is a draft again."
    by, at = current_actor(), now()
    return redirect(_step(module, number, lambda row: services.take_back(row, by=by, at=at), said))


@bp.post(f"{BASE}/restore")
@requires(Action.CURRICULUM_WRITE)
def restore(module: str, number: int) -> ResponseReturnValue:
    """Begin a new draft with what stands in an old version.

    While another version is on its way, it leads to that one and says why.
    """
    of = opened(module, number)
    try:
        with transaction():
            there = services.restore(of.row, by=current_actor(), at=now()).number
    except (Conflict, NotPossibleNow):
        on_its_way = unpublished(modules.versions_of([of.module.id])[of.module.id])
        if on_its_way is None or Deed.RESTORE not in of.possible:
            raise
        there = on_its_way
        then = f"Finish it or archive it, then restore version {number}."
        flash(f"Version {there} is on its way already. {then}", "error")
    else:
        flash(f"Version {there} is a draft with everything of version {number}.", "success")
    return redirect(url_for(".version", module=module, number=there))


# ------------------------------------------------------------------ steps with a page


def _attempt(
    module: str, number: int, form: PageForm, deed: Callable[[ModuleVersion], object]
) -> bool:
    return form.accepted() and attempt(form, lambda: deed(opened(module, number).row))


def _done(of: Opened, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(of.address)


@bp.route(f"{BASE}/send-back", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def send_back(module: str, number: int) -> ResponseReturnValue:
    """Give a version back to its authors, with a reason."""
    of = opened(module, number)
    form = SendBackForm(data={"seen_version": of.row.version})
    if _attempt(
        module,
        number,
        form,
        lambda row: services.send_back(
            row, reason=form.reason.data or "", seen=form.version, by=current_actor(), at=now()
        ),
    ):
        return _done(of, f"{of.name} is a draft again, and its authors have a mail.")
    of = opened(module, number)
    page = render_template(
        "curriculum/desk/send_back.html", of=of, form=form, objection=of.objection(Deed.SEND_BACK)
    )
    return page, invalid(form)


@bp.route(f"{BASE}/approve", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def approve(module: str, number: int) -> ResponseReturnValue:
    """Approve what somebody else wrote, and say what it asks of those who finished."""
    of = opened(module, number)
    counted = _counted(of)
    form = ApproveForm(
        is_first=modules.is_first(of.row, modules.versions_of([of.module.id])[of.module.id]),
        data={
            "seen_version": of.row.version,
            "change_class": None if counted else ChangeClass.MINOR.value,
        },
    )
    if _attempt(
        module,
        number,
        form,
        lambda row: services.approve(
            row,
            change_class=form.asks,
            note=form.note.data or "",
            seen=form.version,
            by=current_actor(),
            at=now(),
        ),
    ):
        return _done(of, f"{of.name} is approved. Next, say when it is out.")
    of = opened(module, number)
    lessons, unread = contents.lessons(of.row.id), queries.unread_spanish(of.row.id)
    page = render_template(
        "curriculum/desk/approve.html",
        of=of,
        form=form,
        checks=_checks(of, {lesson.key: lesson.title for lesson in lessons}),
        open_comments=comments.open_counts([of.row.id]).get(of.row.id, 0),
        unread=[lesson.title for lesson in lessons if lesson.key in unread],
        news=words.news(counted),
        objection=of.objection(Deed.APPROVE),
    )
    return page, invalid(form)


def _counted(of: Opened) -> Counted | None:
    """How much is new against the version that is out."""
    served = modules.served([of.module.id], now()).get(of.module.id)
    if served is None or served.id == of.row.id:
        return None
    both = contents.lessons_of([served.id, of.row.id])
    return comparing.counted(both[served.id], both[of.row.id])


@bp.route(f"{BASE}/schedule", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def schedule(module: str, number: int) -> ResponseReturnValue:
    """Say when an approved version is out, for whom, and until when."""
    of = opened(module, number)
    form = ScheduleForm(data=_times(of.row))
    at = now()
    if _attempt(
        module,
        number,
        form,
        lambda row: services.schedule(
            row,
            publish_at=form.publish_at(at),
            expires_at=form.expires_at,
            weeks=form.weeks.data,
            by=current_actor(),
            at=at,
        ),
    ):
        said = "is out" if form.publish_at(at) == at else "has its time"
        return _done(of, f"{of.name} {said}.")
    of = opened(module, number)
    page = render_template(
        "curriculum/desk/schedule.html", of=of, form=form, objection=of.objection(Deed.SCHEDULE)
    )
    return page, invalid(form)


def _times(row: ModuleVersion) -> dict[str, object]:
    """The times of a version as its form shows them."""
    shown: dict[str, object] = {"weeks": row.weeks_after_start}
    if row.publish_at is not None:
        local = central(row.publish_at)
        shown |= {"when": "at", "day": local.date(), "time": local.time()}
    if row.expires_at is not None:
        local = central(row.expires_at)
        shown |= {"end_day": local.date(), "end_time": local.time()}
    return shown


@bp.route(f"{BASE}/end", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def end_version(module: str, number: int) -> ResponseReturnValue:
    """Give a version that is out another end, or other weeks to hold it back for cohorts."""
    of = opened(module, number)
    form = EndForm(data=_times(of.row))
    if _attempt(
        module,
        number,
        form,
        lambda row: services.change_times(
            row, expires_at=form.expires_at, weeks=form.weeks.data, by=current_actor(), at=now()
        ),
    ):
        return _done(of, f"The times of {of.name} are saved.")
    of = opened(module, number)
    page = render_template(
        "curriculum/desk/end.html", of=of, form=form, objection=of.objection(Deed.CHANGE_TIMES)
    )
    return page, invalid(form)


@bp.route(f"{BASE}/archive", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def archive_version(module: str, number: int) -> ResponseReturnValue:
    """Take a version away from new learners, after asking once more."""
    of = opened(module, number)
    form = ConfirmForm()
    if not form.accepted():
        changes = () if of.module.archived_at else serving.without(of.row, now())
        is_last = any(one.instead is None for one in changes)
        page = render_template(
            "curriculum/desk/archive_version.html",
            of=of,
            form=form,
            was_out=was_out(of.row, now()),
            takes_place=any(one.instead is not None for one in changes),
            losses=archiving.losses(changes),
            hangs=hangs(of.module, of.row) if is_last else (),
        )
        return page, invalid(form)
    with transaction():
        services.archive(of.row, by=current_actor(), at=now())
    return _done(of, f"{of.name} is archived.")
