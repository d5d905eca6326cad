from __future__ import annotations

import datetime as dt
import re

import pytest

from app.curriculum.domain import specs
from app.curriculum.domain.content import Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse, Language
from app.curriculum.presenters.lesson_body import LessonBody, shown
from app.curriculum.presenters.lesson_chart import figure_of, lesson_chart
from app.curriculum.services import loading
from app.spc import Rule
from tests.support.html import Element, _Reader
from tests.unit.curriculum.bodies import drawn
from tests.unit.curriculum.safety import active

FILES = {
    1: File(1, FileUse.IMAGE, "A plan & more.png", "image/png", 9, 640, 480),
    2: File(2, FileUse.DOCUMENT, "Ride form.pdf", "application/pdf", 92_000),
    3: File(3, FileUse.CAPTIONS, "film.vtt", "text/vtt", 9),
    4: File(4, FileUse.IMAGE, "plain", "image/png", 9),
}
VIDEO = """```video
url = "https://www.youtube.com/watch?v=1&t=2"
title = "What a registry does"
minutes = 7
captions = "host"
transcript = \"\"\"
First we look <at> a list.

Then we sort it.
\"\"\"
```"""
SHIFT = """```run-chart
title = "Shared plans, a made-up clinic"
unit = "percent"
values = [29, 33, 27, 31, 26, 32, 30, 28, 34, 30, 47, 52, 49, 55, 58, 54, 61, 60]
first = "2026-01"
target = 80
note = "Look from month 11 on"
```"""


def body_of(text: str, **given: object) -> LessonBody:
    return shown(Text("t", (), text), **{"files": FILES} | given)  # type: ignore[arg-type]  # as each test gives them


def tree(text: str, **given: object) -> Element:
    """The drawn text as elements, once it is known to be valid."""
    reader = _Reader()
    reader.feed(drawn(body_of(text, **given)))
    reader.close()
    assert reader.faults == []
    return reader.root


def only(root: Element, tag: str) -> Element:
    (found,) = root.walk(tag)
    return found


def test_a_picture_has_its_size_and_loads_late() -> None:
    image = only(tree("![A nurse writes](file:1)"), "img")
    assert image.attrs == {
        "src": "/curriculum-files/1/A%20plan%20%26%20more.png",
        "alt": "A nurse writes",
        "width": "640",
        "height": "480",
        "loading": "lazy",
        "decoding": "async",
    }


def test_a_picture_whose_size_nobody_knows_is_shown_without() -> None:
    assert "width" not in only(tree("![A nurse writes](file:4)"), "img").attrs


@pytest.mark.parametrize("number", [2, 9])
def test_what_is_no_picture_is_its_alternative_text(number: int) -> None:
    root = tree(f"![A nurse writes](file:{number})")
    assert not list(root.walk("img"))
    assert only(root, "em").text == "A nurse writes"


def test_a_file_says_what_it_is_and_how_large() -> None:
    link = only(tree("[The **ride** form](file:2)"), "a")
    assert link.attrs["href"] == "/curriculum-files/2/Ride%20form.pdf"
    assert link.text == "The ride form (PDF, 90 KB)"
    assert only(tree("[The plan](file:4)"), "a").text == "The plan (File, 1 KB)"


def test_a_file_that_is_not_there_leaves_its_words() -> None:
    root = tree("See [the ride form](file:9).")
    assert not list(root.walk("a"))
    assert root.text == "See the ride form."


def test_a_written_address_of_a_file_is_only_an_address() -> None:
    link = only(tree("[the form](/curriculum-files/2)"), "a")
    assert link.attrs == {"href": "/curriculum-files/2"}


def test_files_can_be_found_elsewhere() -> None:
    image = only(tree("![A plan](file:1)", address=lambda file: f'data:x,"{file.id}'), "img")
    assert image.attrs["src"] == 'data:x,"1'


def test_a_video_is_a_link_with_its_minutes_captions_and_transcript() -> None:
    root = tree(VIDEO)
    link = only(root, "a")
    assert link.attrs["href"] == "https://www.youtube.com/watch?v=1&t=2"
    assert link.attrs["rel"] == "external noopener noreferrer"
    assert link.text == "Video: What a registry does (leads to another site)"
    assert "7 minutes, at youtube.com. Captions: switch them on at the player (CC)." in root.text
    details = only(root, "details")
    assert [p.text for p in details.walk("p")] == ["First we look <at> a list.", "Then we sort it."]
    assert only(details, "summary").text == "Read what is said and shown : What a registry does"


def test_captions_may_be_a_file() -> None:
    with_file = tree(VIDEO.replace('"host"', "3"))
    assert [link.attrs["href"] for link in with_file.walk("a")][1] == "/curriculum-files/3/film.vtt"
    assert "No captions yet." in tree(VIDEO.replace('"host"', "9")).text
    assert (
        "No transcript yet."
        in tree(re.sub(r"transcript.*\"\"\"\n", "", VIDEO, flags=re.DOTALL)).text
    )


