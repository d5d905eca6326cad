"""Seeing the portal as another person does, reading only: who may, and as whom.

The same rule holds at the start and before every page: when it says no, viewing is over.
"""

from __future__ import annotations

from collections.abc import Collection

from app.policy.table import Action, Actor, Role, allows

NOT_ALLOWED = "Only an administrator can view the portal as somebody else."
YOURSELF = "This is your own account. You see the portal as yourself already."
CLOSED = "This account is closed, so it sees nothing."
ADMINISTRATOR = "An administrator cannot view the portal as another administrator."


def hindrance(
    viewer: Actor, person_id: int, *, is_closed: bool, roles: Collection[Role]
) -> str | None:
    """Why `viewer` may not see the portal as the person does who holds `roles`, or None.

    >>> from app.policy.table import Grant
    >>> olga = Actor(person_id=1, grants=frozenset({Grant(Role.ADMINISTRATOR)}))
    >>> hindrance(olga, 2, is_closed=False, roles={Role.LEAD}) is None
    True
    >>> hindrance(olga, 2, is_closed=True, roles={Role.LEAD})
    'This account is closed, so it sees nothing.'
    """
    if not allows(viewer, Action.VIEW_AS):
        return NOT_ALLOWED
    if viewer.person_id == person_id:
        return YOURSELF
    if is_closed:
        return CLOSED
    return ADMINISTRATOR if Role.ADMINISTRATOR in roles else None
