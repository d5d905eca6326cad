"""What a chart says, in words: follows the direction of good, never claims more than the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.charts.domain.figure import Figure, Gap, Meaning, MedianKind, Point, Signal
from app.charts.domain.reading import side_word
from app.measures.domain.kinds import Direction
from app.spc import Rule, RuleSet, Side

SMALL_SAMPLE = 20
"""Audits of fewer charts than this are named in the summary."""

RULE_NAMES = {
    Rule.SHIFT: "Shift",
    Rule.LONG_RUN: "Long run",
    Rule.TREND: "Trend",
    Rule.TOO_FEW_RUNS: "Too few runs",
    Rule.TOO_MANY_RUNS: "Too many runs",
    Rule.FEW_CROSSINGS: "Too few crossings",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The finding in one line, and what it means in a few sentences."""

    meaning: Meaning
    title: str
    text: str


def headline(figure: Figure) -> Headline:
    """Say what the chart means now."""
    if figure.latest is None:
        title = "No numbers yet"
        return Headline(Meaning.FEW, title, "Your chart starts with the first month you send.")
    title, sentences = _finding(figure)
    text = " ".join([*sentences, *_where_you_are(figure)])
    return Headline(figure.meaning, title, text)


def _finding(figure: Figure) -> tuple[str, list[str]]:
    if figure.meaning is Meaning.FEW:
        return _too_early(figure)
    if figure.leading is None:
        return _no_change(figure)
    return _led(figure, figure.leading)


def _too_early(figure: Figure) -> tuple[str, list[str]]:
    scale, here = figure.scale, " since the new phase began" if figure.phases else ""
    counted = figure.phases[-1].n_points if figure.phases else _counted(figure)
    sentences = [f"You have {scale.periods(counted)}{here}."]
    if counted < figure.min_useful:
        sentences.append(f"At {figure.min_useful} we can read the chart.")
    else:
        sentences.append(
            f"{figure.n_useful} of them are off the median."
            f" With {figure.min_useful} off the median we can read the chart."
        )
    return "Too early to tell", sentences


def _counted(figure: Figure) -> int:
    return sum(not point.is_excluded for point in figure.plotted)


def _no_change(figure: Figure) -> tuple[str, list[str]]:
    earlier = [s for s in figure.signals if not s.in_baseline and s.meaning is not Meaning.SAME]
    sentences = ["The ups and downs look like the usual ones."]
    if earlier:
        sentences.append(f"An earlier signal ended in {_name(figure, earlier[-1].last)}.")
    sentences.append(
        f"Keep testing; one {'high' if _up_is_good(figure) else 'low'}"
        f" {figure.scale.period_word} is not a trend."
    )
    return ("No clear change now" if earlier else "No clear change"), sentences


def _up_is_good(figure: Figure) -> bool:
    return figure.definition.direction is not Direction.LOWER


def _led(figure: Figure, signal: Signal) -> tuple[str, list[str]]:
    if signal.side is None and signal.course is None:
        return _about_runs(signal)
    title = f"{_opening(signal)}: {_run_words(figure, signal)}"
    sentences = [*_before(figure, signal), _since(figure, signal), _luck(signal)]
    if signal.meaning is Meaning.WORSE:
        sentences.append(f"Look at what changed in {_name(figure, signal.first)}.")
    return title, sentences


def _opening(signal: Signal) -> str:
    return {Meaning.BETTER: "Improving", Meaning.WORSE: "Getting worse"}.get(
        signal.meaning, "A lasting difference"
    )


def _about_runs(signal: Signal) -> tuple[str, list[str]]:
    if signal.rule is Rule.TOO_MANY_RUNS:
        title = "The numbers swing more than luck would make them"
        after = "Two groups may be mixed in one number. Look at how it is counted."
    else:
        title = "Something changed, but not in one run"
        after = "The numbers cross the median less often than luck would make them."
    return title, [after, _luck(signal)]


