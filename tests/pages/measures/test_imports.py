from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import select

from app.core.db import db
from app.measures import queries
from app.measures.models import DataPoint, ImportBatch, Measure
from app.measures.services import spreadsheets
from app.policy import Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient

NOW = dt.datetime(2026, 10, 20, 18, tzinfo=dt.UTC)
HEAD = "Month,Measure,Top,Bottom,Note\n"


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    cohort = build.cohort()
    build.measure(of=cohort, key="plan", name="Shared plan of care", position=1)
    build.measure(of=cohort, key="loop", name="Referral loop closed", position=2)
    return build.team(cohort=cohort)


@pytest.fixture
def dev(client: PageClient, team: Any) -> Any:
    person = build.person(name="Dev", role=Role.DATA_MANAGER, at=team.practice)
    client.sign_in(person)
    return person


def start(team: Any) -> str:
    return f"/teams/{team.key}/import"


def upload(
    client: PageClient,
    team: Any,
    content: bytes | str,
    name: str = "numbers.csv",
    status: int = 302,
) -> Page:
    sent = content.encode() if isinstance(content, str) else content
    page = client.fill_in(start(team), file=(io.BytesIO(sent), name), status=status)
    return client.follow(page) if status == 302 else page


def confirm(client: PageClient, page: Page, status: int = 302, **chosen: Any) -> Page:
    done = client.send(page.form(f"{page.path}/confirm"), status=status, **chosen)
    return client.follow(done) if status == 302 else done


def stored() -> list[DataPoint]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(DataPoint).order_by(DataPoint.period)))


# who may


@pytest.mark.parametrize("role", [Role.FAMILY_PARTNER, Role.SPONSOR, Role.VIEWER])
def test_who_only_looks_may_not_import(client: PageClient, team: Any, role: Role) -> None:
    client.sign_in(build.person(role=role, at=team.practice))
    for tail in ("", "/template.csv", "/template.xlsx", "/1"):
        assert client.get(f"{start(team)}{tail}").status_code == 403


def test_strangers_learn_nothing_about_another_teams_imports(
    client: PageClient, team: Any, dev: Any, new_client: Callable[[], PageClient]
) -> None:
    page = upload(client, team, HEAD + "Oct 2026,plan,12,60\n")
    other = build.team()
    stranger = new_client()
    stranger.sign_in(build.person(role=Role.LEAD, at=other.practice))
    batch = page.path.rsplit("/", 1)[1]

    for path in (start(team), page.path, f"{start(other)}/{batch}", f"{start(other)}/999"):
        assert stranger.get(path).status_code == 404
    token = stranger.visit(start(other)).form(start(other)).fields["csrf_token"]
    for deed in ("confirm", "undo"):
        for path in (f"{page.path}/{deed}", f"{start(other)}/{batch}/{deed}"):
            assert stranger.post(path, data={"csrf_token": token}).status_code == 404
    assert stored() == []


# the way through


def test_a_file_is_rehearsed_confirmed_and_sent(client: PageClient, team: Any, dev: Any) -> None:
    page = upload(client, team, HEAD + "Sep 2026,plan,12,60\nOct 2026,Referral loop closed,5,9\n")

    assert "2 rows are good" in page.one("import-report").text
    assert [
        row.attrs["data-key"] for row in page.one("good-rows").walk("tr") if "data-key" in row.attrs
    ] == ["2", "3"]
    assert stored() == []

    done = confirm(client, page, send="y")

    assert "2 rows imported." in done.text
    assert [point.sent_numerator for point in stored()] == [12, 5]


