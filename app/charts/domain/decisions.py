"""What people may decide about a chart, and what must be true before they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FEWEST_POINTS = 3
"""A median of fewer values is not worth drawing."""

SOUND_POINTS = 10
"""Below this many points a new median is soon disowned by later months (IHI: 10 to 12)."""


class DecisionKind(StrEnum):
    """What was decided: the baseline, the start of a new phase, or a point left out."""

    FREEZE = "freeze"
    REPHASE = "rephase"
    EXCLUDE = "exclude"


QUESTIONS: Mapping[str, str] = {
    "different": "Are the new numbers clearly different from before?",
    "cause_known": "Do you know what caused the difference?",
    "desirable": "Is the difference what you wanted?",
    "expected_to_last": "Do you expect it to last?",
}
"""Wheeler's four questions before limits or a median are recalculated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision about one chart as it stands in the books."""

    id: int
    kind: DecisionKind
    period: dt.date
    first_period: dt.date | None = None
    reason: str = ""
    answers: Mapping[str, object] = field(default_factory=dict, hash=False)
    by: str = ""
    at: dt.datetime
    undone_by: str = ""
    undone_at: dt.datetime | None = None
    undo_reason: str = ""

    @property
    def stands(self) -> bool:
        return self.undone_at is None

    @property
    def phase_name(self) -> str:
        return str(self.answers.get("name") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note that somebody wrote on one month of a chart; `everywhere`: on all the team's."""

    id: int
    period: dt.date
    text: str
    by: str
    at: dt.datetime
    everywhere: bool = False


def standing(decisions: Sequence[Decision], kind: DecisionKind) -> list[Decision]:
    """The decisions of a kind that nobody has undone, earliest first."""
    return sorted((d for d in decisions if d.kind is kind and d.stands), key=lambda d: (d.at, d.id))


def all_yes(answers: Mapping[str, object]) -> bool:
    """Whether all four questions were answered with yes.

    >>> all_yes(dict.fromkeys(QUESTIONS, "yes")), all_yes({"different": "yes"})
    (True, False)
    """
    return all(answers.get(key) == "yes" for key in QUESTIONS)
