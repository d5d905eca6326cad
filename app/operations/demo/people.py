"""The people of the demo cohort. They exist in demonstrations only; production refuses them."""

from __future__ import annotations

from dataclasses import dataclass

from app.operations.demo import clinics
from app.policy import COHORT_ROLES, TEAM_ROLES, Role

PASSWORD = "porch-swing-magnolia"  # noqa: S105  # documented: it opens made-up data only
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in to the demonstration, with a role at a clinic or in the program."""

    email: str
    name: str
    role: Role
    clinic: str | None = None

    @property
    def is_in_cohort(self) -> bool:
        """Whether the role is for the cohort, as a coach's is."""
        return self.role in COHORT_ROLES


def _program(local: str, name: str, role: Role) -> Account:
    return Account(f"{local}@{DOMAIN}", f"{name} (demo)", role)


def _member(clinic: str, role: Role, name: str) -> Account:
    local = f"{role.replace(' ', '-')}.{clinic.split('-', maxsplit=1)[0]}"
    return Account(f"{local}@{DOMAIN}", f"{name} (demo)", role, clinic)


def _team(clinic: str, *names: str) -> tuple[Account, ...]:
    """Somebody in every role of a team."""
    return tuple(_member(clinic, role, name) for role, name in zip(TEAM_ROLES, names, strict=True))


def _pair(clinic: str, lead: str, data_manager: str) -> tuple[Account, ...]:
    return (_member(clinic, Role.LEAD, lead), _member(clinic, Role.DATA_MANAGER, data_manager))


ADMINISTRATOR = _program("administrator", "Olga Finney", Role.ADMINISTRATOR)
STAFF = _program("staff", "Mona Reyes", Role.PROGRAM_STAFF)
COACH = _program("coach", "Kim Lott", Role.COACH)

DIRECTOR = _program("director", "Denise Hollis", Role.DIRECTOR)
SECOND_STAFF = _program("staff2", "Neil Orr", Role.PROGRAM_STAFF)
REVIEWERS = (
    _program("reviewer", "Ruth Abell", Role.REVIEWER),
    _program("reviewer2", "Dana Frost", Role.REVIEWER),
    _program("reviewer3", "Sol Whitaker", Role.REVIEWER),
    _program("reviewer4", "Irene Batts", Role.REVIEWER),
)

PUBLISHER = _program("publisher", "Paz Ivers", Role.PUBLISHER)

PROGRAM = (
    ADMINISTRATOR,
    DIRECTOR,
    STAFF,
    SECOND_STAFF,
    COACH,
    _program("coach2", "Ray Tillman", Role.COACH),
    *REVIEWERS,
    PUBLISHER,
)
TEAMS = (
    *_team(
        clinics.MAGNOLIA,
        "Tanya Brooks",
        "Dr. Marcus Hale",
        "Yolanda Pierce",
        "Dev Patel",
        "Carla Simms",
        "Rev. Otis Grant",
        "Nora Vance",
    ),
    *_team(
        clinics.SWEETGUM,
        "Erin Vaughn",
        "Dr. Sunita Rao",
        "Keisha Lowe",
        "Ben Okoro",
        "Maria Delgado",
        "Paul Whitten",
        "Tom Sayle",
    ),
    *_pair(clinics.WISTERIA, "Gwen Tate", "Luis Ortega"),
    *_pair(clinics.PERSIMMON, "Hal Moody", "Ada Finch"),
    *_pair(clinics.TALLOW, "Farid Haddad", "June Carter"),
    *_pair(clinics.GULF_PINE, "Iris Cole", "Sam Boone"),
    *_pair(clinics.TRACE, "Tess Crane", "Walt Emery"),
    *_pair(clinics.WILLOW, "Uma Dial", "Cal Jernigan"),
)
ACCOUNTS = (*TEAMS, *PROGRAM)


def member_of(clinic: str, role: Role) -> Account:
    """Who has that role on the team of a clinic."""
    return next(a for a in TEAMS if a.clinic == clinic and a.role is role)


def lead_of(clinic: str) -> Account:
    """Who leads the team of a clinic."""
    return member_of(clinic, Role.LEAD)


def counter_of(clinic: str) -> Account:
    """Who enters the numbers of a clinic."""
    return member_of(clinic, Role.DATA_MANAGER)
