"""Writing together: nothing typed is lost, nobody is overwritten unseen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain.answers import LONGEST_TEXT
from app.rfa.domain.progress import SectionStatus
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Extension
from app.rfa.presenters.task_list import task_list
from app.rfa.queries import applications
from app.rfa.queries import drafting as queries
from app.rfa.services import presence
from app.rfa.services.drafting import Stale, note_not_kept
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails, minutes, trail

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def desk(app: object) -> Desk:
    return Desk()


def stored(desk: Desk, section: str = "plan") -> dict[str, Any]:
    answers: dict[str, Any] = desk.of.drafts[section].answers
    return answers


def test_answers_are_kept_wrong_and_incomplete_and_the_version_goes_up(desk: Desk) -> None:
    saved = desk.save("profile", {"Q1": {"value": "nonsense"}, "Q2": {"phone": "abc"}})

    assert saved.version == 2
    assert saved.changed == ("Q1", "Q2")
    assert stored(desk, "profile") == {"Q1": {"value": "nonsense"}, "Q2": {"phone": "abc"}}
    draft = desk.of.drafts["profile"]
    assert (draft.is_started, draft.is_complete) == (True, False)
    assert (draft.changed_at, draft.changed_by_id) == (AT, desk.ben.person_id)
    assert desk.of.application.content_at == AT


def test_what_is_not_sent_stays(desk: Desk) -> None:
    desk.write("plan", "P1", "One")
    desk.write("plan", "P2", "Two")

    assert stored(desk) == {"P1": {"value": "One"}, "P2": {"value": "Two"}}


def test_saving_the_same_again_changes_nothing(desk: Desk) -> None:
    desk.write("plan", "P1", "One")
    again = desk.write("plan", "P1", "One", seen_version=1, at=minutes(5))

    assert (again.version, again.changed, again.at) == (2, (), AT)
    assert len(desk.changes()) == 1
    assert desk.write("papers", "L1", "x").changed == ()


def test_an_older_page_does_not_overwrite_what_somebody_else_wrote(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)

    with pytest.raises(Stale) as stale:
        desk.write("plan", "P1", "Weekly", seen_version=1, at=minutes(1))

    (clash,) = stale.value.clashes
    assert (clash.theirs, clash.mine) == ({"value": "Monthly"}, {"value": "Weekly"})
    assert (clash.by, clash.at, stale.value.version) == ("Ana", AT, 2)
    assert stored(desk) == {"P1": {"value": "Monthly"}}


def test_an_older_page_may_change_other_answers(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)
    saved = desk.write("plan", "P2", "Habits", seen_version=1)

    assert saved.version == 3
    assert stored(desk) == {"P1": {"value": "Monthly"}, "P2": {"value": "Habits"}}


def test_one_clash_holds_the_whole_save_back(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)

    with pytest.raises(Stale) as stale:
        desk.save("plan", {"P1": {"value": "Weekly"}, "P2": {"value": "New"}}, seen_version=1)

    assert [clash.question.key for clash in stale.value.clashes] == ["P1"]
    assert stored(desk) == {"P1": {"value": "Monthly"}}


def test_the_same_words_from_two_people_do_not_clash(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)

    assert desk.write("plan", "P1", "Monthly", seen_version=1).changed == ()


def test_keeping_mine_keeps_both_in_the_history(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)
    desk.write("plan", "P1", "Weekly", seen_version=1, kept_over={"P1": 2})

    first, second = desk.changes()
    assert (first.after, first.by_id) == ({"value": "Monthly"}, desk.ana.person_id)
    assert (second.before, second.after) == ({"value": "Monthly"}, {"value": "Weekly"})
    assert second.note == "Kept in place of the text by Ana."


def test_a_third_text_that_nobody_has_seen_is_not_overwritten(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)
    desk.write("plan", "P1", "Daily", by=desk.carla)

    with pytest.raises(Stale) as stale:
        desk.write("plan", "P1", "Weekly", seen_version=1, kept_over={"P1": 2})

    assert [clash.by for clash in stale.value.clashes] == ["Carla Simms"]
    desk.write("plan", "P1", "Weekly", seen_version=1, kept_over={"P1": 3})
    assert stored(desk) == {"P1": {"value": "Weekly"}}


def test_keeping_mine_is_about_the_named_question_only(desk: Desk) -> None:
    desk.save("plan", {"P1": {"value": "Monthly"}, "P2": {"value": "Habits"}}, by=desk.ana)
    mine = {"P1": {"value": "Weekly"}, "P2": {"value": "Tools"}}

    with pytest.raises(Stale) as stale:
        desk.save("plan", mine, seen_version=1, kept_over={"P1": 2})

    assert [clash.question.key for clash in stale.value.clashes] == ["P2"]
    assert stored(desk) == {"P1": {"value": "Monthly"}, "P2": {"value": "Habits"}}


def test_ones_own_change_in_another_window_is_known_as_such(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly")

    with pytest.raises(Stale) as stale:
        desk.write("plan", "P1", "Weekly", seen_version=1)

    assert [clash.is_own for clash in stale.value.clashes] == [True]


def give_up(desk: Desk, text: str, question: str = "P1") -> None:
    with transaction():
        of = applications.opened(desk.id, locked=True)
        texts = {question: {"value": text}}
        note_not_kept(of, of.section("plan"), texts, by=desk.ben, at=minutes(1))


def test_a_text_that_gives_way_stays_in_the_history(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)
    for _ in range(2):
        give_up(desk, "Weekly")

    _, own, taken = desk.changes()
    assert (own.before["value"], own.after["value"], own.note) == ("Monthly", "Weekly", "Not kept.")
    assert (taken.before["value"], taken.after["value"]) == ("Weekly", "Monthly")
    assert taken.note == "Took the text by Ana."
    assert {own.by_id, taken.by_id} == {desk.ben.person_id}
    assert stored(desk) == {"P1": {"value": "Monthly"}}
    assert desk.of.drafts["plan"].version == 2


def test_after_a_text_gave_way_both_write_on_without_a_clash(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)
    give_up(desk, "Weekly")
    desk.write("plan", "P1", "Monthly, all", by=desk.ben, seen_version=2, at=minutes(2))
    desk.write("plan", "P1", "Monthly, all sites", by=desk.ana, seen_version=3, at=minutes(3))

    texts = ["Monthly", "Weekly", "Monthly", "Monthly, all", "Monthly, all sites"]
    assert [one.after["value"] for one in desk.changes()] == texts


def test_only_a_text_that_can_be_kept_gives_way(desk: Desk) -> None:
    desk.write("plan", "P1", "Monthly", by=desk.ana)
    for text, question in (
        ("Monthly", "P1"),
        ("x" * (LONGEST_TEXT + 1), "P1"),
        ("Never clashed", "P2"),
    ):
        give_up(desk, text, question)

    assert len(desk.changes()) == 1


def test_what_one_person_types_within_ten_minutes_is_one_change(desk: Desk) -> None:
    for count, text in enumerate(("I", "Im", "Imp"), start=1):
        desk.write("plan", "P1", text, at=minutes(count))
    desk.write("plan", "P1", "Impr", at=minutes(11))

    (change,) = desk.changes()
    assert (change.before, change.after) == ({}, {"value": "Impr"})
    assert (change.began_at, change.at, change.version) == (minutes(1), minutes(11), 5)

    desk.write("plan", "P1", "Improve", at=minutes(11) + SECOND)
    assert [one.after["value"] for one in desk.changes()] == ["Impr", "Improve"]


def test_two_people_in_turns_are_changes_of_their_own(desk: Desk) -> None:
    for by in (desk.ben, desk.ana, desk.ben):
        desk.write("plan", "P1", f"By {by.name}", by=by)
    desk.write("plan", "P1", "", at=minutes(1))

    assert [one.after for one in desk.changes()] == [
        {"value": "By Ben"},
        {"value": "By Ana"},
        {},
    ]


def test_what_was_typed_before_a_request_for_changes_stays_apart(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", at=minutes(1))
    desk.write("plan", "P1", "60% by May", at=minutes(2))
    desk.write("plan", "P1", "60% by May 2027", at=minutes(3))

    assert [one.after["value"] for one in desk.changes()] == ["improve plans", "60% by May 2027"]


def test_a_text_without_end_is_refused_and_nothing_is_saved(desk: Desk) -> None:
    with pytest.raises(Refused, match="P1: This is not saved: it is 1 characters too long"):
        desk.write("plan", "P1", "x" * (LONGEST_TEXT + 1))

    assert stored(desk) == {}


@pytest.mark.parametrize("moved", [dt.timedelta(), SECOND])
def test_a_section_closes_after_the_very_instant_of_the_deadline(
    desk: Desk, moved: dt.timedelta
) -> None:
    """Editing after the deadline, by an old page or by a clock that somebody changed."""
    at = desk.round.closes_at + moved
    if not moved:
        assert desk.write("plan", "P1", "In time", at=at).changed
        return
    with pytest.raises(NotPossibleNow, match="cannot be changed now"):
        desk.write("plan", "P1", "Too late", at=at)
    with pytest.raises(NotPossibleNow):
        desk.save("plan", {}, at=at)


def test_more_time_opens_the_sections_again(desk: Desk) -> None:
    late = desk.round.closes_at + dt.timedelta(hours=1)
    build.saved(
        Extension(
            round_id=desk.round.id,
            closes_at=late,
            reason="Storm",
            given_at=AT,
            given_by_id=desk.mona.person_id,
        )
    )

    assert desk.write("plan", "P1", "In time", at=late).changed
    assert desk.of.window == desk.of.round_window


def test_after_a_request_only_the_named_section_is_open(desk: Desk) -> None:
    desk.send()
    with pytest.raises(NotPossibleNow):
        desk.write("plan", "P1", "Sneaked in")
    desk.ask("plan")

    assert desk.write("plan", "P1", "60%").changed
    with pytest.raises(NotPossibleNow):
        desk.write("profile", "Q1", "fqhc")


def test_a_question_that_is_checked_is_not_stale_any_more(desk: Desk) -> None:
    desk.of.drafts["plan"].stale = {"keys": ["P1", "P2"]}
    db.session.commit()
    desk.write("plan", "P2", "Checked")

    assert desk.of.drafts["plan"].stale == {"keys": ["P1"]}


def test_a_change_ends_the_signature_and_the_signer_hears_of_it(desk: Desk) -> None:
    desk.complete()
    desk.sign()
    assert desk.of.is_signed
    desk.write("plan", "P1", "improve all plans", at=minutes(1))

    assert desk.of.signature is None
    (mail,) = mails("signature void")
    assert mail.recipient == "carla@example.org"
    assert "Ben changed it" in mail.body
    assert "sign again" in mail.body
    assert trail()[-1] == "voided the signature"


def test_the_task_list_counts_what_is_completed(desk: Desk) -> None:
    def statuses() -> list[str]:
        return [row.status for row in task_list(desk.of, at=AT).rows]

    assert task_list(desk.of, at=AT).done == 0
    assert statuses() == ["Not started"] * 3 + ["Cannot start yet"]
    desk.complete()
    assert task_list(desk.of, at=AT).done == 3
    assert statuses()[3] == str(SectionStatus.NOT_STARTED).capitalize()
    desk.sign()
    assert task_list(desk.of, at=AT).done == 4
    desk.write("plan", "P1", "one more word")
    assert task_list(desk.of, at=AT).done == 3


def test_the_task_list_says_what_the_state_lets_people_do(desk: Desk) -> None:
    def can(**when: Any) -> tuple[bool, bool, bool, bool]:
        found = task_list(desk.of, **{"at": AT} | when)
        return found.is_draft, found.is_open, found.may_take_over, found.may_withdraw

    after_the_deadline = desk.round.closes_at + dt.timedelta(days=1)
    assert can() == (True, True, True, True)
    assert can(at=after_the_deadline) == (True, True, False, True)
    desk.send()
    assert can() == can(in_review=True) == (False, False, False, True)
    desk.ask("plan", at=minutes(1))
    assert can() == can(in_review=True) == (False, True, False, True)
    of = desk.of.application
    of.told_at = minutes(2)
    db.session.commit()
    assert can() == (False, False, False, False)
    of.told_at, of.state = None, ApplicationState.WITHDRAWN
    of.withdrawn_at, of.withdrawn_reason = minutes(3), "We merge."
    db.session.commit()
    assert can() == (False, False, False, False)


def test_presence_lasts_a_quarter_of_a_minute(desk: Desk) -> None:
    for at in (AT, AT + SECOND):
        presence.note_presence(desk.id, "plan", by=desk.ana, at=at)
    presence.note_presence(desk.id, "plan", by=desk.ben, at=AT)
    end = AT + SECOND + queries.HERE_FOR

    def names(at: dt.datetime, **but: Any) -> list[str]:
        return [one.name for one in queries.present(desk.id, "plan", at, **but)]

    assert names(AT + SECOND) == ["Ana", "Ben"]
    assert names(AT, but=desk.ana.person_id) == ["Ben"]
    assert names(end - SECOND / 2) == ["Ana"]
    assert names(end) == []
    assert queries.present(desk.id, "profile", AT) == ()


def test_the_last_section_of_everybody_is_known(desk: Desk) -> None:
    desk.write("plan", "P1", "One", by=desk.ana)
    desk.write("profile", "Q1", "fqhc", by=desk.ana, at=minutes(1))

    assert queries.last_editors(desk.id) == {desk.ana.person_id: ("profile", minutes(1))}
    assert [one.name for one in queries.history(desk.id, "P1")] == ["Ana"]
