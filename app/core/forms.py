"""The base of every form: CSRF always on, text cleaned, one way to ask 'posted and valid?'."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Flask, abort, current_app, g, request
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import (
    EmailField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    StringField,
)
from wtforms import SelectChoice as Choice  # type: ignore[attr-defined]  # stubs lag at 3.2
from wtforms.widgets import CheckboxInput

from app.core.confirming import MOST_TOLD, Confirming, Typed
from app.core.csrf import FIELD, SessionBoundCSRF
from app.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wtforms.form import BaseForm

    from app.core.errors import Refused

__all__ = [
    "CheckboxesField",
    "Choice",
    "CodeField",
    "PageForm",
    "VersionedForm",
    "control_attributes",
    "posted",
]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["control_attributes"] = control_attributes
    app.before_request(_refuse_endless_forms)


def _refuse_endless_forms() -> None:
    """Hold forms to MAX_FORM_PARTS fields; werkzeug itself counts those of uploads only."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    if request.get_data().count(b"&") >= current_app.config["MAX_FORM_PARTS"]:
        abort(413)


def posted() -> MultiDict[str, str]:
    """The fields of this request, each cleaned; passwords are left exactly as typed."""
    return MultiDict(
        (name, value if "password" in name or name == FIELD else clean(value))
        for name, value in request.form.items(multi=True)
    )


def _sent() -> CombinedMultiDict[str, Any]:
    parts: list[MultiDict[str, Any]] = [request.files, posted()]
    return CombinedMultiDict(parts)


CHOOSE = "Choose one of the list"
_ABOUT_LISTS = frozenset(
    {
        "Not a valid choice.",
        "Invalid Choice: could not coerce.",
        "Invalid choice(s): one or more data inputs could not be coerced.",
        "'%(value)s' is not a valid choice for this field.",
    }
)


class _OurWords:
    """What WTForms says by itself about lists, in our words."""

    def gettext(self, said: str) -> str:
        return CHOOSE if said in _ABOUT_LISTS else said

    def ngettext(self, one: str, several: str, count: int) -> str:
        return self.gettext(one) if one in _ABOUT_LISTS or count == 1 else several


class CodeField(StringField):
    """A code that is compared and never kept: any other one is just not the code."""


_NO_WORDS = (PasswordField, EmailField, HiddenField, CodeField)
"""Fields of text in which nobody writes sentences."""


class PageForm(Form):
    """A form of this request: bound to what was posted, or filled from `obj` or keywords.

    Keyword `prefix_id` is not needed: one page shows one form of a kind. Words that look
    like a patient's identifier make every form invalid until somebody confirms that they
    are none: see `app.core.confirming`. What its fields are called is kept for the pages that
    give typed text back.
    """

    words_may_be_confirmed: ClassVar[bool] = True
    """False where the trail may not say who sent the form: there, such words are taken out."""

    class Meta:
        csrf = True
        csrf_class = SessionBoundCSRF
        csrf_field_name = FIELD

        def get_translations(self, _form: BaseForm) -> _OurWords:
            """Every form refuses in our own words."""
            return _OurWords()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_sent() if request.method == "POST" else None, **kwargs)
        g.labels = g.get("labels", {}) | {field.name: field.label.text for field in self}

    def accepted(self) -> bool:
        """True when this request posted the form and every field is valid."""
        return request.method == "POST" and self.validate()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is valid, and no words are left that may be about a patient."""
        is_valid = super().validate(extra_validators)
        others = tuple(self.other_words())
        stopped = self.confirming.look([*_typed(self), *others])
        _tell(self, stopped)
        self.form_errors += [
            f"{one.label}: {stopped[one.name]}" for one in others if one.name in stopped
        ][:MOST_TOLD]
        if not is_valid or self.errors:
            return False
        self.confirming.take()
        return True

    def other_words(self) -> Iterable[Typed]:
        """Texts that this form saves although no field of it holds them."""
        return ()

    @cached_property
    def confirming(self) -> Confirming:
        """What of the words in this form has to be edited or confirmed."""
        has_files = any(isinstance(field, FileField) for field in self)
        return Confirming(
            posted() if request.method == "POST" else None,
            has_files=has_files,
            may_confirm=self.words_may_be_confirmed,
        )

    def show(self, refusal: Refused) -> None:
        """Put a service's refusal beside the field it names, or at the top of the form."""
        field: Field | None = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


def _typed(form: Iterable[Field]) -> Iterator[Typed]:
    """What people typed into the fields of a form; what was there before is no news."""
    for field in form:
        if isinstance(field, FieldList | FormField):
            yield from _typed(field)
        elif isinstance(field, FileField):
            for name in _file_names(field):
                yield Typed(field.name, f"{field.label.text}: its name", name.replace("_", " "))
        elif _has_words(field) and field.data != field.object_data:
            yield Typed(field.name, field.label.text, field.data)


def _has_words(field: Field) -> bool:
    is_text = isinstance(field, StringField) and not isinstance(field, _NO_WORDS)
    return is_text and bool(field.data)


def _file_names(field: FileField) -> list[str]:
    sent = field.data if isinstance(field.data, list) else [field.data]
    return [file.filename or "" for file in sent if isinstance(file, FileStorage)]


def _tell(form: Iterable[Field], stopped: dict[str, str]) -> bool:
    """Move each sentence from `stopped` to its field; gives whether any field has one."""
    told = [_tell_field(field, stopped) for field in form]
    return any(told)


def _tell_field(field: Field, stopped: dict[str, str]) -> bool:
    if isinstance(field, FieldList | FormField):
        told = _tell(field, stopped)
        if told and isinstance(field, FieldList):
            field.errors = [inner.errors for inner in field]
        return told
    if field.name not in stopped:
        return False
    field.errors = [*field.errors, stopped.pop(field.name)]
    return True


class VersionedForm(PageForm):
    """A form about a row that others may be changing too."""

    seen_version = HiddenField(default="0")

    @property
    def version(self) -> int:
        """The version that the page was made from; what is no number fits no version."""
        text = self.seen_version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class CheckboxesField(SelectMultipleField):
    """Several answers, each with its own box to tick."""

    option_widget = CheckboxInput()


def control_attributes(
    field: Field,
    *,
    max: int | None = None,  # the template's word
    autocomplete: str | None = None,
    inputmode: str | None = None,
) -> dict[str, str | bool]:
    """The attributes that tie a control to its hint, error and counter, and help typing.

    No `maxlength`: browsers cut what is pasted to it without a word. The counter shows what is
    too much, and the form refuses it with a sentence.
    """
    described = [
        f"{field.id}-{part}"
        for part, present in (
            ("hint", field.description),
            ("error", field.errors),
            ("count", max),
        )
        if present
    ]
    given = {
        "aria-describedby": " ".join(described),
        "aria-invalid": "true" if field.errors else "",
        "data-max": str(max or ""),
        "autocomplete": autocomplete or "",
        "inputmode": inputmode or "",
    }
    return {name: value for name, value in given.items() if value} | {"maxlength": False}
