"""The reviews of one application side by side, with the panel's talk: for staff and reviewers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, render_template, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction, writing
from app.core.errors import Missing
from app.policy import Action, Place, authorize, current_actor, requires
from app.reviews.domain.showing import members
from app.reviews.domain.visibility import sees_applicant
from app.reviews.forms.panel import AnswerForm, PostForm, ProposalForm
from app.reviews.presenters import panel as words
from app.reviews.queries import panels
from app.reviews.services import consensus, discussion, looking
from app.reviews.views.blueprint import bp
from app.reviews.views.fetching import take_open_seat
from app.rfa.queries import applications

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.core.forms import PageForm
    from app.policy import Actor
    from app.reviews.queries.panels import Room
    from app.rfa.models import Application


def take_for_staff(application_id: int, action: Action) -> Application:
    """The application, for staff who may do `action`; for everybody else it is not there."""
    of = applications.application(application_id)
    authorize(action, Place(practice_id=of.practice_id), seen_by=Action.APPLICATIONS_OVERSEE)
    return of


def who_looks() -> Actor:
    """Who really looks: an administrator who views as somebody else is noted by name."""
    by: Actor = g.viewing.by if g.viewing else current_actor()
    return by


def _staff_room(application_id: int, action: Action) -> Room:
    of = take_for_staff(application_id, action)
    return panels.staff_room(of, g.person.id, now())


def _reviewer_room(application_id: int, *, talks: bool = False) -> Room:
    room = panels.reviewer_room(take_open_seat(application_id))
    if talks and room.talk is None:
        raise Missing(str(application_id))
    return room


# ------------------------------------------------------------------ the two pages


@bp.get("/staff/applications/<id:application_id>/reviews")
@requires(Action.REVIEWS_READ)
def staff_reviews(application_id: int) -> ResponseReturnValue:
    """Every review of an application; that somebody looked is noted."""
    room = _staff_room(application_id, Action.REVIEWS_READ)
    if not looking.is_noted(room.application, by=who_looks(), at=now()):
        with writing():
            looking.note_look(application_id, by=who_looks(), at=now())
    return _page(room)


@bp.get("/reviews/<id:application_id>/panel")
@requires(Action.REVIEW_WRITE)
def panel(application_id: int) -> ResponseReturnValue:
    """What the others of the panel wrote, when the phase lets it be seen."""
    return _page(_reviewer_room(application_id))


def _page(room: Room, failed: PageForm | None = None) -> ResponseReturnValue:
    fresh: tuple[PageForm, ...] = (_post_form(room), ProposalForm(), AnswerForm())
    forms = {type(form): form for form in (*fresh, *((failed,) if failed else ()))}
    proposal = room.shown_proposal
    of = room.application
    is_open = sees_applicant(room.looker, room.phase)
    page = render_template(
        "reviews/panel/staff.html" if room.looker.is_staff else "reviews/panel/panel.html",
        of=of,
        name=of.practice.name if is_open else f"Application {of.reference}",
        shown=words.panel_page(room),
        titles=words.titles_of(room),
        posts=room.talk,
        proposal=proposal,
        proposal_tag=words.STATE_TAGS[proposal.state] if proposal else "",
        criteria=room.document.criteria,
        due_at=room.terms.due_at,
        post_form=forms[PostForm],
        proposal_form=forms[ProposalForm],
        answer_form=forms[AnswerForm],
        form=failed,
    )
    return page, 422 if failed else 200


def _post_form(room: Room) -> PostForm:
    return PostForm(room.document.criteria, room.others)


def _back(room: Room, said: str, anchor: str) -> ResponseReturnValue:
    flash(said, "success")
    page = ".staff_reviews" if room.looker.is_staff else ".panel"
    return redirect(url_for(page, application_id=room.application.id, _anchor=anchor))


# ------------------------------------------------------------------ the discussion


@bp.post("/staff/applications/<id:application_id>/reviews/posts")
@requires(Action.REVIEWS_MANAGE)
def staff_post(application_id: int) -> ResponseReturnValue:
    """Staff write in the discussion."""
    return _post(_staff_room(application_id, Action.REVIEWS_MANAGE))


@bp.post("/reviews/<id:application_id>/panel/posts")
@requires(Action.REVIEW_WRITE)
def panel_post(application_id: int) -> ResponseReturnValue:
    """A member of the panel writes in the discussion."""
    return _post(_reviewer_room(application_id, talks=True))


def _post(room: Room) -> ResponseReturnValue:
    form = _post_form(room)
    if form.accepted() and attempt(
        form,
        lambda: discussion.write_post(
            room.application,
            body=form.body.data or "",
            criterion=form.criterion.data or "",
            criteria=[one.key for one in room.document.criteria],
            mentions=form.people,
            panel=[person_id for _, person_id, _ in room.others],
            by=current_actor(),
            at=now(),
        ),
    ):
        return _back(room, "Your post is there.", "discussion")
    return _again(room, form)


def _again(room: Room, form: PageForm) -> ResponseReturnValue:
    """The page with what is wrong in a form; what was read before a refusal is read again."""
    if room.looker.is_staff:
        return _page(_staff_room(room.application.id, Action.REVIEWS_MANAGE), form)
    return _page(_reviewer_room(room.application.id), form)


# ------------------------------------------------------------------ consensus


@bp.post("/staff/applications/<id:application_id>/reviews/consensus")
@requires(Action.REVIEWS_MANAGE)
def staff_propose(application_id: int) -> ResponseReturnValue:
    """Staff propose a score to the panel."""
    return _propose(_staff_room(application_id, Action.REVIEWS_MANAGE))


@bp.post("/reviews/<id:application_id>/panel/consensus")
@requires(Action.REVIEW_WRITE)
def panel_propose(application_id: int) -> ResponseReturnValue:
    """A member proposes a score to the panel."""
    return _propose(_reviewer_room(application_id, talks=True))


def _propose(room: Room) -> ResponseReturnValue:
    form = ProposalForm()
    if form.accepted() and attempt(
        form,
        lambda: consensus.propose(
            room.application,
            score=form.hundredths,
            body=form.text.data or "",
            by=current_actor(),
            at=now(),
        ),
    ):
        return _back(room, "The panel is asked to agree.", "consensus")
    return _again(room, form)


@bp.post("/staff/applications/<id:application_id>/reviews/consensus/<id:consensus_id>/withdraw")
@requires(Action.REVIEWS_MANAGE)
def staff_withdraw(application_id: int, consensus_id: int) -> ResponseReturnValue:
    """Staff take a proposal back."""
    return _withdraw(_staff_room(application_id, Action.REVIEWS_MANAGE), consensus_id)


@bp.post("/reviews/<id:application_id>/panel/consensus/<id:consensus_id>/withdraw")
@requires(Action.REVIEW_WRITE)
def panel_withdraw(application_id: int, consensus_id: int) -> ResponseReturnValue:
    """Who proposed a score takes it back."""
    return _withdraw(_reviewer_room(application_id, talks=True), consensus_id)


def _withdraw(room: Room, consensus_id: int) -> ResponseReturnValue:
    with transaction():
        row = panels.consensus(room.application.id, consensus_id)
        if not room.looker.is_staff and row.proposed_by_id != room.looker.person_id:
            abort(403)
        consensus.withdraw(row, room.application, by=current_actor(), at=now())
    return _back(room, "The proposal is taken back.", "consensus")


@bp.post("/reviews/<id:application_id>/panel/consensus/<id:consensus_id>/answer")
@requires(Action.REVIEW_WRITE)
def panel_answer(application_id: int, consensus_id: int) -> ResponseReturnValue:
    """A member of the panel agrees or disagrees."""
    room = _reviewer_room(application_id, talks=True)
    form = AnswerForm()
    if form.accepted() and attempt(
        form,
        lambda: consensus.answer(
            panels.consensus(application_id, consensus_id),
            room.application,
            agrees=form.agrees,
            note=form.note.data or "",
            panel=members(room.written),
            by=current_actor(),
            at=now(),
        ),
    ):
        return _back(room, "Your answer is kept.", "consensus")
    return _again(room, form)
