"""The tables of a project."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint
from sqlalchemy.types import TypeDecorator

__all__ = ["SCHEMA_VERSION", "ExactText", "comments", "derived", "events", "meta", "metadata", "migrations", "texts"]

SCHEMA_VERSION = 2
"""The version of these tables; a file with a larger one is refused, one with a smaller one is migrated."""


class ExactText(TypeDecorator[str]):
    """Any Python string, kept as bytes: databases refuse or alter lone surrogates and NUL in their text types."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        """Encode on the way in."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: Any, dialect: Any) -> str | None:
        """Decode on the way out."""
        # Another program may have put a string where bytes were: that is for the hashes to find, not for a decoder.
        return value if value is None or isinstance(value, str) else bytes(value).decode("utf-8", "surrogatepass")


metadata = MetaData()

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False))
"""``format``, ``schema_version``, ``replica``, ``key`` (the project's secret, hexadecimal)."""

events = Table(
    "events",
    metadata,
    Column("event_id", String, primary_key=True),
    Column("replica", String, nullable=False),
    Column("n", Integer, nullable=False),
    Column("prev_hash", String, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("created", String, nullable=False),
    Column("coder", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("payload", String, nullable=False),
    Column("hash", String, nullable=False),
    UniqueConstraint("replica", "n"),
)
"""The journal: appended to, never changed."""

texts = Table(
    "texts",
    metadata,
    Column("ref", String, primary_key=True),
    Column("salt", String, nullable=False),
    Column("body", ExactText, nullable=False),
)
"""All free text, by its salted hash. The only table from which anything is erased."""

comments = Table(
    "comments",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("comment_id", ExactText, nullable=False, unique=True),
    Column("conversation_id", ExactText),
    Column("reply_to", ExactText),
    Column("person_id", ExactText),
    Column("role", ExactText),
    Column("created", ExactText),
    Column("channel", ExactText),
    Column("prompt", ExactText),
    Column("outcome", ExactText),
    Column("author", ExactText),
    Column("variables", ExactText, nullable=False),
    Column("text_ref", String, nullable=False),
    Column("row_ref", String, nullable=False),
    Column("batch", String, nullable=False),
)
"""What was said, one row a comment; ``batch`` is the event that added it, ``variables`` canonical JSON."""

derived = Table(
    "derived",
    metadata,
    Column("kind", String, primary_key=True),
    Column("id", ExactText, primary_key=True),
    Column("value", String, nullable=False),
)
"""What follows from the journal at present, one row a thing: ids, positions and references as JSON, never free text.

Written in one transaction with the events that change it; `qualkit.store.derived` says how it follows.
"""

migrations = Table(
    "migrations",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("applied", String, nullable=False),
    Column("what", String, nullable=False),
)
"""The steps that brought an older file to these tables, and when; empty in a file that began with them."""
