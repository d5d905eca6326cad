"""Every write of accounts; the functions that other features call are named here."""

from __future__ import annotations

from app.accounts.services.invitations import (
    accept,
    accept_with_new_account,
    decline,
    invite,
    resend,
    revoke,
    state_of,
)
from app.accounts.services.people import (
    add_grant,
    close_account,
    create_person,
    end_all_sessions,
    end_grant,
    grant,
    rename,
    reopen_account,
)
from app.accounts.services.sessions import (
    cookie_name,
    end_session,
    end_sessions,
    open_session,
)

__all__ = [
    "accept",
    "accept_with_new_account",
    "add_grant",
    "close_account",
    "cookie_name",
    "create_person",
    "decline",
    "end_all_sessions",
    "end_grant",
    "end_session",
    "end_sessions",
    "grant",
    "invite",
    "open_session",
    "rename",
    "reopen_account",
    "resend",
    "revoke",
    "state_of",
]
