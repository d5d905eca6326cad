"""Every look at charts: figures, what they signal, and what people decided and wrote on them."""

from __future__ import annotations

from app.charts.queries.figures import figure_of, needs_help_first
from app.charts.queries.marks import Marks, annotation, decision, marks, marks_of, of
from app.charts.queries.signals import (
    LatestSignal,
    SeenSignal,
    SignalCounts,
    every_signal,
    latest_signals,
    signal_counts,
)

__all__ = [
    "LatestSignal",
    "Marks",
    "SeenSignal",
    "SignalCounts",
    "annotation",
    "decision",
    "every_signal",
    "figure_of",
    "latest_signals",
    "marks",
    "marks_of",
    "needs_help_first",
    "of",
    "signal_counts",
]
