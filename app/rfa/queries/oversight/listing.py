"""The list of applications of a round: a constant number of statements, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.accounts.queries.names import holder_at
from app.core.db import db
from app.core.errors import Missing
from app.core.paging import Pages
from app.policy import Role
from app.practices import queries as practices
from app.practices.domain.counties import counties_of
from app.rfa.domain import filters
from app.rfa.domain.filters import Filters, Sort
from app.rfa.domain.states import SENT, ApplicationState
from app.rfa.models import (
    Application,
    Check,
    Mark,
    MarkKind,
    Registration,
    SavedView,
    SectionDraft,
    Submission,
    Task,
)

if TYPE_CHECKING:
    from app.practices.models import Practice

PER_PAGE = 25
_NOWHERE = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One application in the list.

    `under_extension`: it was first sent after the round's end. `version` is what was sent last
    and `checked` the newest version that a second person checked; both 0 without any.
    """

    application: Application
    practice: Practice
    complete: int
    lead: str
    under_extension: bool
    version: int
    checked: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `number` counts from 1."""

    rows: tuple[Row, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return Pages(self.total, PER_PAGE).count


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are where in a round, withdrawn ones among those that were sent or not."""

    by_state: Mapping[ApplicationState, int]
    registered: int
    submitted: int

    @property
    def started(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class Marks:
    """The tags in use in a round, and the marks of some of its applications: (kind, words)."""

    tags: tuple[str, ...]
    of: Mapping[int, tuple[tuple[MarkKind, str], ...]]


def page(round_id: int, wanted: Filters, person_id: int | None, number: int = 1) -> Page:
    """One page of the applications that fit: one statement. Beyond the last shows the first.

    `person_id` is who asks, for "my tasks". What a row needs is looked up for the rows of
    the page only.
    """
    counted = func.count().over().label("total")
    found, order = _fitting(round_id, wanted, person_id)
    here = (
        found.with_only_columns(Application.id, counted)
        .order_by(*order)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
        .subquery()
    )
    detailed, order = _detailed(wanted.sort)
    rows = db.session.execute(
        detailed.join(here, here.c.id == Application.id).add_columns(here.c.total).order_by(*order)
    ).all()
    if not rows and number > 1:
        return page(round_id, wanted, person_id)
    total = rows[0].total if rows else 0
    return Page(tuple(_row(one) for one in rows), number, total)


def everything(round_id: int, wanted: Filters, person_id: int | None) -> tuple[Row, ...]:
    """All applications that fit, for a file: one statement."""
    found, _ = _fitting(round_id, wanted, person_id)
    detailed, order = _detailed(wanted.sort)
    ids = found.with_only_columns(Application.id)
    rows = db.session.execute(detailed.where(Application.id.in_(ids)).order_by(*order))
    return tuple(_row(one) for one in rows)


def _detailed(sort: Sort) -> tuple[Select[Any], tuple[Any, ...]]:
    every = practices.every()
    clinic = every.selected_columns
    complete = (
        select(func.count())
        .select_from(SectionDraft)
        .where(SectionDraft.application_id == Application.id, SectionDraft.is_complete)
        .scalar_subquery()
    )
    extended = (
        select(Submission.under_extension)
        .where(Submission.application_id == Application.id, Submission.number == 1)
        .scalar_subquery()
    )
    statement: Select[Any] = every.join(
        Application, Application.practice_id == clinic.id
    ).add_columns(
        Application,
        complete.label("complete"),
        holder_at(Application.practice_id, Role.APPLICATION_LEAD).label("lead"),
        extended.label("extended"),
        _newest().label("version"),
        _checked().label("checked"),
    )
    return statement, _order(sort, clinic)


def _row(found: Any) -> Row:
    practice, application, complete, lead, extended, version, checked = found[:7]
    who = "" if application.emptied_at else lead or ""
    return Row(application, practice, complete, who, bool(extended), version or 0, checked or 0)


def _newest() -> ScalarSelect[int]:
    """The number of what was sent last."""
    return (
        select(func.max(Submission.number))
        .where(Submission.application_id == Application.id)
        .scalar_subquery()
    )


def _checked() -> ScalarSelect[int]:
    """The newest version whose check stands; NULL without any."""
    return (
        select(func.max(Check.version))
        .where(Check.application_id == Application.id, Check.taken_back_at.is_(None))
        .scalar_subquery()
    )


def _fitting(
    round_id: int, wanted: Filters, person_id: int | None
) -> tuple[Select[Any], tuple[Any, ...]]:
    """The statement for the applications that fit, and how they are ordered."""
    every = practices.every()
    clinic = every.selected_columns
    statement = every.join(Application, Application.practice_id == clinic.id).where(
        Application.round_id == round_id,
        *_about_the_practice(wanted, clinic),
        *_about_the_application(wanted, person_id),
    )
    return statement, _order(wanted.sort, clinic)


def _order(sort: Sort, clinic: Any) -> tuple[Any, ...]:
    by_name = (func.lower(clinic.name), Application.id)
    match sort:
        case Sort.KIND:
            return (clinic.kind, *by_name)
        case Sort.COUNTY:
            return (clinic.county, *by_name)
        case Sort.STATE:
            return (Application.state, *by_name)
        case Sort.CHANGED:
            return (Application.content_at.desc(), *by_name)
        case _:
            return by_name


def _about_the_practice(wanted: Filters, clinic: Any) -> Iterator[ColumnElement[bool]]:
    if wanted.search:
        yield or_(
            clinic.name.icontains(wanted.search, autoescape=True),
            Application.reference.icontains(wanted.search, autoescape=True),
        )
    if wanted.kind:
        yield clinic.kind == wanted.kind
    if wanted.region:
        yield clinic.county.in_(counties_of(wanted.region))
    if wanted.county:
        yield clinic.county == wanted.county


def _about_the_application(wanted: Filters, person_id: int | None) -> Iterator[ColumnElement[bool]]:
    if wanted.state:
        yield Application.state == wanted.state
    if wanted.tag:
        yield Application.id.in_(_marked(MarkKind.TAG).where(Mark.label == wanted.tag))
    if wanted.flagged:
        yield Application.id.in_(_marked(MarkKind.FLAG))
    if wanted.mine:
        yield Application.id.in_(
            select(Task.application_id).where(Task.person_id == person_id, Task.done_at.is_(None))
        )
    if wanted.check:
        yield Application.state.in_(SENT)
        is_done = func.coalesce(_checked(), 0) == _newest()
        yield is_done if wanted.check is filters.Check.DONE else ~is_done


def _marked(kind: MarkKind) -> Select[int]:
    return select(Mark.application_id).where(Mark.kind == kind, Mark.removed_at.is_(None))


def counts(round_id: int) -> Counts:
    """How many applications are in each state, and how many people registered: one statement."""
    registered = (
        select(func.count())
        .select_from(Registration)
        .where(Registration.round_id == round_id)
        .scalar_subquery()
    )
    states = [
        func.count().filter(Application.state == state).label(state.name)
        for state in ApplicationState
    ]
    submitted = func.count(Application.submitted_at)
    found = db.session.execute(
        select(registered, submitted, *states).where(Application.round_id == round_id)
    ).one()
    by_state = dict(zip(ApplicationState, found[2:], strict=True))
    return Counts(by_state, found[0], found[1])


def marks(round_id: int, application_ids: Collection[int]) -> Marks:
    """The tags of a round, and the tags and open flags of these applications: one statement."""
    in_round = (
        select(literal(_NOWHERE).label("at"), Mark.kind, Mark.label, literal(0).label("place"))
        .join(Application, Application.id == Mark.application_id)
        .where(
            Application.round_id == round_id,
            Mark.kind == MarkKind.TAG,
            Mark.removed_at.is_(None),
        )
        .distinct()
    )
    here = select(Mark.application_id, Mark.kind, Mark.label, Mark.id.label("place")).where(
        Mark.application_id.in_(application_ids), Mark.removed_at.is_(None)
    )
    both = union_all(in_round, here).order_by("place")
    tags: list[str] = []
    found: dict[int, tuple[tuple[MarkKind, str], ...]] = {}
    for application_id, kind, label, _ in db.session.execute(both):
        if application_id == _NOWHERE:
            tags.append(label)
        else:
            found[application_id] = (*found.get(application_id, ()), (kind, label))
    return Marks(tuple(sorted(tags, key=str.casefold)), found)


def saved_views(person_id: int | None) -> tuple[SavedView, ...]:
    """The choices of filters that somebody keeps, by name."""
    return tuple(
        db.session.scalars(
            select(SavedView).where(SavedView.person_id == person_id).order_by(SavedView.name)
        )
    )


def saved_view(view_id: int, person_id: int | None) -> SavedView:
    """One of them; raises `Missing`, also when it is another person's."""
    found = db.session.scalar(
        select(SavedView).where(SavedView.id == view_id, SavedView.person_id == person_id)
    )
    if found is None:
        raise Missing(str(view_id))
    return found


def view_named(name: str, person_id: int | None) -> SavedView | None:
    """The kept choice of that name, in any case."""
    return db.session.scalar(
        select(SavedView).where(
            SavedView.person_id == person_id, func.lower(SavedView.name) == name.lower()
        )
    )


def latest_versions(application_ids: Collection[int]) -> dict[int, Submission]:
    """What was sent last for each of these applications that was sent: one statement."""
    last = (
        select(Submission.application_id, func.max(Submission.number).label("number"))
        .where(Submission.application_id.in_(application_ids))
        .group_by(Submission.application_id)
        .subquery()
    )
    found = db.session.scalars(
        select(Submission).join(
            last,
            (last.c.application_id == Submission.application_id)
            & (last.c.number == Submission.number),
        )
    )
    return {version.application_id: version for version in found}
