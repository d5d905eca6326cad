"""Certificates: the owner's PDF, the public page, and the desk of staff."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest

from app.audit.models import AuditEvent
from app.core.db import db
from app.curriculum.domain import codec, proofs
from app.curriculum.domain.content import Credit
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.models import (
    Certificate,
    CertificateTemplate,
    ModuleEvaluation,
    QuizAttempt,
)
from app.curriculum.services import certificates as services
from app.policy import TABLE, Action, Actor, Role
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import NOW, completed
from tests.unit.curriculum.takers import passed, quiz_version, sent

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

DESK = "/staff/curriculum/certificates"
WORDS = f"{DESK}/words"
WRONG = "AAAA-AAAA-AAAA-AAAA"
KEPT_BACK = "Name Not shown Module Not shown Date Not shown"
CLASS = 128
"""Answers differ by fewer bytes than this, before they are compressed."""
SIZES = {"Content-Length": "", "Date": "", "ETag": "", "X-Request-ID": "", "Set-Cookie": ""}


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team()


@pytest.fixture
def ben(team: Any) -> Person:
    return build.person(name="Ben Ivey", role=Role.CARE_COORDINATOR, at=team.practice)


@pytest.fixture
def proof(ben: Person) -> Certificate:
    passed(Actor(ben.id, ben.name), quiz_version(title="Medical home basics"))
    return db.session.scalars(db.select(Certificate)).one()


def revoked(row: Certificate) -> None:
    row.revoked_at, row.revoked_by_id, row.revoked_reason = NOW, row.person_id, "Wrong person"
    build.saved(row)


# ------------------------------------------------------------------ the public page


def test_a_stranger_reads_name_title_and_date_and_nothing_else(
    client: PageClient, proof: Certificate
) -> None:
    form = client.visit("/verify").form("/verify")
    typed = proof.number.lower().replace("-", " ")

    page = client.follow(client.send(form, number=typed))

    assert page.one("verify-result").text == (
        "Valid The program issued this certificate. "
        "Name Ben Ivey Module Medical home basics Date Nov 2, 2026"
    )


def test_wrong_revoked_and_valid_numbers_cost_and_look_the_same(
    client: PageClient, ben: Person, proof: Certificate
) -> None:
    """The same statements, the same parts, the same size: nothing to tell numbers apart by."""
    passed(Actor(ben.id, ben.name), quiz_version(title="Medical home basics"))
    gone, good = db.session.scalars(db.select(Certificate).order_by(Certificate.number)).all()
    revoked(gone)
    numbers = (good.number, gone.number, WRONG, "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "nonsense", "A" * 24)
    seen = []
    for number in numbers:
        with statements() as sent:
            reply = client.get(f"/verify/{number}")
        result = client.visit(f"/verify/{number}").one("verify-result")
        shape = [(one.tag, one.attrs.get("class", "").split()[:1]) for one in result.walk()]
        seen.append((reply.status_code, sent, shape, dict(reply.headers) | SIZES))
        assert abs(len(reply.data) - len(client.get(f"/verify/{good.number}").data)) < CLASS

    for one in seen[1:]:
        assert one == seen[0]


def test_a_number_is_compared_as_a_whole(client: PageClient, proof: Certificate) -> None:
    """The neighbour that the index gives is not taken for the number that was asked."""
    first = "2" * 16 if proof.number[0] != "2" else "Z" * 16
    for number in (first, proof.number[:-1], "nonsense"):
        assert client.visit(f"/verify/{number}").one("verify-result").text.startswith("Not found")


def test_without_any_certificate_every_number_is_not_found(client: PageClient) -> None:
    assert client.visit(f"/verify/{WRONG}").one("verify-result").text == (
        "Not found No certificate has this number. Compare it sign by sign. "
        "Name Not found Module Not found Date Not found"
    )


def test_what_is_typed_in_the_box_leads_to_an_answer(client: PageClient) -> None:
    asked = client.send(client.visit("/verify").form("/verify"), number="non/sense?")
    assert asked.location == "/verify/nonsense"
    assert client.send(client.visit("/verify").form("/verify"), number="?").location == (
        "/verify/none"
    )


def test_revoked_and_expired_ones_say_so_and_when(client: PageClient, proof: Certificate) -> None:
    proof.expires_on = dt.date(2026, 11, 1)
    build.saved(proof)
    said = client.visit(f"/verify/{proof.number}").one("verify-result").text
    assert said == f"Expired This certificate was valid until Nov 1, 2026. {KEPT_BACK}"

    revoked(proof)
    said = client.visit(f"/verify/{proof.number}").one("verify-result").text
    assert said == (
        f"Revoked This certificate was revoked on Nov 2, 2026. It no longer counts. {KEPT_BACK}"
    )


def test_nobody_tries_numbers_without_end(client: PageClient, proof: Certificate) -> None:
    for _ in range(services.WRONG_ONES):
        client.get(f"/verify/{WRONG}")
    for number in (WRONG, proof.number):
        reply = client.get(f"/verify/{number}")
        assert reply.status_code == 429
        assert reply.headers["Retry-After"]


def test_an_office_checks_as_many_genuine_ones_as_it_likes(
    app: Flask, client: PageClient, proof: Certificate
) -> None:
    """They do not make wrong ones wait longer, either."""
    number = proof.number
    for minute in range(6):
        app.extensions["clock"].set(NOW + dt.timedelta(minutes=minute))
        for _ in range(services.WRONG_ONES // 5):
            assert client.get(f"/verify/{number}").status_code == 200
            if not minute:
                client.get(f"/verify/{WRONG}")
    for _ in range(services.WRONG_ONES):
        assert client.get(f"/verify/{WRONG}").status_code == 200
    assert client.get(f"/verify/{number}").status_code == 429


def test_an_empty_box_says_what_to_type(client: PageClient, app: Flask) -> None:
    page = client.visit("/verify?number=+", status=422)
    assert "Type the number of the certificate" in page.text
    assert page.all("verify-result") == []


def test_the_box_alone_shows_nothing(client: PageClient, app: Flask) -> None:
    assert client.visit("/verify").all("verify-result") == []


# ------------------------------------------------------------------ the PDF


def test_the_owner_and_staff_read_the_pdf_and_nobody_else(
    client: PageClient, team: Any, ben: Person, proof: Certificate
) -> None:
    path = f"/certificates/{proof.number}.pdf"
    assert client.get(path).status_code == 302
    statuses = {}
    for who in (
        ben,
        build.person(role=Role.PROGRAM_STAFF),
        build.person(role=Role.COACH, at=team.cohort),
        build.person(role=Role.COACH),
        build.person(role=Role.LEAD, at=team.practice),
    ):
        client.sign_in(who)
        statuses[who.id] = client.get(path).status_code

    assert list(statuses.values()) == [200, 200, 200, 404, 404]
    client.sign_in(ben)
    assert client.get(f"/certificates/{WRONG}.pdf").status_code == 404


def test_the_pdf_says_what_was_issued(client: PageClient, ben: Person, proof: Certificate) -> None:
    proof.expires_on = dt.date(2028, 11, 2)
    proof.credit = codec.credit_json(Credit("State Board", "contact hours", "0.5", "A-77"))
    build.saved(proof)
    words = db.session.scalars(db.select(CertificateTemplate)).one()
    words.signer_name, words.signer_title = "Mona Ford", "Director"
    build.saved(words)
    client.sign_in(ben)
    path = f"/certificates/{proof.number}.pdf"

    reply = client.get(path)
    revoked(proof)
    after = client.get(path)

    assert reply.data.startswith(b"%PDF")
    assert reply.headers["Content-Disposition"].endswith(f"certificate-{proof.number}.pdf")
    assert reply.data != after.data


# ------------------------------------------------------------------ staff


@pytest.mark.parametrize("role", Role)
def test_those_who_manage_learning_open_the_desk_and_nobody_else(
    client: PageClient, proof: Certificate, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    status = 200 if role in TABLE[Action.LEARNING_MANAGE] else 403
    for path in (DESK, WORDS, f"{WORDS}/1.pdf", f"{DESK}/{proof.id}/revoke"):
        assert client.get(path).status_code == status, path


@pytest.fixture
def mona(client: PageClient, team: Any) -> Person:
    person = build.person(name="Mona Ford", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def test_a_certificate_is_revoked_stays_listed_and_holds_again(
    client: PageClient, mona: Person, proof: Certificate
) -> None:
    path = f"{DESK}/{proof.id}"
    client.fill_in(f"{path}/revoke", status=422, reason="")
    page = client.follow(client.fill_in(f"{path}/revoke", reason="Somebody else answered"))
    assert "Revoked on Nov 2, 2026: Somebody else answered" in page.one("certificate").text
    client.fill_in(f"{path}/revoke", status=409, reason="Again")

    page = client.follow(client.fill_in(f"{path}/reinstate", reason="It was Ben"))

    assert "Valid" in page.one("certificate").text
    client.visit(f"{DESK}/999/revoke", status=404)


def test_whoever_lost_a_certificate_is_told_what_to_do_and_gets_another(
    app: Flask, client: PageClient, mona: Person, ben: Person
) -> None:
    module = build.module(key="basics")
    passed(Actor(ben.id, ben.name), quiz_version(of=module, title="Medical home basics"))
    proof = db.session.scalars(db.select(Certificate)).one()
    client.fill_in(f"{DESK}/{proof.id}/revoke", reason="Somebody else answered")
    part = client.visit(f"/staff/learning/people/{ben.id}/record").one("study")
    assert "Completed, certificate revoked" in part.text
    app.extensions["clock"].set(NOW + dt.timedelta(days=1))
    client.sign_in(ben)

    page = client.visit("/learn/basics")

    assert page.one("revoked").text.startswith(
        "Your certificate was revoked on Nov 2, 2026: pass the quiz again to get another one. "
        "Your lessons stay done. Your record and certificates"
    )
    assert page.all("status")[0].text == "Certificate revoked"
    assert "Completed version 1" not in page.text
    assert "Certificate revoked" in client.visit("/learn").one("module").text
    spanish = client.visit("/learn/basics?language=es").one("revoked").text
    assert "Su certificado fue anulado el 2 de noviembre de 2026: apruebe" in spanish
    quiz = client.visit(page.links["Take the quiz"])
    assert "You passed this quiz" not in quiz.text
    assert quiz.one("quiz-attempts").text == "0 of 2"
    again = client.follow(client.send(quiz.form("/learn/basics/quiz")))
    assert again.one("quiz-attempts").text == "1 of 2"

    row = db.session.scalars(db.select(QuizAttempt).order_by(QuizAttempt.id.desc())).first()
    assert row is not None
    sent(Actor(ben.id, ben.name), row, 5, NOW + dt.timedelta(days=1, minutes=1))
    assert "Completed version 1 on Nov 2, 2026." in client.visit("/learn/basics").text
    assert len(client.visit("/learn/record").all("certificate")) == 2


def test_without_a_quiz_or_with_a_newer_version_another_way_is_told(
    client: PageClient, mona: Person, ben: Person
) -> None:
    by = Actor(ben.id, ben.name)
    module = build.module(key="basics")
    completed(by, build.published_version(module, lessons=[build.lesson("lesson-1")]))
    proof = db.session.scalars(db.select(Certificate)).one()
    client.fill_in(f"{DESK}/{proof.id}/revoke", reason="Wrong person")
    client.sign_in(ben)
    assert "ask program staff what you can do." in client.visit("/learn/basics").text

    both = [build.lesson("lesson-1"), build.lesson("lesson-2")]
    build.published_version(module, number=2, lessons=both, change_class=ChangeClass.MINOR)
    page = client.visit("/learn/basics")
    assert "take version 2 to get another one." in page.one("revoked").text
    assert "stay done, and your certificate" not in page.text
    client.send(page.form("/learn/basics/begin"))
    told = client.visit("/learn/basics").one("revoked").text
    assert "finish version 2 to get another one." in told


def test_the_list_is_narrowed_to_how_certificates_stand(
    client: PageClient, ben: Person, proof: Certificate
) -> None:
    for _ in range(3):
        passed(Actor(ben.id, ben.name), quiz_version())
    gone, over, last = db.session.scalars(
        db.select(Certificate).where(Certificate.id != proof.id).order_by(Certificate.id)
    )
    revoked(gone)
    over.expires_on, last.expires_on = NOW.date() - dt.timedelta(days=1), NOW.date()
    build.saved(over)
    build.saved(last)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    counts = []
    for query, shown in (
        ("", [last, over, gone, proof]),
        ("status=valid", [last, proof]),
        ("status=expired", [over]),
        ("status=revoked", [gone]),
        ("status=not found", [last, over, gone, proof]),
        ("q=Medical&status=valid", [proof]),
    ):
        with statements() as sent:
            page = client.visit(f"{DESK}?{query}")
        counts.append(len(sent))
        keys = {row.attrs["data-key"] for row in page.all("certificate")}
        assert keys == {one.number for one in shown}, query
    assert len(set(counts)) == 1, counts
    assert "Nothing fits this search." in client.visit(f"{DESK}?q=Medical&status=revoked").text


def test_the_list_is_searched_and_costs_the_same_for_three(
    client: PageClient, mona: Person, ben: Person
) -> None:
    assert "first one comes" in client.visit(DESK).text
    counts = []
    for _ in range(3):
        passed(Actor(ben.id, ben.name), quiz_version())
        with statements() as found:
            page = client.visit(f"{DESK}?page=x")
        counts.append(len(found))
    assert counts[0] == counts[2]
    assert len(page.all("certificate")) == 3
    assert client.visit(f"{DESK}?q=nobody&page=0").all("certificate") == []
    assert len(client.visit(f"{DESK}?q=ivey").all("certificate")) == 3


def test_evaluations_of_modules_show_from_five_on(client: PageClient, mona: Person) -> None:
    version = quiz_version(title="Aims")
    for n in range(5):
        said = {"version_id": version.id, "useful": 5, "ready": 4, "is_counted": True}
        build.saved(ModuleEvaluation(id=n + 1, **said))
    assert "Aims, version 1 5 5.0 4.0" in client.visit(DESK).text


def test_credit_is_exported_for_the_accreditor(
    client: PageClient, mona: Person, ben: Person
) -> None:
    by = Actor(ben.id, ben.name)
    for waits in (False, True):
        credit = Credit("State Board", "contact hours", "0.5", "A-77", needs_evaluation=waits)
        passed(by, quiz_version(title="Aims", credit=codec.credit_json(credit)))
    form = client.visit(DESK).form(f"{DESK}/credit.csv")

    rows = exported(client, form, since="2026-11-02")

    assert [row[:7] for row in rows[1:]] == [
        ["Ben Ivey", ben.email, "Aims", "1", "2026-11-02", "30", "State Board"]
    ]
    assert len(exported(client, form, until="2026-11-01")) == 1
    assert "exported continuing education" in [
        one.verb for one in db.session.scalars(db.select(AuditEvent))
    ]
    refused = client.send(form, since="soon", status=422)
    assert "year, month and day" in refused.one("error-summary").text


def exported(client: PageClient, form: Any, **days: str) -> list[list[str]]:
    """The lines of the file."""
    reply = client.post(form.action, data=form.fields.to_dict() | days)
    return list(csv.reader(io.StringIO(reply.text.removeprefix("\ufeff"))))


def test_words_are_previewed_saved_and_rolled_back(
    client: PageClient, mona: Person, proof: Certificate
) -> None:
    form = client.visit(WORDS).form(WORDS)
    preview = client.send(form, status=200, statement="{name} did {title}.", deed="preview")
    assert "Ben Example did Medical home basics." in preview.one("preview").text
    assert len(preview.all("words")) == 1

    for deed in ("preview", "save"):
        refused = client.send(form, status=422, statement="{salary}", deed=deed)
        assert "does not know" in refused.one("error-summary").text
    client.send(form, status=422, valid_months="500", deed="save")
    page = client.follow(
        client.send(form, statement="{name} did {title}.", valid_months="24", deed="save")
    )
    assert [one.attrs["data-key"] for one in page.all("words")] == ["2", "1"]
    client.send(form, statement="Other", deed="save", status=409)

    page = client.follow(client.send(page.form(f"{WORDS}/1/use")))

    assert proofs.STATEMENT in page.all("words")[0].text
    assert client.get(f"{WORDS}/3.pdf").data.startswith(b"%PDF")
    client.visit(f"{WORDS}/9.pdf", status=404)


def test_the_first_words_can_be_written_before_any_certificate(
    client: PageClient, mona: Person
) -> None:
    page = client.visit(WORDS)
    assert page.all("words") == []
    saved = client.follow(client.fill_in(WORDS, heading="Well done", deed="save"))
    assert [one.attrs["data-key"] for one in saved.all("words")] == ["2", "1"]
