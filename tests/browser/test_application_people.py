"""One practice, several people, clear roles (OPEN-02)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import Attachment, SectionDraft
from tests.browser import calls
from tests.browser.kudzu import at
from tests.pages.accounts.people import somebody
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

NOW = at("2026-02-23")


def invite(page: Page, name: str, email: str, role: str) -> None:
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Work email").fill(email)
    page.get_by_text(role, exact=True).last.click()
    page.get_by_role("button", name="Send the invitation").click()


def links() -> dict[str, str]:
    """The private address in each invitation, by recipient; nothing is left open."""
    query = select(OutboxMail.recipient, OutboxMail.link).where(OutboxMail.kind == "invitation")
    found = {to: str(link) for to, link in db.session.execute(query)}
    db.session.rollback()
    return {to: link[link.index("/invitations/") :] for to, link in found.items()}


def test_colleagues_are_invited_read_or_write_and_leave(  # noqa: PLR0915  # one story
    app: Flask, new_page: Callable[..., Page]
) -> None:
    set_clock(app, NOW)
    of = calls.round_2026()
    p1 = calls.applicant(of, "P1", NOW, Ana=(Role.APPLICATION_LEAD,))
    calls.complete(p1, NOW, but=("capacity",))
    p2 = calls.applicant(of, "P2", NOW, Erin=(Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER))
    ben, dev = (
        calls.Someone(row.id, row.name, row.email)
        for row in (somebody(name="Ben Okoro"), somebody(name="Dev Patel"))
    )
    file_id = db.session.scalar(select(Attachment.id))
    db.session.rollback()

    ana = new_page(sign_in=p1.people["Ana"].id)
    ana.goto(f"{p1.path}/people")
    invite(ana, "Ben Okoro", ben.email, "Editor")
    invite(ana, "Dev Patel", dev.email, "Viewer")
    assert set(links()) == {ben.email, dev.email}
    rows = ana.get_by_test_id("invitation-row")
    expect(rows).to_have_count(2)
    for number in range(2):
        expect(rows.nth(number)).to_contain_text("ending")
    check_page(ana)

    section = f"{p1.path}/section/capacity"
    pages = {}
    for someone in (ben, dev):
        page = pages[someone.name] = new_page(sign_in=someone.id)
        page.goto(links()[someone.email])
        page.get_by_role("button", name=re.compile("oin|ccept")).click()
        page.goto(section)
    expect(pages["Ben Okoro"].locator("#Q31")).to_be_editable()
    devs = pages["Dev Patel"]
    expect(devs.locator("#Q31")).not_to_be_editable()
    token = devs.locator("meta[name=csrf-token]").get_attribute("content") or ""
    reply = devs.request.put(
        section,
        data={"version": 1, "questions": ["Q31"], "fields": [["Q31", "Mine"]]},
        headers={"X-CSRF-Token": token, "Accept": "application/json"},
    )
    assert reply.status == 403
    kept = select(SectionDraft.answers).where(SectionDraft.section == "capacity")
    assert all(answers == {} for answers in db.session.scalars(kept))
    db.session.rollback()

    ana.goto(f"{p1.path}/people")
    row = ana.get_by_test_id("person-row").filter(has_text="Dev Patel")
    row.get_by_role("link", name=re.compile("Remove")).click()
    ana.get_by_label(re.compile("Why|Reason")).fill("Works for another clinic now")
    check_page(ana)
    ana.get_by_role("button", name=re.compile("Remove")).click()
    assert devs.goto(section).status == 404  # type: ignore[union-attr]  # it answers
    devs.goto("/")
    expect(devs.locator("main")).not_to_contain_text("Delta Pines")

    erin = new_page(sign_in=p2.people["Erin"].id)
    for path in (p1.path, f"{p1.path}/application.pdf", f"{p1.path}/files/{file_id}"):
        assert erin.request.get(path).status == 404
    erin.goto("/applications")
    expect(erin.locator("main")).not_to_contain_text("Delta Pines")
