"""Staff pages of a version: from draft to archive, as authors and as those who approve."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.curriculum.domain import codec
from app.curriculum.domain.content import Credit, Text
from app.curriculum.domain.kinds import ChangeClass, Language
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import comments
from app.curriculum.services import contents
from app.outbox.models import OutboxMail
from app.policy import SYSTEM, Role
from tests.pages.curriculum.desk import LIST, errors, found, module, mona, paz
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from typing import Any

    from flask import Flask

    from tests.support.page import PageClient

PAGE = f"{LIST}/medical-home-basics/1"
VIDEO = '## Look\n\n```video\nurl = "https://videos.example/1"\ntitle = "A huddle"\nminutes = 4\n'
BARE = Text("A video", ("See",), f"{VIDEO}```")
WHOLE = Text(
    "A video", ("See",), f'{VIDEO}captions = "host"\ntranscript = """Good morning."""\n```'
)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def in_review(client: PageClient, **given: Any) -> ModuleVersion:
    """A version of Paz, given to review; afterwards Mona is signed in."""
    row = build.module_version(module(), created_by_id=paz(client).id, **given)
    client.fill_in(f"{PAGE}/ask-review", at=PAGE)
    mona(client)
    return row


def approved(client: PageClient) -> None:
    in_review(client)
    client.fill_in(f"{PAGE}/approve")


def second(client: PageClient) -> str:
    """The address of a second version in review; the first is out, and Mona is signed in."""
    home = module()
    build.published_version(home)
    build.module_version(home, number=2, review_asked_at=build.NOON)
    mona(client)
    return f"{LIST}/medical-home-basics/2"


def test_an_author_asks_for_review_and_cannot_approve(client: PageClient) -> None:
    build.module_version(module(), created_by_id=paz(client).id)

    page = client.follow(client.fill_in(f"{PAGE}/ask-review", at=PAGE))

    assert page.one("status").text == "In review"
    assert "somebody else approves it" in page.text
    assert f"{PAGE}/approve" not in page.links.values()
    page = client.visit(f"{PAGE}/approve")
    assert "You wrote in this version" in page.text
    assert not [form for form in page.forms if form.action == f"{PAGE}/approve"]
    assert "You wrote in this version" in forced(client, "approve", change_class="minor")
    assert found().approved_at is None


def test_open_points_are_counted_before_review_is_asked_for_and_in_its_mail(
    client: PageClient,
) -> None:
    build.person(role=Role.DIRECTOR, email="mona@example.org")
    texts = {Language.ENGLISH: BARE}
    lessons = [build.lesson(texts=texts, is_draft=True)]
    build.module_version(module(), created_by_id=paz(client).id, lessons=lessons)

    words = client.visit(PAGE).one("open-points").text
    client.fill_in(f"{PAGE}/ask-review", at=PAGE)

    assert "3 points are still open" in words
    assert "You may ask for review all the same" in words
    mail = db.session.scalars(
        select(OutboxMail).where(OutboxMail.recipient == "mona@example.org")
    ).one()
    assert "3 points are still open" in mail.body


def test_whoever_approves_reads_what_opens_the_module_and_its_credit(client: PageClient) -> None:
    build.published_version(build.module(key="basics"), title="Basics")
    credit = Credit("State Board", "contact hours", "1.0")
    asked = [{"gate": "quiz", "of": "basics", "percent": 80}]
    in_review(client, prerequisites=asked, credit=codec.credit_json(credit))

    for path in (PAGE, f"{PAGE}/preview"):
        page = client.visit(path)
        assert "Reach 80 percent in the quiz of Basics" in page.text
        assert "1.0 contact hours, State Board" in page.text


def test_an_archived_module_that_comes_first_is_marked_in_the_facts(client: PageClient) -> None:
    author = mona(client)
    away = {"archived_at": build.NOON, "archived_by_id": author.id}
    build.published_version(build.module(key="gone", **away), title="Gone by")
    build.published_version(build.module(key="here"), title="Basics")
    kept = [{"gate": "module", "of": key, "percent": None} for key in ("gone", "here")]
    build.published_version(module(), prerequisites=kept)

    page = client.visit(PAGE)

    assert "Complete Gone by (archived, asks for nothing); Complete Basics" in page.text
    assert "Basics (archived" not in page.text


def test_what_an_approval_asks_is_said_in_plain_words(client: PageClient) -> None:
    path = second(client)
    client.fill_in(f"{path}/approve", change_class="minor")

    page = client.visit(path)

    assert "Nothing, as the changes are minor" in page.text
    assert "Nothing comes first" in page.text


def test_somebody_else_approves_with_a_class_and_a_note(client: PageClient) -> None:
    path = second(client)
    page = client.visit(path)
    assert "Waits for your review." in page.text
    assert page.links["Approve"] == f"{path}/approve"

    page = client.fill_in(f"{path}/approve", change_class="re-read", note="A video on huddles.")

    page = client.follow(page)
    assert page.one("status").text == "Approved"
    assert "A video on huddles." in page.text
    assert found(2).change_class is ChangeClass.RE_READ
    assert "Mona Ford approved a version" in page.one("timeline").text


def test_an_approval_without_a_class_or_a_needed_note_is_asked_again(client: PageClient) -> None:
    path = f"{second(client)}/approve"

    page = client.fill_in(path, note="Small words.", status=422)
    assert errors(page) == ["Choose one of the three"]
    assert "Small words." in page.text
    page = client.fill_in(path, change_class="retake", status=422)
    assert errors(page) == ["Say what is new. Learners are asked to read again"]


def test_a_first_version_asks_nothing_of_those_who_finished_as_nobody_did(
    client: PageClient,
) -> None:
    in_review(client)
    page = client.visit(f"{PAGE}/approve")
    assert "finished an older one" not in page.text

    page = client.follow(client.send(page.form(f"{PAGE}/approve"), change_class="retake"))

    assert found().change_class is ChangeClass.MINOR
    assert "Asks of those who finished" not in page.text
    assert "the changes are minor" not in page.text


def test_a_video_without_captions_blocks_the_approval_until_it_has_them(
    client: PageClient,
) -> None:
    row = in_review(client, lessons=(build.lesson(texts={Language.ENGLISH: BARE}),))
    page = client.visit(PAGE)
    assert "captions" in page.one("gate").text.lower()
    [place, *_] = page.one("gate").walk("a")
    line = place.text.removeprefix("A video, line ")
    assert place.attrs["href"] == f"{PAGE}/lessons/lesson-1#line-{line}"

    page = client.fill_in(f"{PAGE}/approve", status=422)
    assert "cannot be approved yet" in errors(page)[0]

    with transaction():
        lesson = build.lesson(texts={Language.ENGLISH: WHOLE})
        contents.put_lessons(
            db.session.get_one(ModuleVersion, row.id), (lesson,), by=SYSTEM, at=build.NOON
        )
    client.fill_in(f"{PAGE}/approve")
    assert found().approved_at is not None


def test_what_changed_since_the_page_was_opened_is_not_approved(client: PageClient) -> None:
    in_review(client)
    form = client.visit(f"{PAGE}/approve").form(f"{PAGE}/approve")
    client.fill_in(f"{PAGE}/take-back", at=PAGE)
    client.fill_in(f"{PAGE}/ask-review", at=PAGE)

    page = client.send(form, change_class="minor", note="Kept.", status=409)

    assert "since you opened the page" in page.text
    assert "Kept." in page.text


def test_a_version_is_sent_back_with_a_reason(client: PageClient) -> None:
    row = in_review(client)
    page = client.fill_in(f"{PAGE}/send-back", reason="", status=422)
    assert errors(page) == ["Say what should change. The authors read it"]

    page = client.follow(client.fill_in(f"{PAGE}/send-back", reason="Name the source."))

    assert page.one("status").text == "Draft"
    assert "Sent back: Name the source." in page.one("comment").text
    assert len(comments.of_version(row.id)) == 1


def test_an_approved_version_is_published_now_or_later(client: PageClient) -> None:
    approved(client)

    page = client.fill_in(
        f"{PAGE}/schedule",
        when="at",
        day="2027-07-01",
        time="06:00",
        weeks="6",
        end_day="2028-01-31",
    )

    page = client.follow(page)
    assert page.one("status").text == "Scheduled"
    assert "until week 6 after the cohort's start" in page.text
    row = found()
    assert row.publish_at == dt.datetime(2027, 7, 1, 11, tzinfo=dt.UTC)
    assert row.expires_at == dt.datetime(2028, 1, 31, 23, tzinfo=dt.UTC)
    page = client.visit(f"{PAGE}/schedule")
    assert page.form(f"{PAGE}/schedule").fields["day"] == "2027-07-01"

    page = client.follow(
        client.fill_in(f"{PAGE}/schedule", when="now", day="", weeks="", end_day="")
    )
    assert page.one("status").text == "Published"
    row = found()
    assert (row.publish_at, row.expires_at, row.weeks_after_start) == (build.NOON, None, None)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"when": "at", "day": ""}, "Enter the day too, such as 2026-07-01"),
        ({"when": "at", "day": "soon"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"when": "at", "day": "2026-11-01", "time": "06:00"}, "That time has passed."),
        ({"when": "at", "day": "2027-03-14", "time": "02:30"}, "That time does not exist"),
        ({"when": "now", "weeks": "200"}, "Enter 0 to 104 weeks"),
        ({"when": "now", "weeks": "six"}, "Enter a whole number"),
        ({"when": "now", "end_day": "2026-11-01"}, "The end comes after the start."),
        ({"when": "now", "end_day": "2027-03-14", "end_time": "02:30"}, "That time does not"),
        ({"when": None}, "Choose now, or a day and time"),
    ],
)
def test_times_that_cannot_be_are_asked_again(
    client: PageClient, answers: dict[str, Any], said: str
) -> None:
    approved(client)

    page = client.fill_in(f"{PAGE}/schedule", status=422, **answers)

    assert errors(page)[0].startswith(said)
    assert found().publish_at is None


def test_an_author_who_may_approve_others_sets_no_time_and_reads_why(client: PageClient) -> None:
    author = mona(client)
    row = build.published_version(module(), created_by_id=author.id, publish_at=None)

    page = client.visit(PAGE)
    assert "would decide alone about their own work" in page.text
    assert "Waits for somebody else to publish." in page.text
    assert f"{PAGE}/schedule" not in page.links.values()
    page = client.visit(f"{PAGE}/schedule")
    assert "somebody else who may approve it" in page.text
    assert not [form for form in page.forms if form.action == f"{PAGE}/schedule"]
    token = client.visit(PAGE).forms[0].fields["csrf_token"]
    reply = client.post(f"{PAGE}/schedule", data={"csrf_token": token, "when": "now"})
    assert reply.status_code == 409
    db.session.refresh(row)
    assert row.publish_at is None

    row.publish_at = build.NOON
    db.session.commit()
    assert f"{PAGE}/end" not in client.visit(PAGE).links.values()
    assert "Somebody else decides" in client.visit(f"{PAGE}/end").text


def test_a_version_that_is_out_gets_an_end(client: PageClient) -> None:
    mona(client)
    build.published_version(module())

    page = client.follow(client.fill_in(f"{PAGE}/end", end_day="2027-01-31", end_time="17:00"))

    assert "Ends January 31, 2027" in page.text
    assert found().expires_at == dt.datetime(2027, 1, 31, 23, tzinfo=dt.UTC)
    page = client.fill_in(f"{PAGE}/end", end_day="2026-10-01", status=422)
    assert errors(page) == ["That time has passed. Choose a later one."]
    client.fill_in(f"{PAGE}/end", end_day="")
    assert found().expires_at is None
    client.fill_in(f"{PAGE}/end", end_day="2027-01-31", end_time="")


def held_back(weeks: int = 104) -> None:
    """Version 2 of a required module, held back for a cohort in week 10, and of version 1."""
    home = module(is_required=True)
    began = build.NOON.date() - dt.timedelta(weeks=10)
    build.cohort(name="Delta", starts_on=began)
    build.cohort(name="Long over", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31))
    build.published_version(home)
    build.published_version(home, number=2, weeks_after_start=weeks)


def test_a_version_that_a_cohort_still_gets_is_not_called_replaced(client: PageClient) -> None:
    mona(client)
    held_back()

    page = client.visit(f"{LIST}/medical-home-basics")
    newer, older = (row.text for row in page.all("version-row"))
    assert "Published" in newer
    assert "for cohorts from week 104 on" in newer
    assert "Published" in older
    assert "still for “Delta”" in older
    assert "Long over" not in page.text
    row = client.visit(LIST).one("module-row").text
    assert "Version 2 of Module 6 for cohorts from week 104 on" in row
    assert "Version 1 of Module 6 still for “Delta”" in row
    assert "Still out for “Delta”" in client.visit(PAGE).text


def test_weeks_are_corrected_while_a_version_is_out(client: PageClient) -> None:
    mona(client)
    held_back()
    second = f"{LIST}/medical-home-basics/2"
    page = client.visit(f"{second}/schedule")
    assert "Only an approved version that is not out yet" in page.text
    assert page.links["Back to the version"] == second
    assert client.visit(second).links["Change its end or weeks"] == f"{second}/end"

    page = client.fill_in(f"{second}/end", weeks="200", status=422)
    assert errors(page) == ["Enter 0 to 104 weeks"]
    page = client.follow(client.fill_in(f"{second}/end", weeks="10"))

    assert "The times of Module 6, version 2 are saved." in page.text
    assert "until week 10 after" in page.text
    assert "changed the times of a version" in page.one("timeline").text
    newer, older = (
        row.text for row in client.visit(f"{LIST}/medical-home-basics").all("version-row")
    )
    assert "Published" in newer
    assert "Replaced" in older


def test_archiving_names_the_cohorts_that_lose_a_version(client: PageClient) -> None:
    mona(client)
    held_back()

    page = client.visit(f"{PAGE}/archive")
    told = page.one("losses").text
    assert "From then on “Delta” gets nothing of this module." in told
    assert "everybody without" not in told
    assert "It is required of every team." in told
    told = client.visit(f"{LIST}/medical-home-basics/2/archive").one("losses").text
    assert "From then on everybody without a cohort gets version 1." in told
    assert "required" not in told


def test_archiving_the_last_version_says_what_asks_for_the_module(client: PageClient) -> None:
    mona(client)
    held_back()
    asks = [{"gate": "module", "of": "medical-home-basics", "percent": None}]
    build.published_version(build.module(), title="Telehealth", prerequisites=asks)
    told = client.visit(f"{PAGE}/archive").one("losses").text
    assert "“Telehealth” asks for it first. It stays closed for whoever did not finish" in told

    client.fill_in(f"{LIST}/medical-home-basics/2/archive")

    told = client.visit(f"{PAGE}/archive").one("losses").text
    assert "everybody without a cohort and “Delta” get nothing of this module" in told
    assert "“Telehealth” asks for it first. From then on it asks for nothing instead." in told


def test_archiving_what_nobody_gets_asks_without_a_warning(client: PageClient) -> None:
    mona(client)
    held_back(weeks=2)

    assert client.visit(f"{PAGE}/archive").all("losses") == []


def test_a_version_is_archived_and_restored_as_a_new_draft(client: PageClient) -> None:
    mona(client)
    build.published_version(module())

    page = client.follow(client.fill_in(f"{PAGE}/archive"))
    assert page.one("status").text == "Archived"
    form = client.visit(PAGE).form(f"{PAGE}/restore")
    page = client.follow(client.send(form))

    assert "Version 2 is a draft with everything of version 1" in page.text
    page = client.follow(client.send(form))
    assert page.path == f"{LIST}/medical-home-basics/2"
    client.fill_in(f"{PAGE}/archive", status=409)


def test_a_step_that_is_not_possible_now_is_refused(client: PageClient) -> None:
    mona(client)
    build.published_version(module())

    for step, answers in (
        ("approve", {"change_class": "minor"}),
        ("send-back", {"reason": "No."}),
        ("schedule", {"when": "now"}),
    ):
        page = client.visit(f"{PAGE}/{step}")
        assert "Only" in page.text
        assert "Before it can be approved" not in page.text
        assert not [form for form in page.forms if form.action == f"{PAGE}/{step}"]
        assert "Only" in forced(client, step, **answers)


def forced(client: PageClient, step: str, **answers: Any) -> str:
    """What a step says that is sent although its page has no form."""
    token = client.visit(PAGE).forms[0].fields["csrf_token"]
    seen = {"csrf_token": token, "seen_version": str(found().version)}
    reply = client.post(f"{PAGE}/{step}", data=seen | answers)
    assert reply.status_code == 409
    return reply.text


def test_approving_says_how_much_is_new_to_those_who_finished(client: PageClient) -> None:
    home = module()
    build.published_version(home)
    author = paz(client)
    build.module_version(
        home,
        number=2,
        lessons=(build.lesson(minutes=3, outline=("One",)), build.lesson("lesson-2")),
        created_by_id=author.id,
        review_asked_at=build.NOON,
    )
    mona(client)

    page = client.visit(f"{LIST}/medical-home-basics/2/approve")

    assert "Against the version that is out: 1 lesson new." in page.text


def test_the_page_of_a_version_asks_as_often_for_three_lessons_as_for_one(
    client: PageClient,
) -> None:
    mona(client)
    build.module_version(module())
    client.visit(PAGE)
    with statements() as one:
        client.visit(PAGE)
    build.module_version(
        build.module(key="three"), lessons=[build.lesson(f"lesson-{n}") for n in range(3)]
    )
    with statements() as three:
        client.visit(f"{LIST}/three/1")

    assert len(one) == len(three)