def _run_words(figure: Figure, signal: Signal) -> str:
    count = figure.scale.periods(signal.count)
    if signal.side is None:
        return f"{count} in a row going {side_word(signal)}"
    return f"{count} in a row {side_word(signal)} your {median_word(figure)}"


def median_word(figure: Figure) -> str:
    """Name the median that the latest months are read by."""
    line = figure.current_median
    return "starting median" if line and line.kind is MedianKind.START else "median"


def _before(figure: Figure, signal: Signal) -> Iterator[str]:
    line = figure.current_median
    if line is not None and signal.side is not None and line.kind is MedianKind.START:
        other = "below" if signal.side is Side.ABOVE else "above"
        value = figure.scale.shown(line.value)
        yield f"When you started, half of your {figure.scale.period_word}s were {other} {value}."


def _since(figure: Figure, signal: Signal) -> str:
    start, word = _name(figure, signal.first), figure.scale.period_word
    if signal.side is None:
        values = [figure.scale.shown(_value(figure, at)) for at in (signal.first, signal.last)]
        verb = "risen" if side_word(signal) == "up" else "fallen"
        return f"The numbers have {verb} from {values[0]} in {start} to {values[1]}."
    if signal.last == (figure.latest.place if figure.latest else None):
        return f"Since {start} every {word} off the median has been {side_word(signal)} it."
    span = _span(figure, signal)
    return f"From {span} every {word} off the median was {side_word(signal)} it."


def _luck(signal: Signal) -> str:
    if signal.is_hard_to_explain_by_luck:
        return "That is hard to explain by luck alone."
    if signal.rate is None:
        return "Luck alone can also do that."
    return f"Luck alone does that on about {_of_100(signal.rate)} charts."


def _of_100(rate: float) -> str:
    """
    >>> _of_100(0.163), _of_100(0.001)
    ('16 of 100', 'fewer than 1 of 100')
    """
    hundredths = round(rate * 100)
    return f"{hundredths} of 100" if hundredths else "fewer than 1 of 100"


def _where_you_are(figure: Figure) -> Iterator[str]:
    latest, scale = figure.latest, figure.scale
    if latest is None or latest.value is None or figure.goal is None:
        return
    now, goal = scale.shown(latest.value), scale.shown(figure.goal)
    if figure.is_at_goal:
        yield f"At {now}, you are at your goal ({goal}). Hold it for 6 months, then spread it."
    elif figure.definition.direction is Direction.LOWER:
        yield f"You are now at {now}, {scale.gap(latest.value, figure.goal)} above the goal."
    elif figure.definition.direction is Direction.HIGHER:
        yield f"You are now at {now}, {scale.gap(latest.value, figure.goal)} short of the goal."
    else:
        yield f"You are now at {now}; the goal is {goal}."


def summary(figure: Figure) -> tuple[str, ...]:
    """The chart in sentences: latest, median, goal, what is missing, how sure the numbers are."""
    return tuple(
        sentence
        for part in (_values(figure), _gaps(figure), _left_out(figure), _confidence(figure))
        for sentence in part
    )


def _values(figure: Figure) -> Iterator[str]:
    latest, scale = figure.latest, figure.scale
    if latest is None or latest.value is None:
        return
    yield f"Latest, {scale.period(latest.period)}: {scale.shown(latest.value)}."
    if line := figure.current_median:
        yield f"{_median_name(figure)}: {scale.shown(line.value)}."
    if figure.goal is not None:
        less = " or less" if figure.definition.direction is Direction.LOWER else ""
        yield f"Goal: {scale.shown(figure.goal)}{less}."
    counts = [p.denominator for p in figure.plotted if p.denominator]
    if figure.definition.has_denominator and counts:
        yield f"Bottom numbers run from {min(counts):,} to {max(counts):,}."