def test_nobody_waits_while_a_file_is_read(
    client: PageClient, team: Any, dev: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, is_open = spreadsheets.read, []

    def watched(content: bytes) -> Any:
        is_open.append(db.session().in_transaction())
        return read(content)

    monkeypatch.setattr(spreadsheets, "read", watched)
    upload(client, team, HEAD + "Sep 2026,plan,12,60\n")
    upload(client, team, "a,b\n1,2\n", status=422)
    assert is_open == [False, False]


def test_every_bad_row_is_listed_with_line_field_and_reason(
    client: PageClient, team: Any, dev: Any
) -> None:
    rows = "Oct 2026,plan,70,60\nOct 2026,loop,x,\nNever,plan,1,2\nSep 2026,plan,12,60\n"
    page = upload(client, team, HEAD + rows)

    told = [
        tuple(cell.text for cell in row.walk("th", "td"))
        for row in page.one("bad-rows").walk("tr")
        if "data-key" in row.attrs
    ]
    assert [(line, field) for line, _, _, field, _ in told] == [
        ("2", "Top number"),
        ("3", "Top number"),
        ("4", "Month"),
    ]
    assert "cannot be more than" in told[0][4]


def test_partial_import_is_an_explicit_choice(client: PageClient, team: Any, dev: Any) -> None:
    page = upload(client, team, HEAD + "Oct 2026,plan,70,60\nSep 2026,plan,12,60\n")

    refused = confirm(client, page, status=422, send="y")
    assert "Tick this to import the good rows only" in refused.one("error-summary").text
    assert "checked" in refused.control("send").attrs
    assert stored() == []

    confirm(client, refused_page(client, page), only_good="y")
    assert [point.numerator for point in stored()] == [12]


def refused_page(client: PageClient, page: Page) -> Page:
    return client.visit(page.path)


def test_odd_numbers_are_sent_with_a_reason_and_the_text_is_kept(
    client: PageClient, team: Any, dev: Any
) -> None:
    page = upload(client, team, HEAD + "Sep 2026,plan,20,60\nOct 2026,plan,20,60\n")
    assert "same numbers" in page.one("good-rows").text

    refused = confirm(client, page, status=422, send="y")
    assert "Say why" in refused.one("error-summary").text
    too_long = confirm(client, page, status=422, send="y", why="x" * 301)
    assert "x" * 301 in too_long.text

    confirm(client, page, send="y", why="No new plans")
    assert [point.sent_note for point in stored()] == ["", "No new plans"]


def test_a_confirm_of_something_old_shows_what_is_there_now(
    client: PageClient, team: Any, dev: Any
) -> None:
    old = upload(client, team, HEAD + "Oct 2026,plan,20,60\n")
    confirm(client, upload(client, team, HEAD + "Oct 2026,plan,21,60\n"))

    refused = confirm(client, old, status=422)

    assert "changed while you looked" in refused.one("error-summary").text
    assert "Replaces 21 of 60" in refused.one("good-rows").text
    confirm(client, refused_page(client, old))
    assert [point.numerator for point in stored()] == [20]


def test_a_second_confirm_is_refused(client: PageClient, team: Any, dev: Any) -> None:
    page = upload(client, team, HEAD + "Oct 2026,plan,20,60\n")
    confirm(client, page)

    assert "confirmed before" in confirm(client, page, status=409).text


def test_an_import_can_be_undone_and_tells_what_it_left(
    client: PageClient, team: Any, dev: Any
) -> None:
    done = confirm(
        client, upload(client, team, HEAD + "Sep 2026,plan,20,60\nOct 2026,plan,21,60\n"), send="y"
    )
    confirm(client, upload(client, team, HEAD + "Oct 2026,plan,22,60\n"), send="y")

    undone = client.follow(client.send(done.form(f"{done.path}/undo")))

    assert "October 2026" in undone.one("undo-kept").text
    assert "Undo this import" not in undone.buttons
    assert [point.sent_numerator for point in stored()] == [None, 22]
    token = {"csrf_token": done.form(f"{done.path}/undo").fields["csrf_token"]}
    assert client.post(f"{done.path}/undo", data=token).status_code == 409
    assert "Undone" in client.visit(start(team)).text


# files


def test_the_template_leaves_out_what_was_sent_and_then_locked(
    client: PageClient, team: Any, dev: Any
) -> None:
    whole = client.get(f"{start(team)}/template.csv").text
    for measure in db.session.scalars(select(Measure)).all():
        build.sent_point(team, measure, dt.date(2026, 6, 1), 12, 60)

    assert client.get(f"{start(team)}/template.csv").text == whole
    assert "Jun 2026" not in whole


def test_the_templates_are_filled_in_and_come_back(client: PageClient, team: Any, dev: Any) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(client.get(f"{start(team)}/template.xlsx").data))
    sheet = workbook["Numbers"]
    assert [cell.value for cell in sheet[1]][:4] == [
        "Month",
        "Measure",
        "Top number",
        "Bottom number",
    ]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4, 5)] == [
        "Sep 2026",
        "Sep 2026",
        "Oct 2026",
        "Oct 2026",
    ]
    sheet["C2"], sheet["D2"], sheet["E3"] = 12, 60, "yes"
    out = io.BytesIO()
    workbook.save(out)

    confirm(client, upload(client, team, out.getvalue(), "numbers.xlsx"))

    assert [(p.numerator, p.denominator) for p in stored()] == [(12, 60), (0, 0)]
    again = client.get(f"{start(team)}/template.csv")
    assert "attachment" in again.headers["Content-Disposition"]
    assert "Sep 2026,Shared plan of care,12,60" in again.text
    assert "Sep 2026,Referral loop closed,,,yes" in again.text


