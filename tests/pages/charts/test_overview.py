from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import brotli

from app.charts import queries
from app.collaborative import queries as collaborative
from app.measures.domain.kinds import Direction
from app.policy import Role
from tests.pages.charts import rows
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from tests.support.page import PageClient

NOW = dt.datetime(2027, 6, 15, 18, tzinfo=dt.UTC)
WAVE = [50, 52, 48, 47, 53, 54, 49, 46, 52, 51, 48, 53]


def three_measures() -> rows.Clinic:
    """A clinic that improves on one measure, worsens on the second, and holds the third."""
    clinic = rows.clinic()
    worse = rows.add_measure(
        clinic.practice, clinic.cohort, key="no-shows", code="M02", name="Missed visits",
        direction=Direction.LOWER, goal=10.0,
    )  # fmt: skip
    rows.send(worse, rows.OPEN_14)
    same = rows.add_measure(
        clinic.practice, clinic.cohort, key="dental", code="M03", name="Dental home", goal=50.0
    )
    rows.send(same, [(value, 100) for value in WAVE])
    return clinic


def test_the_cards_begin_with_what_needs_help(client: PageClient) -> None:
    clinic = three_measures()
    client.sign_in(clinic.member(Role.VIEWER))

    page = client.visit(clinic.overview)
    names = [e.text for e in page.root.walk("h3")]
    assert names == ["Missed visits", "Dental home", "Shared plan of care"]
    assert page.links["Missed visits"] == f"{clinic.overview}/no-shows"
    for words in ("1 of 3", "Getting worse", "Improving", "No clear change", "Goal 10% or less"):
        assert words in page.text
    assert "6 months above the starting median" in page.text
    assert "At goal" in page.text
    assert "Data through May 2027." in page.text


def test_a_team_without_measures_is_told_what_to_do(client: PageClient) -> None:
    practice = build.practice()
    client.sign_in(build.person(role=Role.LEAD, at=practice))

    assert "No measures yet" in client.visit(f"/teams/{practice.key}/measures").text


def test_a_measure_without_numbers_has_a_card(client: PageClient) -> None:
    clinic = rows.clinic([])
    client.sign_in(clinic.member())

    assert "No numbers yet" in client.visit(clinic.overview).text


def test_swings_are_a_pattern_to_look_at(client: PageClient) -> None:
    clinic = rows.clinic([(40, 100), (60, 100)] * 8)
    client.sign_in(clinic.member())

    assert "A pattern to look at" in client.visit(clinic.overview).text


def test_strangers_do_not_learn_that_a_team_exists(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(build.person(role=Role.LEAD))
    assert client.get(clinic.overview).status_code == 404
    client.sign_in(build.person(role=Role.REVIEWER))
    assert client.get(clinic.overview).status_code == 404


def test_more_measures_take_no_more_statements(client: PageClient) -> None:
    clinic = rows.clinic()
    dev = clinic.member()
    client.sign_in(dev)
    at = clinic.overview
    client.visit(at)
    with statements() as one:
        client.visit(at)
    for number in (2, 3):
        more = rows.add_measure(
            clinic.practice, clinic.cohort, key=f"m{number}", code=f"M0{number}"
        )
        rows.send(more, rows.OPEN_14)
        rows.noted(more, dev)
    with statements() as three:
        client.visit(at)

    assert len(one) == len(three), (one, three)
    assert len(three) <= 8, "\n".join(three)


def test_the_newest_signal_of_each_team_takes_few_statements_for_all_of_them(
    client: PageClient,
) -> None:
    clinic = three_measures()
    quiet = build.practice(key="quiet")
    build.enrolment(practice_id=quiet.id, cohort_id=clinic.cohort.id)
    steady = build.practice(key="steady")
    build.enrolment(practice_id=steady.id, cohort_id=clinic.cohort.id)
    rows.send(
        rows.Clinic(steady, clinic.cohort, clinic.measure, clinic.version),
        [(value, 100) for value in WAVE],
    )
    teams = [collaborative.team(key) for key in ("delta-pines", "quiet", "steady")]

    with statements() as for_one:
        queries.latest_signals(teams[:1], NOW)
    with statements() as for_all:
        found = queries.latest_signals(teams, NOW)
    assert len(for_one) == len(for_all) <= 4
    assert found[clinic.practice.id].kind in {"better", "worse"}
    assert "6 months above the starting median" in found[clinic.practice.id].words
    assert found[quiet.id].kind == "few"
    assert found[steady.id].kind == "same"
    assert queries.latest_signals([], NOW) == {}


def test_twenty_four_small_charts_stay_within_their_budget(client: PageClient) -> None:
    clinic = rows.clinic()
    for number in range(2, 25):
        more = rows.add_measure(
            clinic.practice, clinic.cohort, key=f"measure-{number}", code=f"M{number}",
            name=f"Measure {number} of the library",
        )  # fmt: skip
        rows.send(more, [(value + number, 100) for value in (*WAVE, *WAVE[::-1])])
    client.sign_in(clinic.member())

    page = client.get(clinic.overview).text
    assert len(brotli.compress(page.encode(), quality=5)) <= 12_000
