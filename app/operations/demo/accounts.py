"""The demo accounts as people and programs read them."""

from __future__ import annotations

from app.operations.demo import applicants, contenders
from app.operations.demo.clinics import CLINICS
from app.operations.demo.people import ACCOUNTS, PASSWORD, Account

_NAMES = {clinic.key: clinic.name for clinic in CLINICS} | applicants.NAMES | contenders.NAMES
_ALL = (*ACCOUNTS, *applicants.ACCOUNTS, *contenders.ACCOUNTS)
_SHOWN = ("magnolia", "sparrow", contenders.SWALLOWTAIL)


def as_list() -> list[dict[str, str | None]]:
    """Every account with what it takes to sign in."""
    return [
        {
            "role": account.role,
            "name": account.name,
            "email": account.email,
            "password": PASSWORD,
            "practice": account.clinic,
        }
        for account in _ALL
    ]


def as_table(*, everyone: bool = False) -> str:
    """The accounts by role; unless `everyone`, a full team, two applicants and the program."""
    shown = [a for a in _ALL if everyone or a.clinic is None or a.clinic.startswith(_SHOWN)]
    lines = [(account.role.capitalize(), account.email, _place(account)) for account in shown]
    widths = [max(len(line[column]) for line in lines) for column in range(2)]
    body = [f"  {role:<{widths[0]}}  {email:<{widths[1]}}  {at}" for role, email, at in lines]
    more = [] if everyone else ["", "  More accounts: .venv/bin/flask demo accounts"]
    return "\n".join([f"  Everybody's password:  {PASSWORD}", "", *body, *more])


def _place(account: Account) -> str:
    return "the program" if account.clinic is None else _NAMES[account.clinic]
