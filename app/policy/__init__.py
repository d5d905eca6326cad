"""Who may do what. `table` is pure; `guard` binds it to Flask; `document` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.policy.guard import authorize, current_actor, public, requires, signed_in
from app.policy.table import (
    APPLICANT_ROLES,
    COHORT_ROLES,
    PRACTICE_ROLES,
    PROGRAM_ROLES,
    SYSTEM,
    TABLE,
    TEAM_ROLES,
    VISITOR,
    Action,
    Actor,
    Grant,
    Place,
    Role,
    allows,
    explain,
)

if TYPE_CHECKING:
    from flask import Flask

__all__ = [
    "APPLICANT_ROLES",
    "COHORT_ROLES",
    "PRACTICE_ROLES",
    "PROGRAM_ROLES",
    "SYSTEM",
    "TABLE",
    "TEAM_ROLES",
    "VISITOR",
    "Action",
    "Actor",
    "Grant",
    "Place",
    "Role",
    "allows",
    "authorize",
    "current_actor",
    "explain",
    "public",
    "requires",
    "signed_in",
]


def init_app(app: Flask) -> None:
    from app.policy import guard
    from app.policy.cli import policy_command

    guard.init_app(app)
    app.cli.add_command(policy_command)
