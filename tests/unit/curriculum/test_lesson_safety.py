"""Whatever somebody writes into a lesson, nothing on its page is active."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import blocks, gate, grade
from app.curriculum.domain.content import Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse, Language
from app.curriculum.presenters.lesson_body import shown
from tests.support.hostile_markdown import CASES
from tests.unit.curriculum.bodies import drawn
from tests.unit.curriculum.safety import active

BAD_NAME = '"><img src=x onerror=hit()>.png'
FILES = {
    1: File(1, FileUse.IMAGE, BAD_NAME, "image/png", 9, 10, 10),
    2: File(2, FileUse.DOCUMENT, BAD_NAME, "text/html", 9),
}
SIGNS = st.sampled_from(
    (
        *"<>\"'`[]()!*_~|:&;\\/\n\t\x00\ud800\u202e",
        *("\n\n", "- [ ] ", "> ", "## ", "---", "    ", "1. ", "```", "word "),
        *("javascript:", "file:1", "https://a.example", "onerror=", "<script>", "<img src=x "),
        *("```video\n", "```run-chart\n", 'title = "x"\n', "values = [1, 2]\n"),
    )
)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120
    assert len(set(CASES.values())) == len(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_text_shows_nothing_active(name: str) -> None:
    assert active(drawn(shown(Text("t", (), CASES[name]), files=FILES))) == []


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("link")])
def test_a_refused_address_leaves_only_its_words(name: str) -> None:
    assert "<a" not in drawn(shown(Text("t", (), CASES[name])))


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("picture")])
def test_a_picture_from_elsewhere_is_not_loaded(name: str) -> None:
    assert "<img" not in drawn(shown(Text("t", (), CASES[name])))


def test_the_alarm_would_ring() -> None:
    assert active('<a href="javascript:hit()">x</a>') == ["<a href=javascript:hit()>"]
    assert active("<p onclick=hit()><script>") == ["<p onclick>", "<script>"]


@given(st.lists(SIGNS, max_size=40).map("".join))
def test_any_mix_of_signs_is_read_and_is_quiet(body: str) -> None:
    assert active(drawn(shown(Text("t", (), body), files=FILES))) == []
    gate.body_problems(body, FILES)


@given(st.text(alphabet=st.characters(), max_size=300), st.sampled_from(Language))
def test_any_text_is_read(body: str, language: Language) -> None:
    document = blocks.parse(body, language)
    assert document.words >= 0
    assert active(drawn(shown(Text("t", (), body), language=language))) == []
    grade.hint(body, language)


@given(st.sampled_from(["run-chart", "video"]), st.text(max_size=200))
def test_any_block_is_read(kind: str, inside: str) -> None:
    blocks.parse(f"~~~~{kind}\n{inside}\n~~~~")
