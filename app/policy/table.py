"""The authorisation table: action x role -> condition. Pure; no Flask, no SQL.

A person holds grants, each a role at its place (a practice, a cohort or the program).
What a person may do is the union of what the grants allow; silence means no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who somebody is: on a practice's team, in its application, or in the program."""

    LEAD = "lead"
    PROVIDER_CHAMPION = "provider champion"
    CARE_COORDINATOR = "care coordinator"
    DATA_MANAGER = "data manager"
    FAMILY_PARTNER = "family partner"
    SPONSOR = "sponsor"
    VIEWER = "viewer"
    APPLICATION_LEAD = "application lead"
    APPLICATION_EDITOR = "application editor"
    APPLICATION_SIGNER = "application signer"
    APPLICATION_VIEWER = "application viewer"
    REVIEWER = "reviewer"
    COACH = "coach"
    PUBLISHER = "publisher"
    PROGRAM_STAFF = "program staff"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"


TEAM_ROLES = (
    Role.LEAD,
    Role.PROVIDER_CHAMPION,
    Role.CARE_COORDINATOR,
    Role.DATA_MANAGER,
    Role.FAMILY_PARTNER,
    Role.SPONSOR,
    Role.VIEWER,
)
APPLICANT_ROLES = (
    Role.APPLICATION_LEAD,
    Role.APPLICATION_EDITOR,
    Role.APPLICATION_SIGNER,
    Role.APPLICATION_VIEWER,
)
PRACTICE_ROLES = TEAM_ROLES + APPLICANT_ROLES
PROGRAM_ROLES = tuple(role for role in Role if role not in PRACTICE_ROLES)
COHORT_ROLES = (Role.COACH,)


