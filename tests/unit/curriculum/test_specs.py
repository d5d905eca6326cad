from __future__ import annotations

import datetime as dt
import re

import pytest

from app.curriculum.domain import specs
from app.curriculum.domain.specs import Better, Unreadable, chart, video

CHART = {"title": '"Plans"', "unit": '"percent"', "values": "[1, 2.5, 3]", "first": '"2026-06"'}
VIDEO = {"url": '"https://a.example/v"', "title": '"Lists"', "minutes": "7"}


def written(given: dict[str, str], **changes: str) -> str:
    return "\n".join(f"{key} = {value}" for key, value in (given | changes).items() if value)


def test_a_chart_has_what_was_written() -> None:
    read = chart(
        written(
            CHART, target="60", note='" Look "', values=f"[{', '.join(['1'] * 12)}]", baseline="10"
        )
    )
    assert read == specs.Chart(
        title="Plans",
        unit="percent",
        values=(1.0,) * 12,
        first=dt.date(2026, 6, 1),
        target=60.0,
        note="Look",
        baseline=10,
        better=Better.HIGHER,
    )


@pytest.mark.parametrize(
    ("changes", "better"),
    [
        ({}, Better.HIGHER),
        ({"target": "2"}, Better.HIGHER),
        ({"target": "0.5"}, Better.LOWER),
        ({"target": "0.5", "better": '"neither"'}, Better.NEITHER),
    ],
)
def test_better_is_towards_the_target(changes: dict[str, str], better: Better) -> None:
    assert chart(written(CHART, **changes)).better is better


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "title is missing."),
        ({"title": "7"}, "title must be words"),
        ({"note": "[]"}, "note must be words"),
        ({"unit": '" "'}, "unit is missing."),
        ({"values": ""}, "values must be a list of 2 to 60 numbers."),
        ({"values": "[1]"}, "values must be a list"),
        ({"values": f"[{'1,' * 61}]"}, "values must be a list"),
        ({"values": '[1, "2"]'}, "every value must be a number."),
        ({"values": "[1, true]"}, "every value must be a number."),
        ({"values": "[1, nan]"}, "every value must be from 0 to 100."),
        ({"values": "[1, 101]"}, "every value must be from 0 to 100."),
        ({"values": "[1, -1]", "unit": '"days"'}, "every value must be from 0 to 1,000,000,000."),
        ({"target": "inf"}, "target must be from 0 to 100."),
        ({"first": ""}, "first must be the first month"),
        ({"first": '"2026-13"'}, "first must be the first month"),
        ({"first": '"0001-01"'}, "first must be the first month"),
        ({"first": "2026-06-01"}, "first must be the first month"),
        ({"baseline": "4"}, "baseline must be a whole number"),
        ({"baseline": "true"}, "baseline must be a whole number"),
        ({"better": '"up"'}, "better must be one of: higher, lower, neither."),
        ({"better": "1"}, "better must be one of"),
        ({"colour": '"red"'}, "“colour” is not known. Known are: title, unit"),
        ({"title": '"a" "b"'}, "it is not written as key = value"),
        ({"target": "1" * 5000}, "it is not written as key = value"),
        ({"note": "[" * 5000}, "it is not written as key = value"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(sentence)):
        chart(written(CHART, **changes))


def test_a_video_has_what_was_written() -> None:
    read = video(written(VIDEO, captions='"host"', transcript='"""\nFirst.\n"""'))
    assert read == specs.Video("https://a.example/v", "Lists", 7, None, True, "First.")
    assert read.has_captions


@pytest.mark.parametrize(
    ("captions", "has"), [("", False), ('""', False), ('"host"', True), ("4", True)]
)
def test_captions_are_a_file_or_at_the_host(captions: str, has: bool) -> None:
    assert video(written(VIDEO, captions=captions)).has_captions is has


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": ""}, "url is missing."),
        ({"url": '"http://a.example"'}, "url must be the whole address"),
        ({"url": '"https://"'}, "url must be the whole address"),
        ({"url": '"javascript:x"'}, "url must be the whole address"),
        ({"title": ""}, "title is missing."),
        ({"minutes": ""}, "minutes must be a whole number from 1 to 600."),
        ({"minutes": "true"}, "minutes must be a whole number"),
        ({"minutes": "0"}, "minutes must be a whole number"),
        ({"captions": '"file"'}, 'captions must be "host", or the number'),
        ({"captions": "0"}, "captions must be"),
        ({"captions": "true"}, "captions must be"),
        ({"captions": "[]"}, "captions must be"),
        ({"transcript": "4"}, "transcript must be words"),
    ],
)
def test_a_video_that_cannot_be_shown_says_why(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(sentence)):
        video(written(VIDEO, **changes))
