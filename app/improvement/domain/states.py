"""The life of a PDSA cycle, as data."""

from __future__ import annotations

from enum import StrEnum


class CycleState(StrEnum):
    """Where a cycle stands."""

    DRAFT = "draft"
    RUNNING = "running"
    STUDYING = "studying"
    DONE = "done"
    STOPPED = "stopped"


class Decision(StrEnum):
    """What the team does with the change it tested."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"
