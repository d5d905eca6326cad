"""Every look at the library, at what teams owe and at what they sent."""

from app.measures.queries.cells import (
    Cell,
    OwedMonth,
    Revision,
    current,
    history,
    month_of,
    owed,
    point,
    submission,
)
from app.measures.queries.progress import MonthProgress, Numbers, has_sent, numbers
from app.measures.queries.rates import TeamReporting, team_reporting
from app.measures.queries.series import (
    MeasureSeries,
    Reported,
    SentPoint,
    chosen_by,
    reported,
    reported_by,
    series,
    version_for,
    versions_of,
)

__all__ = [
    "Cell",
    "MeasureSeries",
    "MonthProgress",
    "Numbers",
    "OwedMonth",
    "Reported",
    "Revision",
    "SentPoint",
    "TeamReporting",
    "chosen_by",
    "current",
    "has_sent",
    "history",
    "month_of",
    "numbers",
    "owed",
    "point",
    "reported",
    "reported_by",
    "series",
    "submission",
    "team_reporting",
    "version_for",
    "versions_of",
]
