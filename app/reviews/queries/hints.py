"""Hints for many pairs of application and reviewer at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from typing import TYPE_CHECKING

from app.accounts.queries import contacts, places
from app.core.db import db
from app.practices import queries as practices
from app.reviews.domain.hints import SYSTEM_QUESTION, Applicant, Hint, Reviewer, Workplace, hints
from app.reviews.queries import declarations
from app.reviews.queries.standings import Pair
from app.rfa.domain.answers import single
from app.rfa.queries import applicants

if TYPE_CHECKING:
    from app.rfa.models import Application


def hints_for(
    application_ids: Collection[int], person_ids: Collection[int]
) -> Mapping[Pair, tuple[Hint, ...]]:
    """What each of these people has in common with each of these applications: ten statements.

    Pairs without a hint are left out.
    """
    applying = applicants.applying(application_ids)
    about = _applicants(applying)
    known = _reviewers(applying, person_ids)
    found: dict[Pair, tuple[Hint, ...]] = {}
    for application_id, of in applying.items():
        for person_id in person_ids:
            noticed = hints(known[of.round_id, person_id], about[application_id])
            if noticed:
                found[application_id, person_id] = noticed
    return found


def _applicants(applying: Mapping[int, Application]) -> dict[int, Applicant]:
    emails = contacts.emails_at({of.practice_id for of in applying.values()})
    answers = applicants.latest_answers(applying.keys())
    found = {}
    for application_id, of in applying.items():
        said = answers.get(application_id, {})
        found[application_id] = Applicant(
            practice_id=of.practice_id,
            name=of.practice.name,
            county=of.practice.county,
            emails=emails[of.practice_id] | applicants.emails_in(said),
            system=single(said.get(SYSTEM_QUESTION)),
        )
    return found


def _reviewers(
    applying: Mapping[int, Application], person_ids: Collection[int]
) -> dict[tuple[int, int], Reviewer]:
    """What is known of these people by (round, person), as far as these rounds go."""
    round_ids = {of.round_id for of in applying.values()}
    works = places.work_ties(person_ids)
    workplaces = {
        one.id: Workplace(one.id, one.name, one.county)
        for one in db.session.scalars(practices.with_ids({practice for _, practice in works}))
    }
    applied = applicants.worked_on({of.practice_id for of in applying.values()})
    declared = declarations.last_of(round_ids, person_ids)
    reached = contacts.contacts_of(person_ids)
    found = {}
    for round_id, person_id in product(round_ids, person_ids):
        last = declared.get((round_id, person_id))
        ties = last.ties if last else ()
        found[round_id, person_id] = Reviewer(
            email=reached[person_id].email,
            workplaces=[workplaces[at] for who, at in sorted(works) if who == person_id],
            organisations=[tie.organisation for tie in ties if tie.organisation],
            tied=frozenset(tie.practice_id for tie in ties if tie.practice_id is not None),
            applied_for=frozenset(at for who, at in applied if who == person_id),
        )
    return found
