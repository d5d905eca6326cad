from __future__ import annotations

import time

import pytest

from app.curriculum.domain import blocks, markdown
from app.curriculum.domain.anatomy import Heading, Passage, Where
from app.curriculum.domain.blocks import Broken, Callout, Checklist, Document, Html, parse
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.markdown import Leads
from app.curriculum.services import loading

VIDEO = """```video
url = "https://www.youtube.com/watch?v=1"
title = "What a registry does"
minutes = 7
captions = 4
transcript = "First we look at a list."
```"""
CHART = """```run-chart
title = "Shared plans, a made-up clinic"
unit = "percent"
values = [20, 21]
first = "2026-06"
```"""


def html(document: Document) -> str:
    return "".join(block.html for block in document.blocks if isinstance(block, Html | Callout))


def test_an_empty_text_has_nothing() -> None:
    document = parse("")
    assert document.blocks == ()
    assert document.words == 0
    assert document.text == document.transcripts == ""


def test_headings_have_ids_of_their_own() -> None:
    document = parse("# One\n\n## One\n\n### ¿Qué es?\n\n## *!*\n\n## One--2")
    assert [heading.ident for heading in document.headings] == [
        "s-one",
        "s-one--2",
        "s-que-es",
        "s-part",
        "s-one-2",
    ]
    assert '<h2 id="s-one">One</h2>' in html(document)
    assert '<h3 id="s-que-es">¿Qué es?</h3>' in html(document)


def test_a_heading_never_stands_above_the_title_of_the_lesson() -> None:
    document = parse("# Too high")
    assert document.headings == (Heading("Too high", 1, "s-too-high", 1),)
    assert html(document) == '<h2 id="s-too-high">Too high</h2>'


def test_a_setext_heading_is_a_heading() -> None:
    assert html(parse("Title\n=====")) == '<h2 id="s-title">Title</h2>'


def test_raw_html_is_shown_as_it_was_typed_and_reported() -> None:
    document = parse("Look: <b>bold</b> and 3 < 5.")
    assert html(document) == "<p>Look: &lt;b&gt;bold&lt;/b&gt; and 3 &lt; 5.</p>"
    assert [(fault.line, fault.sentence[:8]) for fault in document.faults] == [(1, "“<b>” is")]


@pytest.mark.parametrize(
    "text", ["Fewer < 5 days", "a<b", "x <3 y", "`<div>`", "<https://a.example>"]
)
def test_a_sign_in_a_sentence_is_no_html(text: str) -> None:
    assert [f for f in parse(text).faults if text != "`<div>`"] == []


def test_links_that_lead_elsewhere_say_so() -> None:
    english = html(parse("[Medline](https://medlineplus.gov)"))
    assert english == (
        '<p><a href="https://medlineplus.gov" class="away" rel="external noopener noreferrer">'
        'Medline<span class="cc-sr-only"> (leads to another site)</span></a></p>'
    )
    assert "(lleva a otro sitio)" in html(parse("[M](https://a.example)", Language.SPANISH))


@pytest.mark.parametrize(
    "address", ["/learn", "#s-one", "mailto:help@msdh.ms.gov", "tel:+18008440898"]
)
def test_links_within_the_portal_and_to_people_are_plain(address: str) -> None:
    assert html(parse(f"[Help]({address})")) == f'<p><a href="{address}">Help</a></p>'


def test_a_link_with_a_refused_address_leaves_its_words() -> None:
    document = parse("Go [there *now*](javascript:x) and [back](/learn).")
    assert html(document) == '<p>Go there <em>now</em> and <a href="/learn">back</a>.</p>'
    assert [link.leads for link in document.links] == [Leads.NOWHERE, Leads.HERE]


def test_a_link_without_words_is_not_shown() -> None:
    document = parse("a [](/learn) b")
    assert html(document) == "<p>a  b</p>"
    assert document.links[0].words == ""


