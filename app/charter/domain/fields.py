"""The closed list of what a charter says, in the order of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 10_000
"""The most characters of one field."""
BASELINE = "baseline"
MEMBERS = "members"
"""No field of its own: whoever is named goes to the people of the charter."""
SELF_REPORTED = "self-reported in the application"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key in addresses, what it is called, and what belongs there."""

    key: str
    label: str
    help: str


FIELDS = (
    Field("profile", "Our practice", "Name, place, hours and sister sites."),
    Field("patients", "Patients under 21", "How many in the last 12 months, by age."),
    Field(
        "special-needs",
        "Patients with special needs",
        "About how many children have special health care needs, and how you know.",
    ),
    Field("need", "Need", "What families here need, and who is often left out."),
    Field("barriers", "Problems and barriers", "What may get in the way, and how you will cope."),
    Field("aim", "Aim", "What you want to change in 12 months, in one sentence."),
    Field("aim-what", "Aim: what gets better", "What will be different for children and families."),
    Field("aim-how-much", "Aim: by how much", "For example: from 10% to 60%."),
    Field("aim-by-when", "Aim: by when", "For example: by May 2027."),
    Field("aim-for-whom", "Aim: for whom", "Which children and families."),
    Field("aim-where", "Aim: where", "Which site or clinic."),
    Field(BASELINE, "Where we start", "The numbers that you begin with."),
    Field("ehr", "Health record", "Which electronic health record you use."),
    Field("reports", "Who builds reports", "Who can get numbers out of the health record."),
    Field("data-flow", "How data flow", "Who pulls the numbers, how often, and for whom."),
    Field("measures", "Measures", "Which measures you can report now, and which you chose."),
    Field("family", "Family partner", "Who it is, and how that person is found, paid and helped."),
    Field("coordination", "Care coordination now", "How you coordinate care today."),
    Field("leadership", "Support of our leaders", "How leaders protect time and remove barriers."),
    Field("first-test", "First test", "The change that you try first, on a small scale."),
    Field("lasting", "How gains last", "What keeps the gain when the program ends."),
)
BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Carried:
    """The first text of a field, and where it came from."""

    field: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class CarriedMember:
    """Somebody that the source names as a member of the team."""

    role: str
    name: str
    credentials: str
    hours: int | None
    source: str
