"""The clinics of the two rounds that are over: one is being reviewed, of the other all is told."""

from __future__ import annotations

from app.operations.demo.applicants import Applicant, accounts_of

BAYOU = "bayou-lantern-health"
COPPER = "copper-hill-clinic"
HARBOR = "harbor-oak-pediatrics"
KESTREL = "kestrel-family-health"
MUSCADINE = "muscadine-valley-clinic"
COTTONWOOD = "cottonwood-bend-childrens-clinic"
SWALLOWTAIL = "swallowtail-community-health"
PECAN = "pecan-bluff-pediatrics"
TURTLE = "turtle-creek-clinic"
IRON = "iron-bridge-clinic"


def _clinic(key: str, name: str, kind: str, place: tuple[str, str], lead: str) -> Applicant:
    city, county = place
    return Applicant(key, name, kind, county, city, lead, "submitted")


FAST_TRACK = (
    _clinic(BAYOU, "Bayou Lantern Health", "fqhc", ("Cleveland", "Bolivar"), "Rosa Kemp"),
    _clinic(COPPER, "Copper Hill Clinic", "rhc free-standing", ("Ripley", "Tippah"), "Glen Pruitt"),
    _clinic(HARBOR, "Harbor Oak Pediatrics", "private", ("Biloxi", "Harrison"), "Mai Tran"),
    _clinic(KESTREL, "Kestrel Family Health", "fqhc", ("Jackson", "Hinds"), "Andre Coles"),
    _clinic(
        MUSCADINE,
        "Muscadine Valley Clinic",
        "rhc provider-based",
        ("Bay Springs", "Jasper"),
        "Opal Sims",
    ),
    _clinic(
        COTTONWOOD,
        "Cottonwood Bend Children's Clinic",
        "private",
        ("Southaven", "DeSoto"),
        "Ellen Marsh",
    ),
)
PILOT = (
    _clinic(
        SWALLOWTAIL,
        "Swallowtail Community Health",
        "fqhc",
        ("Meridian", "Lauderdale"),
        "Vera Lang",
    ),
    _clinic(PECAN, "Pecan Bluff Pediatrics", "private", ("Columbus", "Lowndes"), "Noel Banks"),
    _clinic(
        TURTLE, "Turtle Creek Clinic", "rhc free-standing", ("Yazoo City", "Yazoo"), "Hattie Rowe"
    ),
    _clinic(
        IRON,
        "Iron Bridge Clinic",
        "rhc provider-based",
        ("Brookhaven", "Lincoln"),
        "Dale Munn",
    ),
)
ACCOUNTS = tuple(account for of in (*FAST_TRACK, *PILOT) for account in accounts_of(of))
NAMES = {of.key: of.name for of in (*FAST_TRACK, *PILOT)}