def test_a_picture_alone_is_a_figure_with_its_caption() -> None:
    document = parse('![A nurse & a "plan"](file:12 "A plan takes <1 page")')
    assert html(document) == (
        '<figure class="picture"><img src="/curriculum-files/12" alt="A nurse &amp; a &quot;plan&quot;">'
        "<figcaption>A plan takes &lt;1 page</figcaption></figure>"
    )
    assert document.images[0].file_id == 12


def test_a_picture_in_a_sentence_stays_in_it() -> None:
    document = parse("See ![the sign](file:3) here.\n\n- ![the sign](file:3)\n\n![no](x.png)")
    assert '<p>See <img src="/curriculum-files/3" alt="the sign"> here.</p>' in html(document)
    assert "<p>no</p>" in html(document)


def test_the_words_of_a_linked_picture_are_those_of_the_link() -> None:
    assert parse("[![the form](file:1)](/learn)").links[0].words == "the form"


def test_tables_have_headers_with_a_scope_and_scroll_by_themselves() -> None:
    shown = html(parse("| What | Number |\n|---|--:|\n| Plans | 12 |", Language.SPANISH))
    assert '<div class="tbl-scroll" role="group" tabindex="0" aria-label="Tabla">' in shown
    assert '<th scope="col" class="num">Number</th>' in shown
    assert '<td class="num">12</td>' in shown
    assert "style" not in shown


def test_a_callout_begins_with_bold_words() -> None:
    keep, careful = (
        parse(f"> {text}").blocks[0]
        for text in ("**Keep in mind:** Start.", "**Careful.** No names.")
    )
    assert keep == Callout("<p><strong>Keep in mind:</strong> Start.</p>", is_warning=False)
    assert careful == Callout("<p><strong>Careful.</strong> No names.</p>", is_warning=True)


@pytest.mark.parametrize("text", ["Only quoted.", "- **a list**", "", "a **b**"])
def test_other_quotations_stay_quotations(text: str) -> None:
    (quote,) = parse(f"> {text}").blocks
    assert isinstance(quote, Html)
    assert quote.html.startswith("<blockquote>")


def test_checklists_are_counted_over_the_whole_text() -> None:
    document = parse("- [ ] one\n- [x] **two** [link](/learn)\n\nText\n\n* [ ] three")
    first, _, second = document.blocks
    assert first == Checklist(("one", '<strong>two</strong> <a href="/learn">link</a>'), 0)
    assert second == Checklist(("three",), 2)


@pytest.mark.parametrize(
    "body",
    [
        "- one\n- two",
        "- [ ] one\n- two",
        "- [ ] one\n\n  more\n- [ ] two",
        "- [ ] one\n  - [ ] two",
        "- [ ]\n- [ ] two",
        "- **x**\n- [ ] y",
        "1. [ ] one",
        "-",
        "- [ ] ![](file:1)\n- [x]",
    ],
)
def test_other_lists_stay_lists(body: str) -> None:
    assert parse(body).checklists == ()


def test_an_item_may_begin_with_bold_words_after_its_box() -> None:
    assert parse("- [ ] **Ride.** Ask").checklists[0].items == ("<strong>Ride.</strong> Ask",)
    assert parse("- [ ]**Ride**").checklists[0].items == ("<strong>Ride</strong>",)


def test_charts_and_videos_stand_in_their_place() -> None:
    document = parse(f"## Look\n\n{CHART}\n\nThen\n\n{VIDEO}\n")
    assert [type(block).__name__ for block in document.blocks] == ["Html", "Chart", "Html", "Video"]
    assert [document.charts[0].line, document.videos[0].line] == [3, 12]
    assert document.transcripts == "First we look at a list."


def test_a_block_that_cannot_be_read_is_named_with_its_line() -> None:
    document = parse("Text\n\n```run-chart\ntitle = \n```\n\n```video\n```")
    assert [block.kind for block in document.blocks if isinstance(block, Broken)] == [
        "run-chart",
        "video",
    ]
    assert [fault.line for fault in document.faults] == [3, 7]
    assert document.faults[1].sentence == "This video cannot be shown: url is missing."


