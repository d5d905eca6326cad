"""The pages of those who oversee learning, and what learners see of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.curriculum.models import Module, ModuleVersion, Nudge, NudgeStop
from app.curriculum.services import nudges, quizzes
from app.outbox.models import OutboxMail
from app.policy import TABLE, Action, Actor, Role
from tests.pages.curriculum.learning import out
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import began, completed, learner
from tests.unit.curriculum.takers import quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import Page, PageClient

NOW = build.NOON + dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ONE, TWO = build.lesson("one"), build.lesson("two")
PAGES = (
    "/staff/learning",
    "/staff/learning/stuck",
    "/staff/learning/trained",
    "/staff/learning/trained.csv",
    "/staff/learning/others",
)
MANAGED = ("/staff/learning/assignments", "/staff/learning/assignments/new")


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team(name="Delta Kids")


@pytest.fixture
def ben(team: Any) -> Actor:
    return learner(at=team.practice)


@pytest.fixture
def mona(team: Any, client: PageClient) -> Person:
    person = build.person(name="Mona Ford", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def numbers(row: Any) -> list[list[int]]:
    """The counts of a row: done, in progress and not begun for each module."""
    return [[int(line.text.split()[0]) for line in cell.walk("li")] for cell in row.walk("ul")]


def stuck_one(ben: Actor, key: str = "basics") -> str:
    """Ben began a module three weeks ago; how forms name it."""
    version = out(key, ONE, TWO, publish_at=NOW - 60 * DAY)
    began(ben, version, NOW - 21 * DAY)
    return f"{ben.person_id}-{version.module_id}"


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("role", Role)
def test_only_those_who_oversee_open_the_pages(client: PageClient, team: Any, role: Role) -> None:
    client.sign_in(build.person(role=role))
    for paths, action in ((PAGES, Action.LEARNING_OVERSEE), (MANAGED, Action.LEARNING_MANAGE)):
        status = 200 if role in TABLE[action] else 403
        for path in paths:
            assert client.get(path).status_code == status, path


def test_a_coach_meets_other_cohorts_nowhere(client: PageClient, team: Any, ben: Actor) -> None:
    other = build.team(name="Other Clinic")
    picked = stuck_one(learner(at=other.practice, name="Ana"))
    client.sign_in(build.person(role=Role.COACH, at=team.cohort))
    for path in ("/staff/learning", "/staff/learning/stuck"):
        assert "Other Clinic" not in client.visit(path).text
    assert "Delta Kids" in client.visit("/staff/learning").text
    client.visit(f"/staff/learning/teams/{team.key}")
    client.visit(f"/staff/learning/teams/{other.key}", status=404)
    client.visit(f"/staff/learning/remind?pick={picked}", status=404)
    client.visit("/staff/learning/remind?pick=nonsense", status=404)
    client.visit(f"/staff/learning?cohort={other.cohort.id}", status=422)
    form = client.visit("/staff/learning").form("/staff/learning/export.csv")
    assert "Ana" not in client.post(form.action, data=form.fields).text


# ------------------------------------------------------------------ where everybody is


def test_teams_are_counted_by_module_and_the_totals_are_their_sums(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    second = build.team(name="River Clinic", cohort=team.cohort)
    third = build.team(name="Pine Clinic")
    ana = learner(at=second.practice, name="Ana")
    build.grant(db.session.get_one(type(mona), ana.person_id), Role.SPONSOR, at=team.practice)
    learner(at=third.practice, name="Cy")
    basics = out("basics", ONE, title="Basics", publish_at=NOW - 60 * DAY)
    out("charts", ONE, title="Charts")
    completed(ben, basics, "one")
    began(ana, basics, NOW - 20 * DAY)
    page = client.visit("/staff/learning")
    rows = {row.attrs.get("data-key"): row for row in page.all("team")}
    assert numbers(rows[team.key]) == [[1, 1, 0], [0, 0, 2]]
    assert numbers(rows[second.key]) == [[0, 1, 0], [0, 0, 1]]
    every = [numbers(row) for row in page.all("team")]
    total = numbers(page.all("sum")[-1])
    assert total == [[sum(row[m][n] for row in every) for n in range(3)] for m in range(2)]
    assert "1 in progress" in rows[team.key].text
    assert "Charts" in page.text
    narrowed = f"/staff/learning?cohort={third.cohort.id}&module=charts"
    only = client.visit(f"{narrowed}&role=care+coordinator")
    assert [row.attrs.get("data-key") for row in only.all("team")] == [third.key]
    assert numbers(only.all("team")[0]) == [[0, 0, 1]]


def test_only_teams_with_somebody_in_the_role_are_shown(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    second = build.team(name="River Clinic", cohort=team.cohort)
    learner(Role.SPONSOR, at=second.practice, name="Ana")
    out("basics", ONE)
    only = client.visit("/staff/learning?role=sponsor")
    assert [row.attrs.get("data-key") for row in only.all("team")] == [second.key]
    assert "Delta Kids" not in only.one("block").text
    nobody = client.visit("/staff/learning?role=coach")
    assert "Nobody with this role" in nobody.text
    assert nobody.all("team") == []
    build.person(name="Cora", role=Role.COACH, at=team.cohort)
    [row] = client.visit("/staff/learning?role=coach").all("team")
    assert numbers(row) == [[0, 0, 1]]
    assert "Coaches, reviewers and staff" in row.text


def test_a_team_that_left_stands_under_no_cohort_and_only_with_people(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    out("basics", ONE)
    gone = {"cohort_id": team.cohort.id, "left_on": dt.date(2026, 8, 31)}
    build.enrolment(practice_id=build.practice(name="Gone").id, **gone)
    peopled = build.practice(name="Gone too", key="gone-too")
    build.enrolment(practice_id=peopled.id, **gone)
    learner(at=peopled, name="Ana")
    page = client.visit("/staff/learning")
    keys = [row.attrs.get("data-key") for row in page.all("team")]
    assert keys[:2] == [team.key, "gone-too"]
    assert "Without a cohort: people by team and module" in page.text


def test_filters_and_empty_pages_say_what_to_do(client: PageClient, mona: Person) -> None:
    assert "Nothing to show yet" in client.visit("/staff/learning").text
    out("basics", ONE)
    assert "Nothing fits" in client.visit("/staff/learning?module=required").text
    for path in ("/staff/learning", "/staff/learning/stuck"):
        assert errors(client.visit(f"{path}?role=king", status=422)) == ["Choose one of the list"]
    assert "Nobody is stuck" in client.visit("/staff/learning/stuck").text


def test_a_team_page_shows_each_person_in_each_module(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    ana = learner(Role.LEAD, at=team.practice, name="Ana")
    version = quiz_version(of=build.module(key="quiz"), title="Quiz")
    study = ready(ana, version, at=NOW)
    sent(ana, started(ana, study), 1)
    page = client.visit(f"/staff/learning/teams/{team.key}")
    rows = {row.attrs["data-key"]: row.text for row in page.all("person")}
    for words in ("Ana", "Lead", "3 of 3 lessons", "1 try left", "Nov 2, 2026"):
        assert words in rows[str(ana.person_id)]
    assert "Not begun" in rows[str(ben.person_id)]
    assert "Never" in rows[str(ben.person_id)]
    sent(ana, started(ana, study), 1)
    page = client.visit(f"/staff/learning/teams/{team.key}")
    assert "Stuck: used all 2 tries at the quiz" in page.text
    assert f"/staff/learning/studies/{study.id}/try" in page.links.values()
    assert f"/staff/learning/people/{ana.person_id}/record" in page.links.values()
    assert f"/staff/learning/remind?pick={ana.person_id}-{version.module_id}" in set(
        page.links.values()
    )
    client.visit("/staff/learning/teams/nowhere", status=404)
    assert "Mona Ford" in client.visit("/staff/learning/others").text


def test_a_team_without_people_says_so(client: PageClient, mona: Person, team: Any) -> None:
    out("basics", ONE)
    page = client.visit(f"/staff/learning/teams/{team.key}")
    assert "People show here when they join this team" in page.text


def test_the_list_of_people_without_a_team_says_who_sees_them(
    client: PageClient, team: Any
) -> None:
    client.sign_in(build.person(role=Role.COACH, at=team.cohort))
    page = client.visit("/staff/learning/others")
    assert "Only staff of the program see people without a team" in page.text
    assert "join this team" not in page.text


def test_pages_take_the_same_statements_for_one_and_for_three(
    client: PageClient, mona: Person, team: Any
) -> None:
    counts: dict[str, list[int]] = {}
    for number in range(3):
        clinic = build.team(name=f"Clinic {number}")
        who = learner(at=clinic.practice, name=f"Ben {number}")
        stuck_one(who, f"module-{number}")
        form = client.visit("/staff/learning/assignments/new")
        client.send(
            form.form("/staff/learning/assignments/new"),
            module=f"module-{number}",
            kind="required",
            deed="assign",
        )
        for path in (*PAGES, *MANAGED[:1], f"/staff/learning/teams/{clinic.key}"):
            with statements() as sent_:
                client.visit(path) if not path.endswith("csv") else client.get(path)
            kind = path.replace(clinic.key, "team")
            counts.setdefault(kind, []).append(len(sent_))
    assert {path: len(set(found)) for path, found in counts.items()} == dict.fromkeys(counts, 1)
    assert counts["/staff/learning"][0] <= 10, counts


def test_the_file_is_safe_against_formulas_and_noted(
    client: PageClient, mona: Person, team: Any
) -> None:
    evil = learner(at=team.practice, name='=HYPERLINK("https://evil.example")')
    completed(evil, out("basics", ONE, title="Basics"), "one")
    form = client.visit("/staff/learning?role=care coordinator").form("/staff/learning/export.csv")
    reply = client.post(form.action, data=form.fields)
    lines = list(csv.reader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert [line[0] for line in lines] == ["Name", "'" + evil.name]
    assert lines[1][1:8] == [
        "Delta Kids",
        team.cohort.name,
        "Care coordinator",
        "Basics",
        "done",
        "2026-11-02",
        "2026-11-02",
    ]
    noted = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert noted is not None
    assert (noted.verb, noted.after) == ("exported who learned what", {"rows": 1})
    client.post(form.action, data=dict(form.fields) | {"role": "king"})
    assert count(AuditEvent) == noted.id


# ------------------------------------------------------------------ stuck and reminders


def test_stuck_people_are_reminded_once_and_kindly(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    picked = stuck_one(ben)
    page = client.visit("/staff/learning/stuck")
    assert "for 14 days" in page.one("rule").text
    [row] = page.all("stuck-row")
    for words in ("Ben", "Delta Kids", "Nothing since Oct 12, 2026", "Not reminded yet"):
        assert words in row.text
    writing = client.visit(f"/staff/learning/remind?pick={picked}")
    form = writing.form("/staff/learning/remind")
    done = client.send(form, pick=[picked], words="Hello from us.")
    assert "1 person gets a mail." in client.follow(done).text
    mail = db.session.scalars(select(OutboxMail)).one()
    assert "Hello from us." in mail.body
    assert "You began it, and you were last there on Oct 12, 2026." in mail.body
    page = client.visit("/staff/learning/stuck")
    assert "Reminded Nov 2, 2026" in page.text
    assert list(page.form("/staff/learning/remind").element.walk("input")) == []
    assert "everybody here got one in the last 7 days" in page.one("no-reminder").text
    assert "Write a reminder" not in page.text
    assert (
        "was reminded in the last 7 days"
        in client.visit(f"/staff/learning/remind?pick={picked}").text
    )
    again = client.send(form, pick=[picked], words="Hello again.")
    assert "1 person was left out." in client.follow(again).text
    assert count(Nudge) == 1


def archived_since(client: PageClient, picked: str, by: Person, *, whole: bool = False) -> None:
    """The module of `stuck_one` is required of everybody until today, and archived."""
    day = NOW.date().isoformat()
    client.fill_in(MANAGED[1], deed="assign", module="basics", kind="required", due_on=day)
    module_id = int(picked.partition("-")[2])
    version = db.session.scalars(select(ModuleVersion).filter_by(module_id=module_id)).one()
    version.title = "Basics"
    row: Any = db.session.get_one(Module, module_id) if whole else version
    row.archived_at, row.archived_by_id = NOW, by.id
    db.session.commit()


@pytest.mark.parametrize("whole", [True, False])
def test_whoever_began_what_is_archived_now_may_be_stuck_in_it(
    client: PageClient, team: Any, mona: Person, ben: Actor, *, whole: bool
) -> None:
    learner(at=team.practice, name="Ana")
    picked = stuck_one(ben)
    out("charts", ONE, title="Charts")
    archived_since(client, picked, mona, whole=whole)
    client.application.extensions["clock"].set(NOW + DAY)
    client.sign_in(mona)

    for query in ("", "?module=basics"):
        [shown] = client.visit(f"/staff/learning/stuck{query}").all("stuck-row")
        for words in ("Ben", "Basics (archived)", "Nothing since Oct 12, 2026", "Was due"):
            assert words in shown.text
    assert client.visit("/staff/learning/stuck?module=required").all("stuck-row") == []
    overview = client.visit("/staff/learning?role=care+coordinator")
    assert "Basics" not in overview.text
    cells = overview.all("team")[0].walk("td")
    assert [one.text for one in cells if one.attrs["data-l"] == "Stuck"] == ["1"]
    client.visit("/staff/learning?module=basics", status=422)
    form = overview.form("/staff/learning/export.csv")
    reply = client.post(form.action, data=form.fields)
    lines = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert [(line["Name"], line["Module"], bool(line["Stuck"])) for line in lines] == [
        ("Ana", "Charts", False),
        ("Ben", "Charts", False),
        ("Ben", "Basics (archived)", True),
    ]


def test_only_whoever_began_what_is_archived_now_is_reminded_of_it(
    client: PageClient, team: Any, mona: Person, ben: Actor
) -> None:
    ana = learner(at=team.practice, name="Ana")
    picked = stuck_one(ben)
    archived_since(client, picked, mona)
    other = f"{ana.person_id}-{picked.partition('-')[2]}"
    client.visit(f"/staff/learning/remind?pick={other}", status=404)
    form = client.visit(f"/staff/learning/remind?pick={picked}").form("/staff/learning/remind")
    client.send(form, pick=[picked], words="Hello from us.")
    mail = db.session.scalars(select(OutboxMail)).one()
    assert "Basics" in mail.body
    assert "(archived)" not in mail.body


def test_whoever_asked_for_one_more_try_is_first_and_says_so(
    client: PageClient, team: Any, mona: Person
) -> None:
    version = quiz_version(publish_at=NOW - 60 * DAY)
    waiting = []
    for name in ("Ada", "Bea", "Cleo"):
        who = learner(at=team.practice, name=name)
        study = ready(who, version, at=NOW - 9 * DAY)
        for _ in range(2):
            sent(who, started(who, study, NOW - 8 * DAY), 1, NOW - 8 * DAY)
        waiting.append((who, study))
    for days, (who, study) in zip((1, 2), waiting[1:], strict=True):
        with transaction():
            quizzes.ask_extra(study, by=who, at=NOW - days * DAY)

    rows = client.visit("/staff/learning/stuck").all("stuck-row")

    assert [next(iter(row.walk("label"))).text.split()[0] for row in rows] == [
        "Cleo",
        "Bea",
        "Ada",
    ]
    assert "Asked for one more try on Oct 31, 2026" in rows[0].text
    assert "Asked for one more try on Nov 1, 2026" in rows[1].text
    assert "Asked" not in rows[2].text
    people = client.visit(f"/staff/learning/teams/{team.key}").all("person")
    assert ["Asked for one more try" in one.text for one in people] == [False, True, True]
    with transaction():
        quizzes.give_extra(waiting[1][1], reason="Ill.", by=Actor(mona.id, mona.name), at=NOW)
    assert "Bea" not in client.visit("/staff/learning/stuck").text


def test_a_reminder_is_shown_before_it_is_sent(
    client: PageClient, mona: Person, ben: Actor
) -> None:
    picked = stuck_one(ben)
    writing = client.visit(f"/staff/learning/remind?pick={picked}")
    assert writing.all("preview") == []
    form = writing.form("/staff/learning/remind")
    shown = client.send(form, status=200, pick=[picked], words="Hello {link}.", deed="preview")
    preview = shown.one("preview").text
    for words in ("The mail to Ben", "Hello Ben,", "Hello (link).", "You began it", mona.name):
        assert words in preview
    assert "(a link of their own)" in preview
    assert "Nobody else gets one." in preview
    assert count(Nudge) == count(OutboxMail) == 0
    assert "Hello {link}." in shown.form("/staff/learning/remind").fields["words"]
    sent = client.send(shown.form("/staff/learning/remind"), pick=[picked], deed="send")
    assert "1 person gets a mail." in client.follow(sent).text


def test_who_may_not_be_reminded_has_no_mail_to_show(
    client: PageClient, mona: Person, ben: Actor
) -> None:
    picked = stuck_one(ben)
    form = client.visit(f"/staff/learning/remind?pick={picked}").form("/staff/learning/remind")
    client.send(form, pick=[picked], deed="send")
    again = client.send(form, status=200, pick=[picked], deed="preview")
    assert again.all("preview") == []
    assert "was reminded in the last 7 days" in again.text


def test_a_reminder_without_people_or_words_is_not_sent(
    client: PageClient, mona: Person, ben: Actor
) -> None:
    picked = stuck_one(ben)
    empty = client.visit("/staff/learning/remind", status=302)
    assert "Choose at least one person." in client.follow(empty).text
    form = client.visit(f"/staff/learning/remind?pick={picked}").form("/staff/learning/remind")
    assert errors(client.send(form, status=422, pick=[picked], words="")) == [
        "Write what the mail says"
    ]
    assert errors(client.send(form, status=422, pick=None, words="Hi")) == [
        "Choose at least one person"
    ]
    assert count(Nudge) == 0


def test_reminders_stop_by_the_link_of_a_mail_without_signing_in(
    client: PageClient, mona: Person, ben: Actor
) -> None:
    picked = stuck_one(ben)
    path = "/learn/reminders/" + nudges.stop_address(ben.person_id or 0).rpartition("/")[2]
    client.delete_cookie("session")
    client.get("/sign-out")
    page = client.visit(path)
    assert count(NudgeStop) == 0
    assert "You get no more reminders" in client.send(page.form(path), status=200).text
    assert "You get no more reminders" in client.visit(path).text
    assert count(NudgeStop) == 1
    client.visit(path[:-3] + "000", status=404)
    client.sign_in(mona)
    assert "Wants no reminders" in client.visit("/staff/learning/stuck").text
    assert "Ben wants no reminders" in client.visit(f"/staff/learning/remind?pick={picked}").text


def test_learners_stop_and_allow_reminders_on_their_own_page(
    client: PageClient, mona: Person, ben: Actor
) -> None:
    picked = stuck_one(ben)
    form = client.visit(f"/staff/learning/remind?pick={picked}").form("/staff/learning/remind")
    client.send(form, pick=[picked])
    client.sign_in(ben.person_id)
    page = client.visit("/learn/reminders")
    assert "Mona Ford" in page.text
    client.send(page.form("/learn/reminders/stop"))
    page = client.visit("/learn/reminders")
    assert "You get no reminders" in page.text
    client.send(page.form("/learn/reminders/allow"))
    assert count(NudgeStop) == 0
