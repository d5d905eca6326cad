"""Lists of an event's people for a spreadsheet; that somebody took one is kept in the trail."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from flask import current_app, g

from app.core.clock import now
from app.core.db import writing
from app.core.headers import as_download
from app.events.services.exports import record_export
from app.policy import current_actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from app.events.models import Event

BYTE_ORDER_MARK = "\ufeff"


def handed_out(of: Event, name: str, table: Sequence[Sequence[str]]) -> Response:
    """A table with its headings as a CSV file called `name` and the key of the event.

    An administrator who views as somebody else is noted by name.
    """
    file = f"{name}-{of.key}.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    by = g.viewing.by if g.get("viewing") else current_actor()
    with writing():
        record_export(of, file=file, count=len(table) - 1, by=by, at=now())
    text = BYTE_ORDER_MARK + out.getvalue()
    return as_download(current_app.response_class(text, mimetype="text/csv"), file)
