"""Rules of the services that no page shows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts import queries as accounts
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import Actor, Grant, Role
from app.practices import queries, services
from app.practices.domain.counties import Region
from app.practices.domain.kinds import PracticeKind
from app.practices.models import Practice
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
STAFF = Actor(name="Kim", grants=frozenset({Grant(Role.PROGRAM_STAFF)}))
AT = build.NOON


def add(name: str = "Delta Pines Family Health", county: str = "Bolivar") -> Practice:
    with transaction():
        return services.add_practice(
            name=name, kind=PracticeKind.FQHC, county=county, city=" Cleveland ", by=STAFF, at=AT
        )


def change(practice: Practice, **given: object) -> None:
    written = {
        "name": practice.name,
        "kind": practice.kind,
        "county": practice.county,
        "city": practice.city,
        "seen_version": practice.version,
    }
    with transaction():
        services.change_practice(practice, **written | given, by=STAFF, at=AT)


def events() -> list[tuple[str, str | None]]:
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(row.verb, row.reason) for row in rows]


# practices


def test_a_practice_gets_a_key_from_its_name_that_nobody_has() -> None:
    keys = [
        add(name).key for name in ("Delta Pines!", "Delta-Pines", "delta, pines", "\u6f22\u5b57")
    ]

    assert keys == ["delta-pines", "delta-pines-2", "delta-pines-3", "practice"]


def test_a_long_name_has_a_key_of_50_letters_at_most() -> None:
    assert len(add("Health " * 20).key) <= 50


def test_what_was_written_is_cleaned_and_told_to_the_trail() -> None:
    practice = add(" Delta \n Pines ")

    assert (practice.name, practice.city, practice.version) == ("Delta Pines", "Cleveland", 1)
    event = db.session.scalar(select(AuditEvent))
    assert event is not None
    assert (event.verb, event.actor_name, event.practice_id) == (
        "added a practice",
        "Kim",
        practice.id,
    )
    assert event.after == {
        "name": "Delta Pines",
        "kind": "fqhc",
        "county": "Bolivar",
        "city": "Cleveland",
    }


@pytest.mark.parametrize(("name", "county", "field"), [("DELTA pines", "Lee", "name"), ("New", "Shelby", "county")])  # fmt: skip
def test_names_are_given_once_and_counties_are_those_of_mississippi(
    name: str, county: str, field: str
) -> None:
    practice = add("Delta Pines")

    with pytest.raises(Refused) as refusal:
        add(name, county)
    assert refusal.value.field == field
    with pytest.raises(Refused) as refusal:
        change(build.practice(), name=name, county=county)
    assert refusal.value.field == field
    change(practice, name="DELTA PINES")
    assert practice.name == "DELTA PINES"


def test_a_change_tells_what_differed_and_a_change_of_nothing_tells_nothing() -> None:
    practice = build.practice(name="Delta Pines", city="")
    change(practice)
    assert events() == []
    change(practice, city="Cleveland")

    event = db.session.scalar(select(AuditEvent))
    assert event is not None
    assert (event.before, event.after) == ({"city": ""}, {"city": "Cleveland"})
    assert practice.version == 2


def test_what_somebody_else_changed_is_not_overwritten() -> None:
    practice = build.practice()
    change(practice, city="Cleveland")

    with pytest.raises(Conflict):
        change(practice, city="Merigold", seen_version=1)
    assert practice.city == "Cleveland"


def test_a_practice_is_closed_with_a_reason_and_reopened() -> None:
    practice = build.practice()
    with pytest.raises(Refused) as refusal:
        services.close_practice(practice, reason="", by=STAFF, at=AT)
    assert refusal.value.field == "reason"

    services.close_practice(practice, reason="Merged.", by=STAFF, at=AT)
    with pytest.raises(NotPossibleNow):
        services.close_practice(practice, reason="Merged.", by=STAFF, at=AT)
    services.reopen_practice(practice, by=STAFF, at=AT)
    with pytest.raises(NotPossibleNow):
        services.reopen_practice(practice, by=STAFF, at=AT)

    assert practice.closed_at is None
    assert events() == [("closed a practice", "Merged."), ("reopened a practice", None)]


# looking for practices


def test_a_practice_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        queries.practice("nowhere")


def test_practices_are_found_by_their_words_type_region_and_state() -> None:
    delta = build.practice(name="Delta Pines", county="Bolivar", city="Cleveland")
    gulf = build.practice(name="Gulf 100%", county="Harrison", kind=PracticeKind.PRIVATE)
    shut = build.practice(name="Old one", closed_at=AT)

    def found(**wanted: object) -> list[Practice]:
        return list(queries.practices(**wanted).rows)

    assert found() == [delta, gulf]
    assert found(search="BOLIVAR") == found(search="cleve") == [delta]
    assert found(search="%") == [gulf]
    assert found(search="_") == []
    assert found(kind=PracticeKind.PRIVATE) == found(region=Region.SOUTHERN) == [gulf]
    assert found(closed=True) == [shut]


def test_a_page_has_25_practices_and_one_beyond_the_last_shows_the_last() -> None:
    for number in range(26):
        build.practice(name=f"Clinic {number:02}")

    first, beyond = queries.practices(page=-3), queries.practices(page=99)
    assert (len(first.rows), first.number, first.pages, first.total) == (25, 1, 2, 26)
    assert [row.name for row in beyond.rows] == ["Clinic 25"]
    assert (beyond.number, queries.practices(search="nothing").pages) == (2, 1)


# the team


class Team:
    """A clinic with a lead and a viewer; `lead` and `staff` are who may act."""

    def __init__(self) -> None:
        self.practice = build.practice()
        self.ana = build.person(name="Ana Reed", role=Role.LEAD, at=self.practice)
        self.vic = build.person(name="Vic Cole", role=Role.VIEWER, at=self.practice)
        self.lead = Actor(
            self.ana.id, "Ana Reed", frozenset({Grant(Role.LEAD, practice_id=self.practice.id)})
        )

    def roles(self, person_id: int) -> list[Role]:
        return [grant.role for grant in accounts.grants_of(person_id)]

    def change(self, person_id: int, role: Role, by: Actor | None = None) -> None:
        given = accounts.grants_of(person_id)[0]
        with transaction():
            services.change_role(
                given, role, practice_id=self.practice.id, by=by or self.lead, at=AT
            )

    def remove(self, person_id: int, reason: str = "Moved away.", by: Actor | None = None) -> None:
        with transaction():
            services.remove_member(
                person_id, practice_id=self.practice.id, reason=reason, by=by or self.lead, at=AT
            )


def test_a_role_is_exchanged_for_another() -> None:
    team = Team()
    team.change(team.vic.id, Role.DATA_MANAGER)

    assert team.roles(team.vic.id) == [Role.DATA_MANAGER]
    assert events() == [("ended a role", "changed to data manager"), ("gave a role", None)]


def test_the_same_role_changes_nothing() -> None:
    team = Team()
    team.change(team.vic.id, Role.VIEWER)
    assert events() == []


def test_a_team_gives_no_roles_of_the_program() -> None:
    team = Team()
    with pytest.raises(Refused) as refusal:
        team.change(team.vic.id, Role.ADMINISTRATOR)
    assert refusal.value.field == "role"
    assert team.roles(team.vic.id) == [Role.VIEWER]


def test_nobody_holds_the_same_role_twice() -> None:
    team = Team()
    build.grant(team.vic, Role.SPONSOR, at=team.practice)
    with pytest.raises(Refused, match="has that role already"):
        team.change(team.vic.id, Role.SPONSOR)


def test_the_last_lead_stays_lead_unless_staff_says_otherwise() -> None:
    team = Team()
    for attempt in (
        lambda: team.change(team.ana.id, Role.VIEWER),
        lambda: team.remove(team.ana.id),
    ):
        with pytest.raises(Refused, match="needs a lead"):
            attempt()
    assert team.roles(team.ana.id) == [Role.LEAD]

    kim = build.person(role=Role.PROGRAM_STAFF)
    team.change(team.ana.id, Role.VIEWER, by=Actor(kim.id, "Kim", STAFF.grants))
    assert team.roles(team.ana.id) == [Role.VIEWER]


def test_one_of_two_leads_may_go() -> None:
    team = Team()
    build.grant(team.vic, Role.LEAD, at=team.practice)
    team.remove(team.ana.id)
    assert team.roles(team.ana.id) == []


def test_a_removed_member_loses_every_role_here_and_none_elsewhere() -> None:
    team = Team()
    elsewhere = build.practice()
    build.grant(team.vic, Role.SPONSOR, at=team.practice)
    build.grant(team.vic, Role.LEAD, at=elsewhere)
    with pytest.raises(Refused) as refusal:
        team.remove(team.vic.id, reason="")
    assert refusal.value.field == "reason"

    team.remove(team.vic.id)
    assert [(g.role, g.practice_id) for g in accounts.grants_of(team.vic.id)] == [
        (Role.LEAD, elsewhere.id)
    ]
    assert events() == [("ended a role", "Moved away.")] * 2
    with pytest.raises(NotPossibleNow):
        team.remove(team.vic.id)
