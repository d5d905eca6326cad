"""The second person's check: somebody reads what was sent, finds it complete, and says so.

A check is made on one version that was sent, and holds for that version only: a newer version,
whoever made it, leaves it out of date. It may be taken back. At most one stands on a version.

The rules keep two people apart. Whoever edited the application on behalf of the practice, and
whose words are therefore in that version, does not check it. Whoever checked it does not record
the decision about it.

A conflict of interest is stated elsewhere, at any time, also after a check. So it does not stand
in the way of the tick: staff with a conflict work on the course of an application as before. It
takes the weight from the tick instead. A check by somebody who has a conflict with the
application opens no decision: somebody else has to check it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

EDITED = "You edited this application for the practice. Somebody else has to check it."
_TAKE_BACK = "Take that check back."
_ASK = "Ask somebody else of the staff to check it on its page, then record the decision."


class CheckState(StrEnum):
    """How the newest version of an application stands."""

    NONE = "not checked"
    OUTDATED = "check is out of date"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Tick:
    """One check that was not taken back: the number of its version, and whose it is."""

    version: int
    person_id: int


def standing(ticks: Iterable[Tick], version: int) -> Tick | None:
    """The check that holds for a version, if there is one.

    >>> standing([Tick(1, 7), Tick(2, 8)], 2)
    Tick(version=2, person_id=8)
    """
    return next((one for one in ticks if one.version == version), None)


def state_of(checked: int, version: int) -> CheckState:
    """How the newest version stands; `checked` is the last one whose check stands, 0 for none.

    >>> str(state_of(1, 2))
    'check is out of date'
    """
    if checked == version:
        return CheckState.CHECKED
    return CheckState.OUTDATED if checked else CheckState.NONE


def why_not_check(person_id: int | None, editors: Collection[int]) -> str:
    """Why somebody may not check a version; "" when nothing is in the way.

    `editors` are those who edited on behalf what is in that version.
    """
    return EDITED if person_id in editors else ""


def why_not_decide(
    ticks: Collection[Tick], version: int, person_id: int, conflicted: Collection[int]
) -> str:
    """Why the check keeps somebody from recording a decision; "" when nothing is in the way.

    `conflicted` are those who have a conflict with the application.

    >>> why_not_decide([Tick(1, 7)], 1, person_id=8, conflicted=())
    ''
    """
    tick = standing(ticks, version)
    if tick is None:
        if ticks:
            last = max(one.version for one in ticks)
            return f"Version {last} was checked, but version {version} was sent since. {_ASK}"
        return f"Nobody has checked it yet (version {version}). {_ASK}"
    if tick.person_id == person_id:
        return (
            "You checked it yourself. Somebody else has to record the decision, or take your check "
            "back on its page and ask somebody else to check it."
        )
    if tick.person_id in conflicted:
        return f"It was checked by somebody who has a conflict with it. {_TAKE_BACK} {_ASK}"
    return ""