def test_words_around_a_spanish_text_are_spanish() -> None:
    root = tree(VIDEO, language=Language.SPANISH)
    assert next(root.walk("div")).attrs["lang"] == "es"
    assert "7 minutos, en youtube.com. Subtítulos: actívelos" in root.text


def test_a_checklist_is_ticked_where_ticks_are_kept() -> None:
    root = tree("- [ ] one\n- [ ] two", ticked={1}, may_tick=True)
    boxes = list(root.walk("input"))
    assert [(b.attrs["name"], b.attrs["value"], b.attrs["form"]) for b in boxes] == [
        ("tick", "0", "ticks"),
        ("tick", "1", "ticks"),
    ]
    assert ["checked" in box.attrs for box in boxes] == [False, True]
    assert [label.text for label in root.walk("label")] == ["one", "two"]


def test_a_checklist_to_read_says_what_is_done() -> None:
    root = tree("- [ ] one\n- [ ] two", ticked={1})
    assert not list(root.walk("input"))
    assert [item.text for item in root.walk("li")] == ["one", "Done: two"]


def test_a_callout_has_its_sign() -> None:
    root = tree("> **Keep in mind:** Start.\n\nText\n\n> **Careful:** Stop.")
    assert [e.attrs["class"] for e in root.walk("div") if "note" in e.attrs.get("class", "")] == [
        "note",
        "note note--due",
    ]


def test_a_block_that_cannot_be_read_is_said_to_readers() -> None:
    assert "This part of the lesson cannot be shown." in tree("```video\n```").text


def test_a_chart_says_the_same_in_picture_words_and_numbers() -> None:
    body = body_of(SHIFT)
    assert body.has_charts
    assert not body.has_checklist
    root = tree(SHIFT)
    assert only(root, "figcaption").text == "Shared plans, a made-up clinic . Look from month 11 on"
    assert "Shift: 8 months above the median, November 2026 to June 2027." in root.text
    assert "Goal: 80%." in root.text
    runs = {one.text for one in root.walk("em") if "rc-run" in one.attrs["class"]}
    assert runs == {"8 in a row"}
    rows = [row.text for row in only(root, "tbody").walk("tr")]
    assert (rows[0], rows[-1], len(rows)) == ("January 2026 29%", "June 2027 60%", 18)
    assert len([path for path in root.walk("path") if "rc-pt--better" in path.attrs["class"]]) == 8


def test_two_charts_have_names_of_their_own() -> None:
    root = tree(f"{SHIFT}\n\nText\n\n{SHIFT}")
    idents = [e.attrs["id"] for e in root.walk() if "id" in e.attrs]
    assert len(idents) == len(set(idents)) == 6


def chart(values: list[float], **given: object) -> specs.Chart:
    defaults = {"title": "T", "unit": "percent", "first": dt.date(2026, 1, 1)}
    return specs.Chart(values=tuple(values), **defaults | given)  # type: ignore[arg-type]  # as each test gives them


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, 2], "Too early to tell: 2 points off the median. The rules need 10 of them."),
        ([1, 2, 2], "Too early to tell: 1 point off the median."),
        ([38, 42, 35, 44, 40, 33, 36, 45, 43, 37, 41, 34], "No signal: the ups and downs look"),
        (
            [20, 60, 25, 65, 22, 58, 27, 63, 24, 61, 21, 66, 26, 59],
            "Too many runs about the median.",
        ),
    ],
)
def test_the_words_never_claim_more_than_the_rules(values: list[float], words: str) -> None:
    assert lesson_chart(chart(values), "c").words[0].startswith(words)


def test_a_baseline_freezes_the_median() -> None:
    values = [40, 44, 38, 46, 42, 37, 43, 45, 39, 41, 44, 36, 55, 58, 52, 61, 57, 54]
    figure = figure_of(chart(values, baseline=12))
    assert figure.medians[0].value == 41.5
    assert [signal.rule for signal in figure.signals] == [Rule.SHIFT]


def test_other_units_are_no_percentages() -> None:
    drawn_chart = lesson_chart(chart([4, 2.5, 12], unit="days"), "c")
    assert drawn_chart.unit == "Days"
    assert [value for _, value in drawn_chart.rows] == ["4", "2.5", "12"]
    assert "%" not in "".join(value for _, value in drawn_chart.rows)


WRITTEN = [
    pytest.param(text, language, id=f"{lesson.code}-{language.value}")
    for module in loading.standard()[1]
    for lesson in module.lessons
    for language, text in lesson.texts.items()
    if text.body
]


@pytest.mark.parametrize(("text", "language"), WRITTEN)
def test_every_lesson_of_the_portal_is_drawn(text: Text, language: Language) -> None:
    html = drawn(shown(text, language=language))
    assert active(html) == []
    assert len(html) > 2_000
    assert "cannot be shown" not in html