def test_a_block_in_a_list_or_quotation_is_reported() -> None:
    document = parse("- ```video\n  ```\n\n> ```run-chart\n> ```\n\n- ```text\n  x\n  ```")
    assert [(f.line, f.sentence[:7]) for f in document.faults] == [(1, "A video"), (4, "A chart")]


def test_other_fences_are_code() -> None:
    assert html(parse("```python\n<b>\n```")) == "<pre><code>&lt;b&gt;\n</code></pre>"


def test_files_are_named_by_pictures_links_and_captions() -> None:
    document = parse(
        f"![A](file:1)\n\n[the form](file:2) [x](/learn) ![b](https://a.example)\n\n{VIDEO}"
    )
    assert document.file_ids == {1, 2, 4}


def test_what_is_read_is_known_by_its_place_and_line() -> None:
    document = parse(
        "## Head\n\nOne *two*\nthree\n\n| A |\n|---|\n| cell |\n\n- item\n\nTerm\n: Meaning"
    )
    assert document.passages == (
        Passage("Head", Where.HEADING, 1),
        Passage("One two three", Where.PROSE, 3),
        Passage("A", Where.CELL, 6),
        Passage("cell", Where.CELL, 8),
        Passage("item", Where.PROSE, 10),
        Passage("Term", Where.PROSE, 12),
        Passage("Meaning", Where.PROSE, 13),
    )
    assert document.prose == ("One two three", "item", "Term", "Meaning")
    assert document.words == 9
    assert document.text.splitlines()[1] == "One two three"


def test_the_line_of_a_link_is_its_own() -> None:
    assert [link.line for link in parse("a\nb [one](/x)  \nc [two](/y)").links] == [2, 3]


def test_a_text_that_is_too_long_is_cut_and_reported() -> None:
    document = parse("word\n" * 30_000)
    assert document.faults[-1].sentence.startswith("The text is longer than 100,000 characters.")
    assert document.faults[-1].line == 20_001
    assert document.words == 20_000


def test_half_characters_become_question_marks() -> None:
    assert html(parse("a\ud800b")) == "<p>a?b</p>"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("HTTPS://a.example", Leads.AWAY),
        ("http://a.example", Leads.AWAY),
        ("https://", Leads.NOWHERE),
        ("https:///x", Leads.NOWHERE),
        ("mailto:", Leads.NOWHERE),
        ("tel:x", Leads.NOWHERE),
        ("tel:1", Leads.AWAY),
        ("/", Leads.HERE),
        ("/%5cevil.example", Leads.NOWHERE),
        ("#", Leads.NOWHERE),
        ("file:", Leads.NOWHERE),
        ("file:1234567890", Leads.NOWHERE),
        ("", Leads.NOWHERE),
        ("lesson-2", Leads.NOWHERE),
    ],
)
def test_only_known_addresses_lead_somewhere(address: str, leads: Leads) -> None:
    assert markdown.leads(address) is leads


WRITTEN = [
    pytest.param(text.body, language, id=f"{lesson.code}-{language.value}")
    for module in loading.standard()[1]
    for lesson in module.lessons
    for language, text in lesson.texts.items()
    if text.body
]


@pytest.mark.parametrize(("body", "language"), WRITTEN)
def test_every_lesson_of_the_portal_is_read_quickly_and_without_a_fault(
    body: str, language: Language
) -> None:
    began = time.perf_counter()
    document = blocks._parse.__wrapped__(body, language)
    took = time.perf_counter() - began
    assert document.faults == ()
    assert document.headings
    assert took < 0.25, "a lesson takes a few milliseconds on a quiet machine"


def test_the_bare_words_of_a_checklist_are_without_its_boxes() -> None:
    document = blocks.parse("- [ ] Call [two] families\n- [x] Write\n\nSay [ ] so.")
    assert document.text == "Call [two] families\nWrite\nSay [ ] so."
    assert document.words == 6
