"""Mails before an event, to those who have a place and come: 7 days, 1 day and 1 hour ahead."""

from __future__ import annotations

import datetime as dt

from app.accounts.queries.contacts import open_contacts_of
from app.events.domain.reminders import LONGEST, due
from app.events.queries import attendance, events, registrations
from app.events.services import mails
from app.outbox.queries import known_keys


def remind(*, at: dt.datetime) -> None:
    """Remind everybody who should know by now, once each.

    Called as often as one likes. Whoever got the place, or heard of the move, after the moment
    of a reminder does not get it: that mail said the same. Nor does whoever is checked in
    already, or excused.
    """
    near = {of.id: of for of in events.starting(after=at, until=at + LONGEST)}
    if not near:
        return
    noted = attendance.noted(near)
    found = []
    for row in registrations.placed(near):
        if (row.event_id, row.person_id) in noted:
            continue
        of = near[row.event_id]
        lead = due(of.starts_at, told_at=max(row.placed_at or at, of.changed_at), at=at)
        if lead is not None:
            found.append((of, lead, row.person_id))
    known = known_keys([mails.reminder_key(*one) for one in found])
    contacts = open_contacts_of([person_id for _, _, person_id in found])
    for of, lead, person_id in found:
        if person_id in contacts and mails.reminder_key(of, lead, person_id) not in known:
            mails.remind(of, contacts[person_id], lead=lead, person_id=person_id, at=at)
