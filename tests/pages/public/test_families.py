"""Pages for families and for practices that refer them; contact, privacy, accessibility."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import transaction
from app.policy import SYSTEM, Role
from app.public import queries, services
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from tests.support.page import PageClient

FAMILIES, SHEET = "/families", "/families/call-sheet"
PAGES = (FAMILIES, "/families/check", SHEET, "/contact", "/privacy", "/accessibility")
NEW = {
    "what_for": "Intake Assessments in person.",
    "phone": "601-555-0142",
    "email": "hinds@example.org",
    "address": "1 Main Street, Jackson",
    "hours": "Monday to Friday",
    "position": 40,
}


def write(key: str, body: str) -> None:
    with transaction():
        seen = queries.current(key).number
        services.save_text(key, body, seen_number=seen, by=SYSTEM, at=build.NOON)


def add_contact(name: str, **given: Any) -> None:
    with transaction():
        services.add_contact(given={"name": name, **NEW, **given}, by=SYSTEM, at=build.NOON)


@pytest.mark.parametrize("path", PAGES)
def test_anyone_reads_the_public_pages(client: PageClient, path: str) -> None:
    client.visit(path)
    client.sign_in(build.person(role=Role.FAMILY_PARTNER))
    client.visit(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_takes_at_most_two_statements(client: PageClient, path: str) -> None:
    client.visit(path)
    with statements() as few:
        client.visit(path)
    add_contact("One")
    add_contact("Two")
    with statements() as many:
        client.visit(path)
    assert len(few) == len(many) <= 2, many


@pytest.mark.parametrize("path", ["/families/nothing", "/families/call-sheet/1"])
def test_what_is_not_there_is_not_found(client: PageClient, path: str) -> None:
    client.visit(path, status=404)


def test_families_read_who_can_get_help_and_what_the_program_does_not_do(
    client: PageClient,
) -> None:
    page = client.visit(FAMILIES)
    for words in (
        "between birth and 21",
        "lives in Mississippi",
        "Intake Assessment once a year",
        "by phone",
        "at a county health department",
        "examples, not the whole list",
        "not pay",
        "health coverage",
        "your choice to take part",
        "For practices that refer families",
        "Checked on Wednesday, May 11, 2016",
    ):
        assert words in page.text
    assert page.links["Call 1-800-844-0898"] == "tel:+18008440898"
    assert page.links["Check with 4 questions"] == "/families/check"
    assert page.links["Open the call sheet"] == SHEET


def test_what_staff_write_stands_on_the_page(client: PageClient) -> None:
    write("families-lead", "Call **us** <script>alert(1)</script>")
    write("privacy", "## Nothing is kept")
    lead = client.visit(FAMILIES).text
    assert "Call us <script>alert(1)</script>" in lead.replace("  ", " ")
    assert "Nothing is kept" in client.visit("/privacy").text


@pytest.mark.parametrize("path", [FAMILIES, SHEET, "/contact", "/families/check"])
def test_every_contact_is_shown_with_the_day_of_its_check(client: PageClient, path: str) -> None:
    add_contact("Hinds County Health Department")
    page = client.visit(path)
    keys = [card.attrs["data-key"] for card in page.all("contact")]
    assert keys[:4] == [
        "cmp-toll-free",
        "cmp-jackson",
        "department-of-health",
        "hinds-county-health-department",
    ]
    card = page.one("contact", data_key="hinds-county-health-department")
    for words in ("601-555-0142", "hinds@example.org", "1 Main Street", "Monday to Friday"):
        assert words in card.text
    assert "Checked on Monday, November 2" in card.text


def test_a_directory_that_staff_emptied_leads_to_the_help_number(client: PageClient) -> None:
    for one in queries.contacts():
        with transaction():
            services.remove_contact(one, by=SYSTEM, at=build.NOON)
    for path in (FAMILIES, SHEET, "/contact", "/families/check"):
        page = client.visit(path)
        assert page.all("contact") == []
    assert "Call the help number at the top of this page." in client.visit("/contact").text


def test_the_call_sheet_asks_for_consent_first_and_takes_nothing_in(client: PageClient) -> None:
    page = client.visit(SHEET)
    assert "Ask the family first." in page.text
    assert "Never type what is on it into this site." in page.text
    assert [form for form in page.forms if form.method == "post"] == []
    assert list(page.root.walk("input", "textarea", "select")) == []
    assert "Print this sheet" in page.buttons
    assert client.post(SHEET).status_code == 405


def test_every_page_leads_to_contact_privacy_and_accessibility(client: PageClient) -> None:
    links = client.visit("/sign-in").links
    for words, path in (
        ("Contact", "/contact"),
        ("Privacy and data use", "/privacy"),
        ("Accessibility", "/accessibility"),
        ("Help for families", FAMILIES),
    ):
        assert links[words] == path


def test_the_navigation_of_visitors_marks_the_page_that_is_open(client: PageClient) -> None:
    template = client.application.jinja_env.get_template("public/nav.html")
    with client.application.test_request_context():
        html = template.render(here="families")
        own = template.render(here="families", person=build.person())
    assert '<a href="/families" aria-current="page">For families</a>' in html
    for path in ("/", "/apply", "/questions", "/contact", "/sign-in"):
        assert f'href="{path}"' in html
    assert own == ""