def _median_name(figure: Figure) -> str:
    line = figure.current_median
    if line is None or line.kind is MedianKind.ALL:
        return f"Median of all {figure.scale.periods(_counted(figure))}"
    count = sum(
        p.value is not None and not p.is_excluded for p in figure.points[line.first : line.last + 1]
    )
    if line.kind is MedianKind.START:
        return f"Starting median, from {figure.scale.periods(count)}"
    return f"Median of the phase “{figure.phases[-1].name}”, from {figure.scale.periods(count)}"


def _gaps(figure: Figure) -> Iterator[str]:
    missing = [point for point in figure.points if point.gap is Gap.MISSING]
    none = [point for point in figure.points if point.gap is Gap.NONE_ELIGIBLE]
    if missing:
        yield f"No numbers for {_listed(figure, missing)}: a gap, not a zero."
    if none:
        yield f"Nobody was eligible in {_listed(figure, none)}: a gap, not a zero."


def _listed(figure: Figure, points: Sequence[Point]) -> str:
    names = [figure.scale.period(point.period) for point in points]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _left_out(figure: Figure) -> Iterator[str]:
    out = [point for point in figure.plotted if point.is_excluded]
    if out:
        yield f"Left out by decision: {_listed(figure, out)}."


def _confidence(figure: Figure) -> Iterator[str]:
    """How much weight the numbers bear: plain facts, no blame."""
    points, below = figure.plotted, figure.definition.small_below
    samples = [p for p in points if p.sample_size is not None and p.sample_size < SMALL_SAMPLE]
    facts = (
        (sum(p.is_small for p in points), "counts", "count", f"fewer than {below}"),
        (len(samples), "comes", "come", f"from a sample under {SMALL_SAMPLE}"),
        (sum(p.is_estimate for p in points), "is", "are", "estimated"),
        (sum(p.is_late for p in points), "came", "came", "late"),
        (sum(p.is_revised for p in points), "was", "were", "revised later"),
    )
    told = [f"{n} {one if n == 1 else many} {what}" for n, one, many, what in facts if n]
    if told:
        yield f"Of {figure.scale.periods(len(points))}, {', '.join(told)}."


def signal_sentences(figure: Figure) -> tuple[str, ...]:
    """Each signal: what, when, which values, and how often luck alone does that."""
    return tuple(_told(figure, signal) for signal in figure.signals)


def _told(figure: Figure, signal: Signal) -> str:
    sentences = [f"{_what(figure, signal)}: {_run_values(figure, signal)}."]
    if signal.noticed != signal.last:
        sentences.append(f"First seen with {_name(figure, signal.noticed)}.")
    if signal.rate is not None:
        sentences.append(
            "On a chart with no change, this rule fires in about"
            f" {_of_100(signal.rate)} charts with this many {figure.scale.period_word}s."
        )
    if signal.strong:
        sentences.append(f"Strong: the stricter Anhøj test agrees{_stricter(signal)}.")
    if signal.in_baseline:
        sentences.append("It lies inside the starting months, so it does not count as a change.")
    return " ".join(sentences)


def _stricter(signal: Signal) -> str:
    if signal.stricter_rate is None:
        return ""
    return f"; it fires in about {_of_100(signal.stricter_rate)}"


def _what(figure: Figure, signal: Signal) -> str:
    span, points = _span(figure, signal), f"{signal.count} points"
    match signal.rule:
        case Rule.SHIFT:
            return f"A shift of {points} {side_word(signal)} the median, {span}"
        case Rule.LONG_RUN:
            return f"A long run of {points} {side_word(signal)} the median, {span}"
        case Rule.TREND:
            course = "rising" if side_word(signal) == "up" else "falling"
            return f"A {course} trend of {points}, {span}"
        case _:
            return f"{RULE_NAMES[signal.rule]} about the median, {span}"


