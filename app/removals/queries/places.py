"""Every place where free text stands. A new one is an entry in the room `words` of its feature."""

from __future__ import annotations

from app.accounts.words import PLACES as OF_ACCOUNTS
from app.audit.words import PLACES as OF_THE_TRAIL
from app.awards.words import PLACES as OF_AWARDS
from app.charter.words import PLACES as OF_CHARTERS
from app.charts.words import PLACES as OF_CHARTS
from app.collaborative.words import PLACES as OF_COHORTS
from app.core.free_text import FreeText
from app.curriculum.words import PLACES as OF_LESSONS
from app.events.words import PLACES as OF_EVENTS
from app.improvement.words import PLACES as OF_CYCLES
from app.measures.words import PLACES as OF_MEASURES
from app.outbox.words import PLACES as OF_MAILS
from app.public.words import PLACES as OF_PUBLIC_PAGES
from app.reviews.words import PLACES as OF_REVIEWS
from app.rfa.words import PLACES as OF_APPLICATIONS

PLACES: tuple[FreeText, ...] = (
    *OF_CYCLES,
    *OF_CHARTERS,
    *OF_CHARTS,
    *OF_MEASURES,
    *OF_APPLICATIONS,
    *OF_REVIEWS,
    *OF_AWARDS,
    *OF_PUBLIC_PAGES,
    *OF_COHORTS,
    *OF_LESSONS,
    *OF_EVENTS,
    *OF_ACCOUNTS,
    *OF_MAILS,
    *OF_THE_TRAIL,
)
BY_KEY = {place.key: place for place in PLACES}
