"""Which applications staff look for: read from an address, written into one, kept by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.core.text import clean_line
from app.practices.domain.counties import REGIONS, Region
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.states import ApplicationState

LONGEST_SEARCH, LONGEST_TAG = 100, 120
YES = "yes"
_Choice = TypeVar("_Choice", bound=StrEnum)


class Check(StrEnum):
    """Whether a second person checked the newest version; drafts are neither."""

    DONE = "checked"
    OPEN = "not checked"


class Sort(StrEnum):
    """What the list is ordered by."""

    PRACTICE = "practice"
    KIND = "type"
    COUNTY = "county"
    STATE = "status"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; what is None or empty does not narrow the list.

    `mine`: only applications with an open task of the person who asks.
    """

    state: ApplicationState | None = None
    kind: PracticeKind | None = None
    region: Region | None = None
    county: str = ""
    tag: str = ""
    flagged: bool = False
    mine: bool = False
    check: Check | None = None
    search: str = ""
    sort: Sort = Sort.PRACTICE

    def query(self) -> dict[str, str]:
        """The parts of an address that say the same; what asks for nothing is left out.

        >>> Filters(state=ApplicationState.DRAFT, mine=True).query()
        {'state': 'draft', 'mine': 'yes'}
        """
        said = {
            "search": self.search,
            "state": self.state or "",
            "kind": self.kind or "",
            "region": self.region or "",
            "county": self.county,
            "tag": self.tag,
            "flagged": YES if self.flagged else "",
            "mine": YES if self.mine else "",
            "check": self.check or "",
            "sort": "" if self.sort is Sort.PRACTICE else self.sort,
        }
        return {name: str(value) for name, value in said.items() if value}


def read(given: Mapping[str, str]) -> Filters:
    """The filters in the parts of an address; what is not known asks for nothing.

    >>> read({"state": "draft", "region": "the moon"}).query()
    {'state': 'draft'}
    """
    county = given.get("county", "")
    return Filters(
        state=_one_of(ApplicationState, given.get("state", "")),
        kind=_one_of(PracticeKind, given.get("kind", "")),
        region=_one_of(Region, given.get("region", "")),
        county=county if county in REGIONS else "",
        tag=clean_line(given.get("tag", ""))[:LONGEST_TAG],
        flagged=given.get("flagged") == YES,
        mine=given.get("mine") == YES,
        check=_one_of(Check, given.get("check", "")),
        search=clean_line(given.get("search", ""))[:LONGEST_SEARCH],
        sort=_one_of(Sort, given.get("sort", "")) or Sort.PRACTICE,
    )


def words(wanted: Filters) -> str:
    """What is asked for, in a few words; for the trail and the file.

    >>> words(Filters(region=Region.CENTRAL, flagged=True))
    'region: central, flagged: yes'
    """
    asked = wanted.query()
    asked.pop("sort", None)
    return ", ".join(f"{name}: {value}" for name, value in asked.items()) or "all applications"


def _one_of(kinds: type[_Choice], text: str) -> _Choice | None:
    return kinds(text) if text in set(kinds) else None
