"""One deed of a form: in one transaction, its refusal beside the field that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.forms import PageForm


def attempt(form: PageForm, deed: Callable[[], object]) -> bool:
    """Do `deed` in one transaction; True when it is done.

    A refusal is shown in the form, which stays on the page with everything typed. Conflicts
    and wrong states leave the view: the 409 page keeps the typed text. After a refusal the
    rows that the view has read are spent: read them again.
    """
    try:
        with transaction():
            deed()
    except (Conflict, NotPossibleNow):
        raise
    except Refused as refusal:
        form.show(refusal)
        return False
    return True