class Action(StrEnum):
    """Everything that somebody may be allowed to do, in words for the policy document."""

    TEAM_VIEW = "open a team's pages"
    ROSTER_MANAGE = "invite and remove people of a team"
    TEAM_HISTORY_VIEW = "read who changed what in a team"
    MEASURE_VIEW = "see a team's measures and run charts"
    MEASURE_CHOOSE = "choose optional measures and add the team's own"
    NUMBERS_ENTER = "enter, import and submit a team's monthly numbers"
    CHART_ANNOTATE = "write notes on a run chart"
    CHART_DECIDE = "freeze, re-phase or exclude points of a run chart"
    CYCLE_VIEW = "read a team's PDSA cycles"
    CYCLE_EDIT = "write a team's PDSA cycles"
    CHARTER_VIEW = "read a team's charter"
    CHARTER_EDIT = "write a team's charter"
    APPLICATION_VIEW = "read a practice's application"
    APPLICATION_WRITE = "write a practice's application"
    APPLICATION_COMMENT = "comment on a practice's application inside its team"
    APPLICATION_SIGN = "sign a practice's application"
    APPLICATION_SUBMIT = "submit or withdraw a practice's application"
    APPLICATION_PEOPLE = "invite and remove people of a practice's application"
    APPLICATIONS_OVERSEE = "read all applications, with exports and statistics"
    APPLICATIONS_STEER = "extend deadlines, ask for changes, edit on behalf, keep notes"
    AWARD_ANSWER = "accept or decline a practice's award, and appeal a decision"
    REVIEW_WRITE = "review the applications that one was assigned"
    REVIEWS_READ = "read all reviews and scores"
    REVIEWS_MANAGE = "assign reviewers, rule on conflicts, open reviews again"
    DECISION_RECORD = "record decisions about applications"
    DECISIONS_READ = "see decisions before they are released"
    RELEASE_MANAGE = "plan and confirm when decisions are told"
    LETTERS_WRITE = "write letters and summaries for applicants"
    AWARDS_MANAGE = "keep agreements, milestones and the first steps of awards"
    SEAL_BREAK = "open a sealed round before its deadline"
    ROUND_MANAGE = "write rounds, their form, rubric and answers to questions"
    PUBLIC_PAGES_MANAGE = "change the texts and contacts of the public pages"
    LEARN = "read published lessons, take quizzes and come to events"
    TEAM_NOTE_WRITE = "write notes beside a lesson for the own team"
    CURRICULUM_WRITE = "write the curriculum and read notes for facilitators"
    CURRICULUM_APPROVE = "approve and publish what somebody else wrote"
    LEARNING_OVERSEE = "see who learned what, and remind kindly"
    LEARNING_MANAGE = "assign modules, give tries at a quiz, keep certificates"
    EVENTS_MANAGE = "plan and run events, and read their evaluations"
    LIBRARY_VIEW = "read the measure library"
    LIBRARY_MANAGE = "change the measure library"
    PROGRAM_VIEW = "see all teams of the program or cohort"
    PRACTICE_MANAGE = "add and change practices"
    COHORT_MANAGE = "add and change cohorts, their calendar and enrolments"
    PEOPLE_VIEW = "see the people who have accounts"
    PEOPLE_MANAGE = "give and end program roles, close accounts"
    AUDIT_VIEW = "read the audit trail"
    WORDS_REMOVE = "take words that name a patient out of any text, with a trace"
    OUTBOX_VIEW = "see the mails that the portal sends, and send one again"
    STYLEGUIDE_VIEW = "see the components of the design"
    VIEW_AS = "see the portal as another person does, reading only"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something belongs: a practice, the cohorts that practice is in, or a cohort.

    `is_assigned`: whether whoever asks was assigned to review it and has no conflict with it.
    """

    practice_id: int | None = None
    cohort_ids: frozenset[int] = frozenset()
    is_assigned: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of a person, at one practice or cohort, or in the whole program."""

    role: Role
    practice_id: int | None = None
    cohort_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does things: a person with grants, or nobody (a visitor)."""

    person_id: int | None = None
    name: str = "Visitor"
    grants: frozenset[Grant] = frozenset()

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def signed_in_id(self) -> int:
        """The id of the person, for what only people who are signed in can do.

        Raises `LookupError` for a visitor and for the portal itself, whom no view lets get here.
        """
        if self.person_id is None:
            raise LookupError(f"{self.name} is nobody who is signed in")
        return self.person_id

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def practice_ids(self) -> frozenset[int]:
        """The practices whose team this person belongs to."""
        return self._practices(TEAM_ROLES)

    @property
    def applicant_ids(self) -> frozenset[int]:
        """The practices whose application this person works on."""
        return self._practices(APPLICANT_ROLES)

    def _practices(self, roles: tuple[Role, ...]) -> frozenset[int]:
        return frozenset(
            g.practice_id for g in self.grants if g.practice_id is not None and g.role in roles
        )

    @property
    def cohort_ids(self) -> frozenset[int]:
        """The cohorts that this person coaches."""
        return frozenset(g.cohort_id for g in self.grants if g.cohort_id is not None)


VISITOR = Actor()
SYSTEM = Actor(name="The portal")

Condition = Callable[[Grant, Place], bool]


def anywhere(_grant: Grant, _place: Place) -> bool:
    """In the whole program."""
    return True


def own_practice(grant: Grant, place: Place) -> bool:
    """At the practice of the grant only."""
    return grant.practice_id is not None and grant.practice_id == place.practice_id


def own_cohort(grant: Grant, place: Place) -> bool:
    """For the cohort of the grant, and the practices that are in it."""
    return grant.cohort_id is not None and grant.cohort_id in place.cohort_ids


def assigned(_grant: Grant, place: Place) -> bool:
    """For the applications that this reviewer was assigned and has no conflict with."""
    return place.is_assigned


CONDITION_WORDS: Mapping[Condition, str] = {
    anywhere: "any",
    own_practice: "own practice",
    own_cohort: "own cohort",
    assigned: "assigned, without a conflict",
}

_Rules = dict[Role, Condition]
_EVERY_TEAM_ROLE: _Rules = dict.fromkeys(TEAM_ROLES, own_practice)
_COUNTERS: _Rules = dict.fromkeys(
    (Role.LEAD, Role.PROVIDER_CHAMPION, Role.CARE_COORDINATOR, Role.DATA_MANAGER), own_practice
)
_LEAD_AND_DATA: _Rules = dict.fromkeys((Role.LEAD, Role.DATA_MANAGER), own_practice)
_PROGRAM: _Rules = dict.fromkeys((Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR), anywhere)
_MANAGERS: _Rules = dict.fromkeys((Role.PROGRAM_STAFF, Role.DIRECTOR), anywhere)
_APPLICANTS: _Rules = dict.fromkeys(APPLICANT_ROLES, own_practice)
_DRAFTERS: _Rules = dict.fromkeys((Role.APPLICATION_LEAD, Role.APPLICATION_EDITOR), own_practice)
_SIGNER: _Rules = {Role.APPLICATION_SIGNER: own_practice}
_SENDERS: _Rules = {Role.APPLICATION_LEAD: own_practice} | _SIGNER
_READERS: _Rules = _EVERY_TEAM_ROLE | {Role.COACH: own_cohort} | _PROGRAM

TABLE: Mapping[Action, Mapping[Role, Condition]] = {
    Action.TEAM_VIEW: _READERS,
    Action.ROSTER_MANAGE: {Role.LEAD: own_practice} | _PROGRAM,
    Action.TEAM_HISTORY_VIEW: {Role.LEAD: own_practice, Role.COACH: own_cohort} | _PROGRAM,
    Action.MEASURE_VIEW: _READERS,
    Action.MEASURE_CHOOSE: _LEAD_AND_DATA,
    Action.NUMBERS_ENTER: _COUNTERS,
    Action.CHART_ANNOTATE: _COUNTERS | {Role.COACH: own_cohort},
    Action.CHART_DECIDE: _LEAD_AND_DATA | {Role.COACH: own_cohort} | _MANAGERS,
    Action.CYCLE_VIEW: _READERS,
    Action.CYCLE_EDIT: _COUNTERS | {Role.FAMILY_PARTNER: own_practice},
    Action.CHARTER_VIEW: _READERS,
    Action.CHARTER_EDIT: _COUNTERS | {Role.FAMILY_PARTNER: own_practice},
    Action.APPLICATION_VIEW: _APPLICANTS,
    Action.APPLICATION_WRITE: _DRAFTERS,
    Action.APPLICATION_COMMENT: _DRAFTERS | _SIGNER,
    Action.APPLICATION_SIGN: _SIGNER,
    Action.APPLICATION_SUBMIT: _SENDERS,
    Action.AWARD_ANSWER: _SENDERS,
    Action.REVIEW_WRITE: {Role.REVIEWER: assigned},
    Action.REVIEWS_READ: _MANAGERS,
    Action.REVIEWS_MANAGE: _MANAGERS,
    Action.DECISION_RECORD: {Role.DIRECTOR: anywhere},
    Action.DECISIONS_READ: _MANAGERS,
    Action.RELEASE_MANAGE: _MANAGERS,
    Action.LETTERS_WRITE: _MANAGERS,
    Action.AWARDS_MANAGE: _MANAGERS,
    Action.APPLICATION_PEOPLE: {Role.APPLICATION_LEAD: own_practice} | _MANAGERS,
    Action.APPLICATIONS_OVERSEE: _PROGRAM,
    Action.APPLICATIONS_STEER: _MANAGERS,
    Action.SEAL_BREAK: dict.fromkeys((Role.DIRECTOR, Role.ADMINISTRATOR), anywhere),
    Action.ROUND_MANAGE: _MANAGERS,
    Action.PUBLIC_PAGES_MANAGE: {Role.PUBLISHER: anywhere} | _MANAGERS,
    Action.LEARN: dict.fromkeys((*TEAM_ROLES, *PROGRAM_ROLES), anywhere),
    Action.TEAM_NOTE_WRITE: _COUNTERS
    | dict.fromkeys((Role.FAMILY_PARTNER, Role.SPONSOR), own_practice),
    Action.CURRICULUM_WRITE: {Role.PUBLISHER: anywhere} | _MANAGERS,
    Action.CURRICULUM_APPROVE: {Role.PUBLISHER: anywhere} | _MANAGERS,
    Action.LEARNING_OVERSEE: {Role.COACH: own_cohort} | _PROGRAM,
    Action.LEARNING_MANAGE: _MANAGERS,
    Action.EVENTS_MANAGE: {Role.COACH: own_cohort} | _MANAGERS,
    Action.LIBRARY_VIEW: dict.fromkeys((*TEAM_ROLES, *PROGRAM_ROLES), anywhere),
    Action.LIBRARY_MANAGE: _MANAGERS,
    Action.PROGRAM_VIEW: {Role.COACH: own_cohort} | _PROGRAM,
    Action.PRACTICE_MANAGE: _PROGRAM,
    Action.COHORT_MANAGE: _PROGRAM,
    Action.PEOPLE_VIEW: _PROGRAM,
    Action.PEOPLE_MANAGE: dict.fromkeys((Role.DIRECTOR, Role.ADMINISTRATOR), anywhere),
    Action.AUDIT_VIEW: _PROGRAM,
    Action.WORDS_REMOVE: _MANAGERS,
    Action.OUTBOX_VIEW: _PROGRAM,
    Action.STYLEGUIDE_VIEW: {Role.COACH: anywhere, Role.PUBLISHER: anywhere} | _PROGRAM,
    Action.VIEW_AS: {Role.ADMINISTRATOR: anywhere},
}


def allows(actor: Actor, action: Action, place: Place | None = None) -> bool:
    """Say whether `actor` may do `action`; silence in the table means no.

    Without a place the answer is about the roles alone ("could this person ever?"),
    which is what navigation needs; with one it is about that very place.
    """
    return any(_grant_allows(grant, action, place) for grant in actor.grants)


def _grant_allows(grant: Grant, action: Action, place: Place | None) -> bool:
    condition = TABLE[action].get(grant.role)
    return condition is not None and (place is None or condition(grant, place))


def explain(actor: Actor, action: Action, place: Place) -> str:
    """Say in one sentence why `actor` may or may not do `action` at `place`."""
    for grant in sorted(actor.grants, key=lambda grant: grant.role):
        if _grant_allows(grant, action, place):
            return f"Allowed: the role {grant.role} may {action}."
    rules = ", ".join(
        f"{role} ({CONDITION_WORDS[condition]})" for role, condition in TABLE[action].items()
    )
    held = ", ".join(sorted(actor.roles)) or "no role"
    return f"Refused: to {action} takes one of {rules}; this person holds {held}."


def roles_for(action: Action) -> dict[str, str]:
    """Each role that may do `action`, with where: any, own practice or own cohort."""
    return {str(role): CONDITION_WORDS[where] for role, where in TABLE[action].items()}
