"""The clinics that apply in the demonstration, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass

from app.operations.demo.people import DOMAIN, Account
from app.policy import APPLICANT_ROLES, Role

SPARROW = "sparrow-creek-pediatrics"


@dataclass(frozen=True, slots=True)
class Applicant:
    """One clinic that applies; `story` is how far it has come, `done` the sections completed."""

    key: str
    name: str
    kind: str
    county: str
    city: str
    lead: str
    story: str
    done: int = 9


APPLICANTS = (
    Applicant(
        SPARROW,
        "Sparrow Creek Pediatrics",
        "private",
        "Madison",
        "Canton",
        "Tamika Brown",
        "draft",
        5,
    ),
    Applicant(
        "cypress-bend-clinic",
        "Cypress Bend Clinic",
        "rhc free-standing",
        "Leake",
        "Carthage",
        "Boyd Ellis",
        "draft",
        2,
    ),
    Applicant(
        "blue-heron-health",
        "Blue Heron Health",
        "fqhc",
        "Washington",
        "Greenville",
        "Lena Fields",
        "submitted",
    ),
    Applicant(
        "oak-lantern-family-care",
        "Oak Lantern Family Care",
        "fqhc",
        "Forrest",
        "Hattiesburg",
        "Otis Wade",
        "submitted",
    ),
    Applicant(
        "clay-hills-clinic",
        "Clay Hills Clinic",
        "rhc provider-based",
        "Jones",
        "Laurel",
        "Mae Dunn",
        "changes",
    ),
    Applicant(
        "ferry-street-pediatrics",
        "Ferry Street Pediatrics",
        "private",
        "Warren",
        "Vicksburg",
        "Rob Nash",
        "changed",
    ),
    Applicant(
        "sandhill-community-health",
        "Sandhill Community Health",
        "look-alike",
        "Jackson",
        "Pascagoula",
        "Ivy Clark",
        "signed",
    ),
    Applicant(
        "long-leaf-clinic",
        "Long Leaf Clinic",
        "rhc free-standing",
        "Pike",
        "McComb",
        "Gil Moss",
        "withdrawn",
    ),
)
_SPARROW_NAMES = ("Tamika Brown", "Linh Nguyen", "Alma Reddick", "Pat Joyner")


def _account(of: Applicant, role: Role, name: str) -> Account:
    local = f"{role.replace(' ', '-')}.{of.key.split('-', maxsplit=1)[0]}"
    return Account(f"{local}@{DOMAIN}", f"{name} (demo)", role, of.key)


def accounts_of(of: Applicant) -> tuple[Account, ...]:
    """Who works on the application: everybody at the first clinic, lead and signer elsewhere."""
    if of.key == SPARROW:
        return tuple(
            _account(of, role, name)
            for role, name in zip(APPLICANT_ROLES, _SPARROW_NAMES, strict=True)
        )
    return (
        _account(of, Role.APPLICATION_LEAD, of.lead),
        _account(of, Role.APPLICATION_SIGNER, f"{of.lead.split()[0]} Senior"),
    )


ACCOUNTS = tuple(account for of in APPLICANTS for account in accounts_of(of))
NAMES = {of.key: of.name for of in APPLICANTS}
