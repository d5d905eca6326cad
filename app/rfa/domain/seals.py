"""What staff may read in a sealed round, and from when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.rfa.domain.deadlines import Window, extended


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a round: whether it has one, whether it was broken, and when it ends by itself.

    It ends with the last chance to apply of anybody in the round: nobody's application is
    read while another may still be written.
    """

    is_sealed: bool
    is_broken: bool
    ends_at: dt.datetime

    def holds(self, at: dt.datetime) -> bool:
        """Whether nothing of what applicants wrote may be read at `at`."""
        return self.is_sealed and not self.is_broken and at <= self.ends_at

    @property
    def hides_drafts(self) -> bool:
        """Whether what was never sent stays unread, also after the deadline."""
        return self.is_sealed and not self.is_broken


def last_end(window: Window, extensions: Iterable[dt.datetime]) -> dt.datetime:
    """The last instant at which somebody may still apply, whoever was given more time."""
    latest = extended(window, extensions)
    return latest.closes_at + latest.grace
