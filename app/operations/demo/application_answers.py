"""What the demo clinics answer in their applications: made up, complete, in the form's parts."""

from __future__ import annotations

from typing import Any

from app.rfa.domain.answers import VALUE

Answers = dict[str, dict[str, Any]]
CAPITAL_ZIP = "39201"
ZIP_CODES = {
    "Bay Springs": "39422",
    "Biloxi": "39530",
    "Brookhaven": "39601",
    "Canton": "39046",
    "Carthage": "39051",
    "Cleveland": "38732",
    "Columbus": "39701",
    "Greenville": "38701",
    "Hattiesburg": "39401",
    "Jackson": CAPITAL_ZIP,
    "Laurel": "39440",
    "McComb": "39648",
    "Meridian": "39301",
    "Pascagoula": "39567",
    "Ripley": "38663",
    "Southaven": "38671",
    "Vicksburg": "39180",
    "Yazoo City": "39194",
}


def one(**texts: str) -> Answers:
    """Answers with one part each."""
    return {key: {VALUE: text} for key, text in texts.items()}


def patients(young: int, middle: int, older: int) -> Answers:
    """How many patients under 21 there are, by age."""
    return {
        "B1": {
            "0-5.patients": str(young),
            "6-11.patients": str(middle),
            "12-20.patients": str(older),
        }
    }


def aim(what: str, how_much: str, for_whom: str, where: str) -> Answers:
    """What is to change, by how much, for whom and where, by the end of next year."""
    return {
        "G1": {
            "what": what,
            "how-much": how_much,
            "by-when": "By the end of next year",
            "for-whom": for_whom,
            "where": where,
        }
    }


def budget(staff: int, family: int, reports: int, travel: int, other: int) -> Answers:
    """What the award is used for, and the sum that is asked for."""
    lines = {
        "staff": staff,
        "family": family,
        "reports": reports,
        "travel": travel,
        "other": other,
    }
    return one(H1=f"{sum(lines.values()):,}", H3="registered") | {
        "H2": {f"{line}.dollars": f"{dollars:,}" for line, dollars in lines.items()}
    }


def complete(name: str, city: str, county: str, kind: str) -> dict[str, Answers]:
    """Every section answered, for a clinic of that name, place and kind."""
    return {
        "eligibility": one(
            E2=kind, E1="yes", E1a="yes", E3="yes", E4="yes", E5="yes", E6="yes", E7="yes"
        ),
        "practice": _practice(name, city, county, kind),
        "need": _need(county),
        "team": _team(),
        "data": _data(),
        "coordination": _coordination(),
        "plan": _plan(),
        "budget": budget(9_000, 2_400, 1_600, 1_200, 800),
        "assurances": one(S1="yes", S2="yes", S3="yes", S4="yes", S5="yes", S7="story"),
    }


def _practice(name: str, city: str, county: str, kind: str) -> Answers:
    official = {
        "name": "Alma Reddick (demo)",
        "title": "Executive director",
        "email": "director@clinic.example",
        "phone": "601-555-0110",
    }
    contact = official | {"name": "Joy Tanner (demo)", "title": "Practice manager"}
    found: Answers = one(
        A1=name,
        A3="1234567893",
        A3a="ein",
        A6="One site. We belong to no system.",
        A7="Monday to Friday 8 to 5:30, Saturday mornings. A nurse answers the phone after hours.",
    ) | {
        "A2": {
            "street": "100 Demonstration Avenue",
            "city": city,
            "zip": ZIP_CODES.get(city, CAPITAL_ZIP),
            "county": county,
            "phone": "601-555-0142",
        },
        "A4": official,
        "A5": contact,
        "A8": {
            "english.staff": "14",
            "english.families": "0",
            "spanish.staff": "3",
            "spanish.families": "9",
            "other.staff": "0",
            "other.families": "1",
        },
    }
    if kind in {"fqhc", "look-alike"}:
        found |= one(A9="330")
    if kind == "rhc provider-based":
        found |= one(A10="Demonstration County Hospital")
    return found


def _need(county: str) -> Answers:
    return (
        one(
            B3="160",
            B4=(
                f"About one in five children in {county} County has a special health care need. "
                "Last year 34 of our families drove more than two hours to a specialist, and 21 of "
                "51 referrals had no note back after 60 days."
            ),
            B5=f"{county} and its neighbors",
            B5a="95",
            B6=(
                "Families without a car or a phone plan fall off our lists. We will call from the "
                "clinic van, and two parents will help us to write what we send home."
            ),
        )
        | patients(410, 372, 298)
        | {
            "B2": {"medicaid": "72", "private": "17", "uninsured": "7", "other": "4"},
            "B3a": {VALUE: ["ehr-flag", "estimate"]},
        }
    )


def _team() -> Answers:
    roster = {
        "qi-lead": ("Joy Tanner (demo)", "Practice manager", "4"),
        "champion": ("Dr. Sam Oakes (demo)", "MD, pediatrics", "2"),
        "coordinator": ("Nell Avery (demo)", "RN", "6"),
        "data": ("Wes Lamar (demo)", "Analyst", "2"),
    }
    return one(
        C2=(
            "Our director clears Wednesday from 7:30 to 8:30 for the team, covers the front desk "
            "in that hour, and asks for the run charts at each board meeting."
        ),
        C4="One nurse retires in June. Her successor starts in May.",
        C5="yes",
        C6="yes",
    ) | {
        "C1": {
            f"{role}.{part}": text
            for role, texts in roster.items()
            for part, text in zip(("name", "credentials", "hours"), texts, strict=True)
        }
    }


def _data() -> Answers:
    return one(
        D1=(
            "We wanted 90% of well visits to have a screening. Two test cycles failed because "
            "the tablet was never charged. Paper at check-in worked: 48% to 86% in six months."
        ),
        D2="Demo EHR 11",
        D2a="we",
        D4="Wes pulls the counts each month. The last report was for October.",
        D5="Referrals sit in two systems. Until they are joined we count by chart sample.",
    )


def _coordination() -> Answers:
    return one(
        F1=(
            "A nurse calls the family two days after an emergency visit. Referrals are tracked in "
            "a shared sheet. We know the school nurses by name, but we have no dentist yet."
        ),
        F3="Two parents said yes. We pay 25 dollars an hour and the way, and meet in the evening.",
        F4="none",
        F5="sometimes",
    ) | {
        "F2": {
            f"{who}.{what}": number
            for who, numbers in {
                "nurse": ("2", "6"),
                "coordinator": ("1", "30"),
                "social": ("0", "0"),
                "other": ("1", "2"),
            }.items()
            for what, number in zip(("people", "hours"), numbers, strict=True)
        }
    }


def _plan() -> Answers:
    return one(
        G2="Write the plan of care with five families at the pre-visit call, for one week.",
        G3="The plan becomes part of the visit note, and new staff learn it in their first week.",
    ) | aim(
        "Children with special health care needs have a current shared plan of care",
        "From 12% to 60%",
        "Children on our registry, birth to 21",
        "At our one site",
    )