def _run_values(figure: Figure, signal: Signal) -> str:
    """Every value of a run; for the number of runs, only how many points were looked at."""
    if signal.side is None and signal.course is None:
        return f"judged on {signal.count} points"
    return ", ".join(figure.scale.shown(_value(figure, place)) for place in signal.places)


def _value(figure: Figure, place: int) -> float:
    return figure.points[place].value or 0.0


def _name(figure: Figure, place: int) -> str:
    return figure.scale.period(figure.points[place].period)


def _span(figure: Figure, signal: Signal) -> str:
    return figure.scale.span(figure.points[signal.first].period, figure.points[signal.last].period)


def ribbon(figure: Figure, signal: Signal) -> str:
    """The few words written above a run on the chart."""
    count = figure.scale.periods(signal.count)
    if signal.side is None:
        return f"{count} going {side_word(signal)}"
    return f"{count} {side_word(signal)} the {median_word(figure)}"


def in_a_row(signal: Signal) -> str:
    """How long a run is, where there is room for no more."""
    return f"{signal.count} in a row"


def finding(figure: Figure, signal: Signal) -> str:
    """A signal in a few words, also one about the number of runs."""
    if signal.side is None and signal.course is None:
        return RULE_NAMES[signal.rule].lower()
    return ribbon(figure, signal)


def description(figure: Figure) -> str:
    """The chart for those who cannot see it."""
    kind = "Monthly" if figure.scale.months == 1 else "Quarterly"
    said = headline(figure)
    return " ".join(
        [f"{kind} run chart. {said.title}.", *summary(figure), "All numbers are in the table."]
    )


def point_words(figure: Figure, point: Point) -> str:
    """One period in words: what the slider and the pointer say."""
    name = figure.scale.period(point.period)
    if point.value is None:
        reason = "nobody was eligible" if point.gap is Gap.NONE_ELIGIBLE else "no data"
        return f"{name}: {reason}{_after(point.note)}"
    words = f"{name}: {figure.scale.shown(point.value)}"
    if figure.definition.has_denominator:
        words += f", {point.numerator:,} of {point.denominator:,}"
    if point.is_excluded:
        words += ", left out by decision"
    return words + _after(point.note)


def _after(note: str) -> str:
    return f". {note}" if note else ""


def source_words(point: Point) -> str:
    """Where a number came from, and whether it was late, revised or small."""
    words = point.source.value if point.source else ""
    words = words.replace("ehr", "EHR")
    if point.sample_size is not None:
        words = f"{words or 'sample'}, {point.sample_size} looked at"
    marks = [
        word
        for word, applies in (
            ("sent late", point.is_late),
            ("revised", point.is_revised),
            ("small count", point.is_small),
        )
        if applies
    ]
    return ", ".join([*([words] if words else []), *marks])


def table_note(point: Point) -> str:
    """The note of a month, after what the reader must know first."""
    said = []
    if point.is_excluded:
        said.append("Left out of median and rules by decision.")
    if point.gap is Gap.NONE_ELIGIBLE:
        said.append("Nobody was eligible.")
    if point.new_version:
        said.append(f"Counted by version {point.version} of the definition from here.")
    if point.note:
        said.append(point.note)
    return " ".join(said)


def rules_words(figure: Figure) -> tuple[tuple[str, str], ...]:
    """How this chart is read: each word with its meaning."""
    word = figure.scale.period_word
    shared = ("Median", f"The middle value. Half of the {word}s are above it and half below.")
    if figure.rules is RuleSet.ANHOEJ:
        return (
            shared,
            ("Long run", f"More {word}s in a row on one side than luck would make."),
            ("Too few crossings", "The line crosses the median less often than luck would."),
        )
    return (
        shared,
        (
            "Shift",
            f"6 or more {word}s in a row on one side of the median."
            f" {word.capitalize()}s right on the line do not count.",
        ),
        ("Trend", f"5 or more {word}s in a row all going up, or all going down."),
        ("Runs", "Too few or too many times on one side, for this many points."),
    )
