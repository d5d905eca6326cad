"""What a reader should know before trusting a chart."""

from __future__ import annotations

from collections.abc import Iterator

from .options import Options
from .phases import Stretch
from .results import Phase, Point, Signal
from .words import Note

SOUND_CENTRE = 10
"""A centre line of fewer values is soon disowned by later points (IHI practice: 10 to 12)."""


def notes(
    options: Options,
    stretches: list[Stretch],
    points: tuple[Point, ...],
    phases: tuple[Phase, ...],
    signals: tuple[Signal, ...],
) -> tuple[Note, ...]:
    """Return the codes that apply to a chart, each once."""
    found = [*_about_values(options, points), *_about_phases(options, points, phases)]
    if any(stretch.cut for stretch in stretches):
        found.append(Note.BASELINE_CUT_BY_PHASE)
    if any(signal.in_baseline for signal in signals):
        found.append(Note.SIGNAL_IN_BASELINE)
    return tuple(found)


def _about_values(options: Options, points: tuple[Point, ...]) -> Iterator[Note]:
    counted = [point.n for point in points if point.n is not None and not point.excluded]
    if all(point.value is None for point in points):
        yield Note.NO_VALUES
    if 0 in counted:
        yield Note.ZERO_DENOMINATOR
    if any(0 < n < options.small_denominator for n in counted):
        yield Note.SMALL_DENOMINATORS


def _about_phases(
    options: Options, points: tuple[Point, ...], phases: tuple[Phase, ...]
) -> Iterator[Note]:
    if any(_is_constant(phase, points, options.tolerance) for phase in phases):
        yield Note.CONSTANT
    if len(phases) > 1 and any(phase.n_points < SOUND_CENTRE for phase in phases):
        yield Note.SHORT_PHASE
    frozen = (phase for phase in phases if phase.frozen and options.centre is None)
    if any(phase.n_baseline < SOUND_CENTRE for phase in frozen):
        yield Note.FROZEN_BASELINE_SHORT


def _is_constant(phase: Phase, points: tuple[Point, ...], tolerance: float) -> bool:
    within = points[phase.first - 1 : phase.last]
    values = [p.value for p in within if p.value is not None and not p.excluded]
    if len(values) < 2:
        return False
    return max(values) - min(values) <= tolerance * max(1.0, abs(values[0]))
