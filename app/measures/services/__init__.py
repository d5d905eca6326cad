"""Every change to the library, to what teams report and to their numbers."""

from app.measures.services.cells import (
    NOTHING_TO_SEND,
    Stale,
    Value,
    note_month,
    refuse_when_locked,
    save_cell,
    send_month,
)

__all__ = [
    "NOTHING_TO_SEND",
    "Stale",
    "Value",
    "note_month",
    "refuse_when_locked",
    "save_cell",
    "send_month",
]
