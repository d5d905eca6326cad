"""What applicants say about applying, and what staff learn of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.policy import Actor
from app.rfa.domain.states import ApplicationState
from app.rfa.models import SurveyAnswer
from app.rfa.presenters.survey import Results, results
from app.rfa.queries import applications
from app.rfa.queries import survey as queries
from app.rfa.queries.survey import Said
from app.rfa.services import survey
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
SENT = {"state": ApplicationState.SUBMITTED, "submitted_at": AT}


def sent(**given: Any) -> int:
    return build.application(**SENT | {"reference": "CC2-2026-0001"} | given).id


def answer(application_id: int, person: Any = None, **given: Any) -> SurveyAnswer:
    person = person or build.person()
    said = {"ease": 4, "hours": 12, "better": "Fewer tables."} | given
    with transaction():
        of = applications.application(application_id)
        return survey.answer(of, **said, by=Actor(person.id, person.name), at=AT)


def test_each_person_answers_once_and_the_trail_does_not_tell_who() -> None:
    here = sent()
    ana = build.person(name="Ana")
    given = answer(here, ana)
    assert (given.ease, given.hours, given.better) == (4, 12, "Fewer tables.")
    assert queries.has_answered(here, ana.id)
    with pytest.raises(NotPossibleNow, match="already"):
        answer(here, ana)
    answer(here, hours=None, better="")
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_before_sending_nothing_is_asked() -> None:
    draft = build.application().id
    with pytest.raises(NotPossibleNow, match="after you have sent"):
        answer(draft)


def test_who_withdrew_after_sending_may_still_answer() -> None:
    here = sent(state=ApplicationState.WITHDRAWN, withdrawn_at=AT, withdrawn_reason="No time.")
    assert answer(here).ease == 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ease": 0}, "ease"),
        ({"ease": 6}, "ease"),
        ({"hours": -1}, "hours"),
        ({"hours": 1001}, "hours"),
        ({"better": "a" * 2001}, "better"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any], field: str) -> None:
    here = sent()
    with pytest.raises(Refused) as refused:
        answer(here, **given)
    assert refused.value.field == field


def test_the_answers_of_a_round_are_read_without_names() -> None:
    here = sent()
    round_id = applications.application(here).round_id
    answer(here)
    answer(here, ease=2, hours=None, better="")
    answer(here, ease=5, hours=1, better="A shorter form.")
    other = sent(reference="CC2-2026-0002")
    answer(other, ease=5)
    assert queries.of_round(round_id) == (
        Said(2, None, ""),
        Said(5, 1, "A shorter form."),
        Said(4, 12, "Fewer tables."),
    )


def test_nothing_is_shown_of_fewer_than_five_answers() -> None:
    four = [Said(4, 10, "More time.")] * 4
    for few in range(5):
        assert results(four[:few]) == Results(few)
    four = [Said(4, 10, "")] * 4
    shown = results([*four, Said(1, None, "Shorter.")])
    assert (shown.mean_ease, shown.hours_count, shown.mean_hours) == ("3.4", 4, "")
    assert shown.comments == ("Shorter.",)
    assert shown.ease == (
        ("5. Very easy", 0),
        ("4. Easy", 4),
        ("3. Neither hard nor easy", 0),
        ("2. Hard", 0),
        ("1. Very hard", 1),
    )
    assert results([*four, Said(1, 20, "")]).mean_hours == "12.0"
