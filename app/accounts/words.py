"""Where accounts hold free text."""

from __future__ import annotations

from app.accounts.models import Invitation
from app.core.free_text import FreeText

PLACES = (
    FreeText(
        table=Invitation,
        title="Declined invitation",
        parts={"decline_reason": "Reason"},
        at=Invitation.declined_at,
        practice=Invitation.practice_id,
        page="accounts.people",
    ),
)
