"""The typed base class of every table, and the column types of this house."""

from __future__ import annotations

import base64
import datetime as dt
import enum
import hashlib
from typing import Annotated, Any, ClassVar

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import JSON, DateTime, Enum, LargeBinary, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = dict[str, Any]


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A timezone-aware instant, stored as naive UTC on every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not be stored")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class WrongKey(RuntimeError):
    """Something was sealed with another key than the one in the settings."""


class Sealed(TypeDecorator[str]):
    """Text that is encrypted in the database with a key that is not in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else _seal().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else unsealed(value)


def unsealed(value: bytes) -> str:
    """What was sealed, opened with the key of the settings; raises `WrongKey`."""
    try:
        return _seal().decrypt(value).decode()
    except InvalidToken as problem:
        raise WrongKey("sealed with another DATA_KEY") from problem


def _seal() -> Fernet:
    key = current_app.config["DATA_KEY"] or current_app.config["SECRET_KEY"]
    digest = hashlib.sha256(b"sealed columns:" + str(key).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


PrimaryKey = Annotated[int, mapped_column(primary_key=True)]
JSON_COLUMN = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _rule_name(constraint: Any, _table: Any) -> str:
    """A column of choices names its own rule, so that two columns may offer the same choices."""
    own = next(iter(constraint.columns)) if constraint._type_bound else constraint
    return str(own.name)


class Model(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "constraint_name": _rule_name,
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime(),
        Json: JSON_COLUMN,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=40,
            create_constraint=True,
            values_callable=lambda members: [m.value for m in members],
        ),
    }

    id: Mapped[PrimaryKey]
