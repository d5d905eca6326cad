"""Staff pages: writing the form and rubric of a round, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import text_of
from app.rfa.models import Round
from app.rfa.queries.rounds import shipped_form
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.documents import Source

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR)
ROUND = "/staff/rounds/draft"
FORM = f"{ROUND}/form"
ADD = f"{FORM}/new"
TEXT = f"{FORM}/text"


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


@pytest.fixture
def draft(app: Flask) -> Round:  # rows need its database
    row: Round = build.rfa_round(key="draft", title="Draft", published_at=None)
    return row


def form_now(key: str = "draft") -> Source:
    db.session.rollback()
    return db.session.scalars(select(Round).where(Round.key == key)).one().form


def questions(key: str) -> list[str]:
    (section,) = [one for one in form_now()["sections"] if one["key"] == key]
    return [one["key"] for one in section["questions"]]


def question(key: str) -> dict[str, Any]:
    found = [q for s in form_now()["sections"] for q in s["questions"] if q["key"] == key]
    one: dict[str, Any] = found[0]
    return one


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


def last_event() -> AuditEvent:
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return event


def asks(kind: Kind, section: str = "plan") -> str:
    return f"{ADD}/question?section={section}&kind={kind.value.replace(' ', '+')}"


PAGES = (
    "/form",
    "/form/title",
    "/form/new/section",
    "/form/new/question",
    "/form/new/criterion",
    "/form/section/plan",
    "/form/question/P1",
    "/form/criterion/K1",
    "/form/question/P1/remove",
    "/form/text",
    "/form.json",
    "/preview",
    "/preview/plan",
)


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("role", Role)
def test_program_staff_writes_forms_and_nobody_else(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    statuses = {client.get(f"{ROUND}{page}").status_code for page in PAGES}
    assert statuses == ({200} if role in MANAGES else {403})


@pytest.mark.usefixtures("kim", "draft")
def test_parts_and_rounds_that_are_not_there_are_not_found(client: PageClient) -> None:
    for page in PAGES:
        client.visit(f"/staff/rounds/nowhere{page}", status=404)
    for page in (
        "/form/question/P9",
        "/form/question/plan",
        "/form/essay/P1",
        "/form/new/essay",
        "/form/criterion/K9/remove",
        "/form/new/question?section=nowhere&kind=text",
        "/preview/nowhere",
    ):
        client.visit(f"{ROUND}{page}", status=404)


# the parts


@pytest.mark.usefixtures("kim", "draft")
def test_the_form_is_shown_with_everything_that_can_be_done(client: PageClient) -> None:
    page = client.visit(FORM)
    assert [one.attrs["data-key"] for one in page.all("section")] == ["profile", "plan", "papers", "signature"]  # fmt: skip
    assert [one.attrs["data-key"] for one in page.all("question")] == ["Q1", "Q2", "P1", "P2", "L1", "S1"]  # fmt: skip
    assert "Up to 50 words" in page.one("question", data_key="P1").text
    assert page.links["Change question P1"] == f"{FORM}/question/P1"


@pytest.mark.usefixtures("kim")
def test_a_longer_form_takes_no_more_statements(client: PageClient) -> None:
    build.rfa_round(key="draft", published_at=None)
    build.rfa_round(key="long", published_at=None, form=shipped_form())
    client.visit(FORM)
    with statements() as short:
        client.visit(FORM)
    with statements() as long:
        client.visit("/staff/rounds/long/form")
    assert len(short) == len(long) <= 6, long


@pytest.mark.usefixtures("kim", "draft")
def test_the_title_is_changed(client: PageClient) -> None:
    client.fill_in(f"{FORM}/title", title="A better form")
    assert form_now()["title"] == "A better form"
    assert last_event().before == {"title": "A small form"}
    page = client.fill_in(f"{FORM}/title", status=422, title="x" * 201)
    assert errors(page) == ["Shorten “Title of the form” to 200 characters."]


@pytest.mark.usefixtures("kim", "draft")
def test_a_section_is_added_changed_moved_and_removed(client: PageClient) -> None:
    at = f"{ADD}/section"
    page = client.fill_in(at, key="budget", code="B", title="Budget", waits_for=["plan"], points="5", only_if_paid="y")  # fmt: skip
    assert page.location == f"{FORM}#part-budget"
    assert (
        form_now()["sections"][-1]
        == {
            "key": "budget",
            "code": "B",
            "title": "Budget",
            "points": 5,
            "waits_for": ["plan"],
            "only_if_paid": True,
            "questions": [],
        }
        or "questions" not in form_now()["sections"][-1]
    )
    client.fill_in(f"{FORM}/section/budget", key="money", title="Money", intro="How much?")
    assert form_now()["sections"][-1]["intro"] == "How much?"
    client.send(button(client, "section", "papers", "up"))
    assert [one["key"] for one in form_now()["sections"]] == ["profile", "papers", "plan", "signature", "money"]  # fmt: skip
    client.fill_in(f"{FORM}/section/money/remove")
    assert len(form_now()["sections"]) == 4


def button(client: PageClient, piece: str, key: str, to: str) -> Any:
    forms = [f for f in client.visit(FORM).forms if f.action == f"{FORM}/{piece}/{key}/move"]
    return next(form for form in forms if form.fields["to"] == to)


@pytest.mark.usefixtures("kim", "draft")
def test_a_section_that_others_need_is_not_removed(client: PageClient) -> None:
    page = client.fill_in(f"{FORM}/section/plan/remove", status=422)
    assert errors(page) == [
        "Section 3, Opens only after these are complete: “plan” is no earlier section.",
        "Criterion 1, Where the answers are: “plan” is no section.",
    ]
    assert questions("plan") == ["P1", "P2"]


@pytest.mark.usefixtures("kim", "draft")
def test_a_section_whose_key_changes_is_followed(client: PageClient) -> None:
    client.fill_in(f"{FORM}/section/plan", key="aims")
    form = form_now()
    assert form["sections"][3]["waits_for"] == ["profile", "aims", "papers"]
    assert form["criteria"][0]["section"] == "aims"
    assert last_event().verb == "changed the form of a round"


@pytest.mark.usefixtures("kim", "draft")
def test_a_question_is_added_after_its_kind_is_chosen(client: PageClient) -> None:
    page = client.visit(f"{ADD}/question?section=plan")
    address = page.links["One answer from a list"]
    page = client.visit(address)
    assert page.control("key").attrs["value"] == "Q3"
    client.fill_in(
        address,
        text="How often?",
        options="often: Often\nNow and then",
        help="Think of last year.",
        required="now",
        scored="y",
        only_for=["fqhc", "private"],
        show_question="Q1",
        show_answers="Health center\nprivate",
        screen="often | eligible |\nNow and then | talk to us | Call us first.",
    )
    assert questions("plan") == ["P1", "P2", "Q3"]
    assert question("Q3") == {
        "key": "Q3",
        "kind": "choice",
        "text": "How often?",
        "help": "Think of last year.",
        "required": "now",
        "scored": True,
        "only_for": ["fqhc", "private"],
        "show_if": {"question": "Q1", "is": ["fqhc", "private"]},
        "options": [
            {"key": "often", "label": "Often"},
            {"key": "now-and-then", "label": "Now and then"},
        ],
        "screen": {
            "often": {"outcome": "eligible", "reason": ""},
            "now-and-then": {"outcome": "talk to us", "reason": "Call us first."},
        },
    }
    after = last_event().after
    assert after is not None
    assert after["questions of plan"] == ["P1", "P2", "Q3"]
    assert after["form_version"] == 2


NEEDED = {
    Kind.CHOICE: {"options": "A\nB"},
    Kind.CHOICES: {"options": "A\nB"},
    Kind.SHARES: {"rows": "A\nB"},
    Kind.ROSTER: {"rows": "A\nB", "least": "1", "hours": "10"},
    Kind.MATRIX: {"rows": "A\nB", "options": "Low\nHigh"},
    Kind.TABLE: {"rows": "A\nB", "columns": "Dollars | money", "above_zero": "A"},
    Kind.FILE: {"file_kinds": ["pdf", "docx"], "megabytes": "5", "count": "2"},
    Kind.TEXT: {"pattern": "phone"},
    Kind.LONG_TEXT: {"words": "200"},
    Kind.WHOLE: {"least": "1", "most": "9"},
}


@pytest.mark.usefixtures("kim", "draft")
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SIGNATURE])
def test_a_question_of_every_kind_is_added_and_saved_again_unchanged(
    client: PageClient, kind: Kind
) -> None:
    client.fill_in(asks(kind), key="N1", text="New?", **NEEDED.get(kind, {}))
    added = question("N1")
    assert added["kind"] == kind
    version = last_event().after
    client.fill_in(f"{FORM}/question/N1")
    assert question("N1") == added
    assert last_event().after == version
    assert "New?" in client.visit(f"{ROUND}/preview/plan").text


@pytest.mark.usefixtures("kim", "draft")
def test_a_second_signature_is_refused_with_its_place(client: PageClient) -> None:
    page = client.fill_in(asks(Kind.SIGNATURE), status=422, key="N1", text="True.")
    assert errors(page) == ["Sections: A form has one signature."]
    assert page.control("text").text == "True."


@pytest.mark.parametrize(
    ("answers", "error", "field"),
    [
        ({"text": ""}, "Enter the question", "text"),
        ({"key": ""}, "Enter a key", "key"),
        ({"key": "2b"}, "Give it a key of letters and digits, such as “b4”.", "key"),
        ({"key": "Q1"}, "The key “Q1” is used twice.", "key"),
        ({"options": ""}, "“Answers to choose from” needs 1 to 100 entries.", "options"),
        ({"options": "a: A\nb: a"}, "Two answers are called “a”. Change one.", "options"),
        ({"options": "a:"}, "Fill in “Label”.", "options"),
        ({"options": "a: A\na: B"}, "The key “a” is used twice.", "options"),
        ({"required": "soon"}, "Choose one of the list.", "required-0"),
        ({"show_question": "P2", "show_answers": "x"}, "Only yes/no and choice questions can decide this.", "show_question"),
        ({"show_question": "S1", "show_answers": "x"}, "“S1” is not asked before this question.", "show_question"),
        ({"show_question": "Q1"}, "“has one of these answers” needs 1 to 100 entries.", "show_answers"),
        ({"screen": "a | lucky"}, "“Outcome” is one of: eligible, not eligible, talk to us.", "screen"),
        ({"only_for": ["hospital"]}, "Choose one of the list.", "only_for"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("kim", "draft")
def test_what_is_wrong_with_a_question_is_said_at_its_field(
    client: PageClient, answers: dict[str, Any], error: str, field: str
) -> None:
    given = {"key": "N1", "text": "How often?", "options": "a: A", "help": "Kept"} | answers
    page = client.fill_in(asks(Kind.CHOICE), status=422, **given)
    lines = {line.text: line.attrs["href"] for line in page.one("error-summary").walk("a")}
    assert lines[error] == f"#{field}"
    assert page.control("help").text == "Kept"
    assert questions("plan") == ["P1", "P2"]


JSON_NAMES = ("waits_for", "show_if", "only_for", "options", "“is”", "“least”", "“rows”")


@pytest.mark.parametrize(
    ("kind", "answers", "error", "field"),
    [
        (Kind.WHOLE, {"least": str(10**22)}, "Enter a whole number from 0 to 999,999,999", "least"),
        (Kind.SHARES, {"rows": "Only one"}, "“Rows” needs 2 to 100 entries.", "rows"),
        (Kind.TABLE, {"rows": "A", "columns": "B | odd"}, "A column holds whole number, money or text.", "columns"),
        (Kind.TABLE, {"rows": "A", "columns": "B | file"}, "A column holds whole number, money or text.", "columns"),
        (Kind.FILE, {"count": "21"}, "Ask for at most 20 files.", "count"),
        (Kind.FILE, {"megabytes": "26"}, "A file may have up to 25 MB.", "megabytes"),
        (Kind.FILE, {"file_kinds": ["exe"]}, "“exe” is no kind of file. Use: pdf, docx, xlsx, csv, png, jpg, txt.", "file_kinds"),
        (Kind.TEXT, {"pattern": "iban"}, "Choose one of the list.", "pattern"),
        (Kind.TEXT, {"help": "x" * 1001}, "Shorten “Help below the question” to 1000 characters.", "help"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("kim", "draft")
def test_mistakes_are_told_in_the_words_of_the_page(
    client: PageClient, kind: Kind, answers: dict[str, Any], error: str, field: str
) -> None:
    page = client.fill_in(asks(kind), status=422, **{"key": "N1", "text": "New?"} | answers)
    lines = {line.text: line.attrs["href"].split("-")[0] for line in page.one("error-summary").walk("a")}  # fmt: skip
    assert lines == {error: f"#{field}"}
    assert not [name for name in JSON_NAMES if name in page.one("error-summary").text]


@pytest.mark.usefixtures("kim")
def test_the_last_section_stays(client: PageClient) -> None:
    alone = {"title": "T", "sections": build.SMALL_FORM["sections"][:1]}
    build.rfa_round(key="draft", published_at=None, form=alone)
    page = client.fill_in(f"{FORM}/section/profile/remove", status=422)
    assert errors(page) == ["Sections: “Sections” needs 1 to 30 entries."]


@pytest.mark.usefixtures("kim")
def test_a_section_has_so_many_questions_and_no_more(client: PageClient) -> None:
    many = [{"key": f"Q{n}", "kind": "text", "text": "?"} for n in range(60)]
    section = {"key": "plan", "code": "P", "title": "Plan", "questions": many}
    build.rfa_round(key="draft", published_at=None, form={"title": "T", "sections": [section]})
    page = client.fill_in(asks(Kind.TEXT), status=422, key="N1", text="New?")
    assert errors(page) == ["Section 1, Questions: “Questions” takes up to 60 entries."]


@pytest.mark.usefixtures("kim", "draft")
def test_a_section_waits_for_earlier_ones_by_title(client: PageClient) -> None:
    page = client.fill_in(f"{FORM}/section/profile", status=422, waits_for=["plan"])
    titles = {one["key"]: one["title"] for one in build.SMALL_FORM["sections"]}
    assert errors(page) == [f"“{titles['plan']}” is no earlier section."]


@pytest.mark.usefixtures("kim", "draft")
def test_a_question_may_become_another_kind(client: PageClient) -> None:
    client.fill_in(f"{FORM}/question/P2?kind=yes/no")
    assert question("P2") == {
        "key": "P2",
        "kind": "yes/no",
        "text": "What will last?",
        "required": "no",
    }


@pytest.mark.usefixtures("kim", "draft")
def test_a_question_moves_between_sections_and_never_before_what_decides(
    client: PageClient,
) -> None:
    client.send(button(client, "question", "P2", "down"))
    assert questions("papers") == ["P2", "L1"]
    client.fill_in(f"{FORM}/question/Q2", show_question="Q1", show_answers="private")
    page = client.send(button(client, "question", "Q2", "up"), status=422)
    assert errors(page) == ["Section 1, question 1, Ask only if: “Q1” is not asked before this question."]  # fmt: skip
    assert questions("profile") == ["Q1", "Q2"]


@pytest.mark.usefixtures("kim", "draft")
def test_a_question_is_removed(client: PageClient) -> None:
    page = client.follow(client.fill_in(f"{FORM}/question/P2/remove"))
    assert "The question is removed." in page.text
    assert questions("plan") == ["P1"]


# the rubric


@pytest.mark.usefixtures("kim", "draft")
def test_points_are_shared_when_a_criterion_is_added_and_removed(client: PageClient) -> None:
    at = f"{ADD}/criterion"
    answers = {"title": "Team", "section": "profile", "points": "30", "anchor_0": "None", "anchor_5": "Five"}  # fmt: skip
    page = client.fill_in(at, status=422, **answers)
    assert errors(page) == ["The points add up to 130. They must make 100."]
    client.fill_in(at, **answers | {"others_K1": "70"})
    assert [(one["key"], one["points"]) for one in form_now()["criteria"]] == [("K1", 70), ("K2", 30)]  # fmt: skip
    assert form_now()["criteria"][1]["anchors"] == {"0": "None", "5": "Five"}
    client.send(button(client, "criterion", "K2", "up"))
    assert [one["key"] for one in form_now()["criteria"]] == ["K2", "K1"]
    client.fill_in(f"{FORM}/criterion/K2", points="40", others_K1="60", title="Whole team")
    page = client.fill_in(f"{FORM}/criterion/K2/remove", status=422)
    assert errors(page) == ["Criteria: The points add up to 60. They must make 100."]
    client.fill_in(f"{FORM}/criterion/K2/remove", others_K1="100")
    assert [(one["key"], one["points"]) for one in form_now()["criteria"]] == [("K1", 100)]
    client.fill_in(f"{FORM}/criterion/K1/remove")
    assert form_now()["criteria"] == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"points": "0"}, "Enter points from 1 to 100"),
        ({"section": "nowhere"}, "“nowhere” is no section."),
        ({"section": ""}, "Choose a section"),
        ({"anchor_3": "x" * 501}, "Shorten “3 stands for” to 500 characters."),
    ],
)
@pytest.mark.usefixtures("kim", "draft")
def test_what_is_wrong_with_a_criterion_is_said_at_its_field(
    client: PageClient, answers: dict[str, str], error: str
) -> None:
    page = client.fill_in(f"{FORM}/criterion/K1", status=422, **answers)
    assert error in [line.text for line in page.one("error-summary").walk("a")]


# somebody else, and freezing


@pytest.mark.usefixtures("kim", "draft")
def test_a_change_of_somebody_else_is_not_overwritten(client: PageClient) -> None:
    form = client.visit(f"{FORM}/question/P1").form(f"{FORM}/question/P1")
    client.fill_in(f"{FORM}/title", title="Other")
    page = client.send(form, status=409, text="Typed and not lost")
    assert "Typed and not lost" in page.text
    assert question("P1")["text"] == "What will you do?"


@pytest.mark.usefixtures("kim", "draft")
def test_an_opened_round_keeps_its_form(client: PageClient) -> None:
    edits = [
        (f"{FORM}/title", {"title": "Other"}),
        (f"{ADD}/section", {"key": "more", "code": "M", "title": "More"}),
        (f"{FORM}/question/P1", {"text": "Other?"}),
        (f"{FORM}/question/P1/remove", {}),
        (TEXT, {"text": text_of(shipped_form())}),
    ]
    forms = [(client.visit(at).form(at), answers) for at, answers in edits]
    move = button(client, "question", "P1", "down")
    client.fill_in(f"{ROUND}/open")
    for form, answers in [*forms, (move, {})]:
        assert "frozen" in client.send(form, status=409, **answers).text
    assert form_now() == build.SMALL_FORM
    for at in (f"{ADD}/section", f"{FORM}/question/P1", TEXT):
        assert client.visit(at, status=302).location == FORM
    page = client.visit(FORM)
    assert "The form is frozen." in page.text
    assert [f for f in page.forms if f.action.startswith(FORM)] == []
