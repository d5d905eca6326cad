"""Where charters hold free text."""

from __future__ import annotations

from app.charter.models import Charter, CharterEntry, CharterMember
from app.core.free_text import FreeText
from app.policy import Role

PLACES = (
    FreeText(
        table=CharterEntry,
        title="Team charter",
        parts={"text": "What it says", "first_text": "What it said first", "source": "Source"},
        at=CharterEntry.changed_at,
        by=CharterEntry.changed_by_id,
        practice=Charter.practice_id,
        joins=((Charter, Charter.id == CharterEntry.charter_id),),
        page="charter.charter",
        told=(Role.LEAD,),
    ),
    FreeText(
        table=CharterMember,
        title="People of a team charter",
        parts={"name": "Name", "credentials": "Credentials", "source": "Source"},
        practice=Charter.practice_id,
        joins=((Charter, Charter.id == CharterMember.charter_id),),
        page="charter.charter",
        told=(Role.LEAD,),
    ),
)
