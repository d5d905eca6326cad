"""The texts of the public pages that staff can change: which there are, and how they begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.public.domain.standard import families, program, site

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 10_000
"""Characters of one text."""


@dataclass(frozen=True, slots=True)
class Text:
    """One place for words: `page` and `title` say where it stands, `body` is how it comes."""

    key: str
    page: str
    title: str
    help: str
    body: str

    @property
    def path(self) -> str:
        """Where it can be read. The pages about the site are named as their texts are."""
        return _PATHS.get(self.page, f"/{self.key}")


_START, _FAMILIES, _CHECK = "Start page", "For families", "Four questions"
_SHEET, _SITE, _CALL = "Call sheet", "About this site", "Call for applications"
_PATHS = {
    _START: "/",
    _CALL: "/apply",
    _FAMILIES: "/families",
    _CHECK: "/families/check",
    _SHEET: "/families/call-sheet",
}

ALL = (
    Text("landing-intro", _START, "First words", "One or two sentences.", program.INTRO),
    Text("landing-purpose", _START, "Purpose", "Why the program is there.", program.PURPOSE),
    Text(
        "landing-who-may-apply",
        _START,
        "Who may apply",
        "A list. Each line is something that must be true.",
        program.WHO_MAY_APPLY,
    ),
    Text(
        "landing-what-you-get",
        _START,
        "What a clinic gets",
        "A list. Start each line with a few bold words.",
        program.WHAT_YOU_GET,
    ),
    Text(
        "landing-what-is-asked",
        _START,
        "What is asked of a clinic",
        "A list. Start each line with a few bold words.",
        program.WHAT_IS_ASKED,
    ),
    Text(
        "landing-year",
        _START,
        "How the year works",
        "A numbered list. Start each line with a few bold words.",
        program.YEAR,
    ),
    Text(
        "round-review",
        _CALL,
        "How applications are reviewed",
        "Goes on after the sentence that says how many reviewers read each application.",
        program.REVIEW,
    ),
    Text("families-lead", _FAMILIES, "First words", "One or two sentences.", families.LEAD),
    Text(
        "families-coordination",
        _FAMILIES,
        "What care coordination is",
        "Starts with its heading.",
        families.COORDINATION,
    ),
    Text("families-who", _FAMILIES, "Who can get help", "Starts with its heading.", families.WHO),
    Text(
        "families-conditions",
        _FAMILIES,
        "Groups of conditions",
        "Starts with its heading. Keep the words that these are examples.",
        families.CONDITIONS,
    ),
    Text(
        "families-intake",
        _FAMILIES,
        "How to start",
        "Starts with its heading. The yearly Intake Assessment.",
        families.INTAKE,
    ),
    Text("families-does", _FAMILIES, "What it does", "Starts with its heading.", families.DOES),
    Text(
        "families-does-not",
        _FAMILIES,
        "What it does not do",
        "Starts with its heading. Keep that the program does not pay for care.",
        families.DOES_NOT,
    ),
    Text(
        "families-practices",
        _FAMILIES,
        "For practices that refer",
        "Starts with its heading.",
        families.PRACTICES,
    ),
    Text(
        "families-have-ready",
        _CHECK,
        "What to have ready",
        "A list. It is shown after the four questions.",
        families.HAVE_READY,
    ),
    Text("call-sheet-lead", _SHEET, "First words", "How to use it.", families.CALL_SHEET),
    Text("call-sheet-consent", _SHEET, "Consent", "The reminder at the top.", families.CONSENT),
    Text(
        "call-sheet-have-ready",
        _SHEET,
        "What to have ready",
        "A list, in the words of a practice.",
        families.SHEET_HAVE_READY,
    ),
    Text("contact", _SITE, "Contact page", "Stands above the contacts.", site.CONTACT),
    Text("privacy", _SITE, "Privacy and data use", "The whole page.", site.PRIVACY),
    Text("accessibility", _SITE, "Accessibility", "The whole page.", site.ACCESSIBILITY),
)
TEXTS: Mapping[str, Text] = {text.key: text for text in ALL}
