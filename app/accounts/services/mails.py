"""How mails of accounts address people and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.settings import setting
from app.outbox.services import queue

if TYPE_CHECKING:
    import datetime as dt

    from app.accounts.models import Person


def full_address(path: str) -> str:
    """The address of `path` as people outside reach it, whatever host a request named."""
    return str(setting("BASE_URL")).rstrip("/") + path


def tell(person: Person, kind: str, *, key: str, subject: str, text: str, at: dt.datetime) -> None:
    """Mail a notice about the person's own account, with what to do if it was somebody else."""
    queue(
        kind,
        key=key,
        to=person.email,
        subject=subject,
        body=(
            f"Hello {person.name},\n\n{text}\n\n"
            "If it was not you, set a new password at once:\n{link}\n"
        ),
        at=at,
        link=full_address("/reset"),
    )
