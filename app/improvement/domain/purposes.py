"""Why a team runs a cycle, and what it can decide, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.improvement.domain.states import Decision


class Purpose(StrEnum):
    """Why a team runs the cycle."""

    LEARN = "learn"
    DEVELOP = "develop"
    TEST = "test"
    IMPLEMENT = "implement"


PURPOSES: Mapping[Purpose, tuple[str, str]] = {
    Purpose.LEARN: ("Learn", "Find out how things are now."),
    Purpose.DEVELOP: ("Develop", "Shape a change before you try it."),
    Purpose.TEST: ("Test", "Try a change, small and soon."),
    Purpose.IMPLEMENT: ("Implement", "Make a tested change how you work."),
}
DECISIONS: Mapping[Decision, tuple[str, str]] = {
    Decision.ADOPT: ("Adopt", "Make it how we work. Say how you keep it going."),
    Decision.ADAPT: ("Adapt", "Change something and test again."),
    Decision.ABANDON: ("Abandon", "It did not help. Keep the lesson, try another idea."),
}
