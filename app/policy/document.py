"""The policy as people and programs read it: one table in Markdown, one list of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.policy.guard import declared_policy
from app.policy.table import CONDITION_WORDS, TABLE, Action, Role, roles_for

if TYPE_CHECKING:
    from flask import Flask

_HEAD = """# Who may do what

Made from `app/policy/table.py` by `flask policy --write docs/policy.md`; do not edit by hand.
A person may hold several roles, each at its own practice or cohort; they add up.
*any*: in the whole program. *own*: at the practice or cohort of the role. Empty: no.
Whoever may not even see a team gets the same answer as for a team that does not exist (404).
"""


def markdown() -> str:
    """The policy table as a Markdown document."""
    roles = list(Role)
    lines = [_HEAD, "| to | " + " | ".join(roles) + " |", "|---" * (len(roles) + 1) + "|"]
    for action in Action:
        cells = [_cell(action, role) for role in roles]
        lines.append(f"| {action} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(action: Action, role: Role) -> str:
    condition = TABLE[action].get(role)
    return "" if condition is None else CONDITION_WORDS[condition].split()[0]


def routes(app: Flask) -> list[dict[str, Any]]:
    """Every route with its methods, its action and the roles that may use it."""
    listed = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        policy = declared_policy(rule.endpoint, app.view_functions[rule.endpoint])
        action = policy if isinstance(policy, Action) else None
        listed.append(
            {
                "route": rule.rule,
                "endpoint": rule.endpoint,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "action": action.name if action else str(policy),
                "roles": roles_for(action) if action else str(policy),
            }
        )
    return listed
