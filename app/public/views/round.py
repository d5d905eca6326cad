"""One round as anyone may read it: the call, every question, the rubric, and files of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, render_template

from app.awards.queries import told
from app.core.clock import now, today
from app.core.headers import as_download
from app.policy import public
from app.public import presenters, queries
from app.public.forms.apply import AskForm
from app.public.views.blueprint import bp
from app.rfa.presenters import calls, deadline_file, form_files, question_list
from app.rfa.queries import faq, rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Round
    from app.rfa.presenters.calls import Call

TEXTS = (
    "landing-purpose",
    "landing-who-may-apply",
    "landing-what-you-get",
    "landing-what-is-asked",
    "round-review",
)


@bp.get("/apply/<slug:key>")
@public
def call_page(key: str) -> ResponseReturnValue:
    """The call for applications of one round."""
    of = rounds.public_round(key)
    document = rounds.document_of(of)
    call = call_of(of)
    return render_template(
        "public/round.html",
        call=call,
        of=of,
        why_later=rounds.reason_for_more_time(of) if call.is_extended else "",
        counties=calls.county_words(of.only_counties),
        sections=question_list.sections(document, pays=of.pays),
        rubric=question_list.rubric(document, pays=of.pays),
        texts=queries.texts(TEXTS),
        contacts=presenters.cards(queries.contacts(), today()),
        entries=faq.answered(of.id),
        may_ask=may_ask(of, call),
        form=AskForm(),
        has_awardees=call.is_over and told.has_awardees(),
    )


@bp.get("/apply/<slug:key>/questions-and-rubric")
@public
def all_questions(key: str) -> ResponseReturnValue:
    """Every question with its limit and condition, and the rubric: to read and to print."""
    of = rounds.public_round(key)
    document = rounds.document_of(of)
    return render_template(
        "public/questions_all.html",
        call=call_of(of),
        sections=question_list.sections(document, pays=of.pays),
        rubric=question_list.rubric(document, pays=of.pays),
    )


@bp.get("/apply/<slug:key>/deadline.ics")
@public
def deadline_ics(key: str) -> ResponseReturnValue:
    """The deadline for the reader's own calendar."""
    of = rounds.public_round(key)
    content = deadline_file.calendar(
        of.key, of.title, call_of(of).closes_at, site=current_app.config["BASE_URL"], at=now()
    )
    return _file(content, "text/calendar", f"{of.key}-deadline.ics")


@bp.get("/apply/<slug:key>/form.pdf")
@public
def form_pdf(key: str) -> ResponseReturnValue:
    """The empty form as PDF."""
    return _form_file(key, "pdf")


@bp.get("/apply/<slug:key>/form.docx")
@public
def form_docx(key: str) -> ResponseReturnValue:
    """The empty form for a word processor."""
    return _form_file(key, "docx")


@bp.get("/apply/<slug:key>/form.txt")
@public
def form_txt(key: str) -> ResponseReturnValue:
    """The empty form as plain text."""
    return _form_file(key, "txt")


def may_ask(of: Round, call: Call) -> bool:
    """Whether visitors may ask now: not before the round is public, not after its end."""
    return not call.is_over and faq.takes_questions(of, now())


def call_of(of: Round) -> Call:
    """A round as pages show it now."""
    return calls.call(of, rounds.window_of(of), now())


def every_call() -> list[Call]:
    """The rounds that visitors may read: open ones first, then the next, then the latest."""
    found = rounds.public_rounds()
    every = calls.calls(found, rounds.windows_of(found), now())
    return sorted(every, key=calls.by_interest)


def _form_file(key: str, ending: str) -> Response:
    of = rounds.public_round(key)
    kind = form_files.KINDS[ending].content_type
    return _file(form_files.blank_form(of, ending), kind, f"{of.key}-form.{ending}")


def _file(content: bytes, kind: str, name: str) -> Response:
    return as_download(Response(content, content_type=kind), name)