def test_names_that_look_like_formulas_stay_names(client: PageClient, team: Any, dev: Any) -> None:
    build.measure(of=team, own=True, key="own", name='=HYPERLINK("http://evil")')

    assert "\"'=HYPERLINK" in client.get(f"{start(team)}/template.csv").text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "Excel workbooks"),
        (b"\xd0\xcf\x11\xe0", "Old Excel"),
        (b"PK\x03\x04", "could not read"),
        (b"hello\nworld", "no table"),
    ],
)
def test_odd_files_get_one_sentence(
    client: PageClient, team: Any, dev: Any, content: bytes, reason: str
) -> None:
    page = upload(client, team, content, status=422)

    assert reason in page.one("error-summary").text
    assert stored() == []


def test_no_file_is_asked_for_and_a_huge_one_is_refused(
    client: PageClient, team: Any, dev: Any
) -> None:
    page = client.fill_in(start(team), status=422)
    assert "Choose a file first" in page.one("error-summary").text
    multipart = "multipart/form-data; boundary=x"
    huge = client.post(start(team), data=b"x" * 6_000_000, content_type=multipart)
    assert huge.status_code == 413


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "C:\\temp\\my.csv", "<script>.csv", "x" * 400 + ".csv"],
)
def test_odd_file_names_are_only_names(client: PageClient, team: Any, dev: Any, name: str) -> None:
    upload(client, team, HEAD + "Oct 2026,plan,20,60\n", name)

    kept = db.session.scalars(select(ImportBatch.filename)).one()
    assert "/" not in kept
    assert "\\" not in kept
    assert len(kept) <= 200


def test_fields_that_were_not_asked_for_are_ignored(
    client: PageClient, team: Any, dev: Any
) -> None:
    page = upload(client, team, HEAD + "Oct 2026,plan,20,60\n")
    confirm(client, page, practice_id=str(build.practice().id), confirmed_at="2020-01-01")

    assert [point.practice_id for point in stored()] == [team.id]


def test_the_report_takes_as_many_statements_for_three_rows_as_for_one(
    client: PageClient, team: Any, dev: Any
) -> None:
    counts = []
    for months in (("Oct",), ("Aug", "Sep", "Oct")):
        page = upload(client, team, HEAD + "".join(f"{m} 2026,plan,1,20\n" for m in months))
        with statements() as sent:
            client.visit(page.path)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 8, counts


def test_two_years_of_three_measures_come_in_from_a_wide_sheet(
    client: PageClient, team: Any, dev: Any
) -> None:
    own = build.measure(of=team, own=True, key="visits", name="Team visits", short_name="Visits")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        [
            "Month",
            *(
                f"{name} {part}"
                for name in ("Shared plan of care", "Loop closed", "Visits")
                for part in ("numerator", "denominator")
            ),
        ]
    )
    for n in range(24):
        month = dt.date(2024 + (10 + n) // 12, (10 + n) % 12 + 1, 1)
        sheet.append([month, 10 + n, 60, 5 + n % 7, 40 + n % 3, n, 50 + n])
    out = io.BytesIO()
    book.save(out)

    page = upload(client, team, out.getvalue(), "ours.xlsx")
    confirm(client, page, only_good="y", send="y", why="From our old sheet")

    points = stored()
    assert "72 rows" in page.one("import-report").text or len(points) > 60
    series = queries.series(team.id, team.cohort.id, "plan").points
    assert [point.value for point in series][:3] == [100 * (10 + n) / 60 for n in range(3)]
    assert len([point for point in points if point.measure_id == own.id]) == len(series)
