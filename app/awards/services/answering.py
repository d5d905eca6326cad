"""What a practice says to its award, and how its work begins. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts import services as access
from app.accounts.services.mails import full_address
from app.awards.domain.beginning import NO_LEAD, Stage, first_month, pay
from app.awards.domain.kinds import Reply
from app.awards.models import AwardReply, Milestone
from app.awards.queries import beginnings
from app.charter import services as charters
from app.collaborative import queries as collaborative
from app.collaborative import services as cohorts
from app.collaborative.domain.calendar import first_of_month
from app.core.dates import day
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.settings import setting
from app.measures.queries import library
from app.measures.services import choices
from app.outbox.services import queue
from app.policy import APPLICANT_ROLES, TEAM_ROLES, Role
from app.rfa.domain.states import SENT
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.awards.queries.beginnings import Award
    from app.collaborative.models import Cohort
    from app.policy import Actor
    from app.practices.models import Practice

NO_COHORT = "No cohort is chosen for this round yet."


def accept(of: Award, roles: Mapping[int, Role], *, by: Actor, at: dt.datetime) -> None:
    """Take the award, and begin: people, cohort, charter, measures and milestones.

    `roles` says what each person of the application is on the team; who is not in it stays off.
    `of` was read locked. Accepting again changes nothing. When the practice cannot join a
    cohort yet, staff finish that part later (`enrol`). Raises `NotPossibleNow` after the last
    day or a decline, and `Refused` without a lead.
    """
    if of.is_accepted:
        return
    _check_open(of, at)
    _give_roles(of, roles, by=by, at=at)
    _reply(of, Reply.ACCEPTED, "", by=by, at=at)
    _copy_milestones(of)
    note("accepted the award", of.application, by=by, at=at)
    cohort = beginnings.cohort_of(of.terms)
    if cohort is not None and not obstacle(of.application.practice, cohort, at):
        _begin(of, cohort, by=by, at=at)


def decline(of: Award, reason: str, *, by: Actor, at: dt.datetime) -> None:
    """Give the place back. Declining again changes nothing.

    Raises `Refused` without a reason, and `NotPossibleNow` after the last day or an acceptance.
    """
    if of.reply is not None and of.reply.reply is Reply.DECLINED:
        return
    _check_open(of, at)
    if not reason:
        raise Refused("Tell us why, so that we learn from it.", field="reason")
    _reply(of, Reply.DECLINED, reason, by=by, at=at)
    note("declined the award", of.application, by=by, at=at, reason=reason)


def enrol(of: Award, *, by: Actor, at: dt.datetime) -> None:
    """Finish what waited for a cohort: the enrolment with charter and measures.

    Doing it again changes nothing. Raises `NotPossibleNow` before the award is accepted and
    `Refused` while something is in the way.
    """
    if not of.is_accepted:
        raise NotPossibleNow("The practice has not accepted its award.")
    cohort = beginnings.cohort_of(of.terms)
    why_not = NO_COHORT if cohort is None else obstacle(of.application.practice, cohort, at)
    if cohort is None or why_not:
        raise Refused(why_not)
    _begin(of, cohort, by=by, at=at)


def obstacle(practice: Practice, cohort: Cohort, at: dt.datetime) -> str:
    """Why a practice cannot join a cohort now; "" when nothing is in the way."""
    if first_month(cohort.starts_on, at) > first_of_month(cohort.ends_on):
        return f"{cohort.name} is over."
    for one in collaborative.enrolments_of(practice.id):
        if one.left_on is None and one.cohort_id != cohort.id:
            return f"The practice is still in {one.cohort.name}. End that enrolment first."
    return ""


# ------------------------------------------------------------------ inside


def _check_open(of: Award, at: dt.datetime) -> None:
    if of.application.state not in SENT:
        raise NotPossibleNow("The application was withdrawn.")
    stage = of.stage(at)
    if stage is Stage.LATE:
        raise NotPossibleNow(too_late(of))
    if stage is not Stage.OPEN:
        raise NotPossibleNow(answered(of))


def answered(of: Award) -> str:
    """That there is an answer, and whom to ask for another one."""
    assert of.reply is not None  # noqa: S101  # asked only about an answer
    return (
        f"Your practice has {of.reply.reply} this award already. "
        f"Call {setting('HELP_PHONE')} if that is wrong."
    )


def too_late(of: Award) -> str:
    """What to do after the last day."""
    return (
        f"The last day to answer was {day(of.accept_by)}. "
        f"Call {setting('HELP_PHONE')} and ask for more time."
    )


def _reply(of: Award, said: Reply, reason: str, *, by: Actor, at: dt.datetime) -> None:
    db.session.add(
        AwardReply(
            decision_id=of.decision.id,
            reply=said,
            reason=reason,
            replied_at=at,
            replied_by_id=by.signed_in_id,
        )
    )
    db.session.flush()


def _give_roles(of: Award, roles: Mapping[int, Role], *, by: Actor, at: dt.datetime) -> None:
    """Give the people of the application their roles on the team, and tell the others of them.

    Whoever accepts stays signed in.
    """
    practice = of.application.practice
    known = {one.person_id: one for one in accounts.roster(practice.id, APPLICANT_ROLES)}
    wanted = {person: role for person, role in roles.items() if person in known}
    if not set(wanted.values()) <= set(TEAM_ROLES):
        raise Refused("Choose a role on the team.")
    leads = accounts.roster(practice.id, (Role.LEAD,))
    if Role.LEAD not in wanted.values() and not leads:
        raise Refused(NO_LEAD)
    for person_id, role in sorted(wanted.items()):
        if accounts.active_grant(person_id, role, practice.id, None) is not None:
            continue
        person = accounts.person(person_id)
        if person_id == by.person_id:
            access.add_grant(person, role, practice_id=practice.id, cohort_id=None, by=by, at=at)
            continue
        access.grant(person, role, practice_id=practice.id, by=by, at=at)
        queue(
            "award accepted",
            key=f"award accepted:{of.decision.id}:{person_id}",
            to=person.email,
            subject="You are on the team now",
            body=(
                f"Hello {person.name},\n\n{_plain(by.name)} accepted the award of "
                f"{_plain(practice.name)}. You are on its team as {role}.\n\n"
                "Sign in to see what comes next:\n{link}\n"
            ),
            at=at,
            link=full_address("/"),
        )


def _plain(name: str) -> str:
    """A name that cannot take the place of the link."""
    return name.replace("{link}", "(link)")


def _copy_milestones(of: Award) -> None:
    steps = of.terms.steps
    for place, (step, amount) in enumerate(
        zip(steps, pay(of.decision.amount, steps), strict=True), start=1
    ):
        db.session.add(
            Milestone(
                decision_id=of.decision.id,
                position=place,
                title=step.title,
                evidence=step.evidence,
                amount=amount,
            )
        )
    db.session.flush()


def _begin(of: Award, cohort: Cohort, *, by: Actor, at: dt.datetime) -> None:
    practice = of.application.practice
    enrolments = collaborative.enrolments_of(practice.id)
    if not any(one.left_on is None for one in enrolments):
        month = first_month(cohort.starts_on, at)
        cohorts.enrol(practice, cohort, joined_on=month, by=by, at=at)
    carry = beginnings.carry_of(of.id)
    charters.open_charter(practice, cohort, carry.entries, carry.members, by=by, at=at)
    _adopt(practice, carry.measures, by=by, at=at)


def _adopt(practice: Practice, keys: Collection[str], *, by: Actor, at: dt.datetime) -> None:
    """Choose the optional measures that the application names; those chosen before stay."""
    team = collaborative.team(practice.key)
    named = {one.measure.id for one in library.library() if one.measure.key in keys}
    chosen = {
        measure_id
        for measure_id, row in library.team_measures(practice.id).items()
        if row.dropped_at is None
    }
    choices.choose(team, named | chosen, by=by, at=at)
