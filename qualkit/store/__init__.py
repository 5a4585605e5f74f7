"""Where a project is kept: the journal, the free texts beside it, and the comments."""

from qualkit.store.comments import Layout, StoredComment, batch_digest, corpus_of, layout_of, rows_of, seal_rows
from qualkit.store.database import Store
from qualkit.store.fold import DECISIONS, State, absorb, fold
from qualkit.store.journal import EVENT_SCHEMA, GENESIS, Draft, Event, SealedText, check_chain, journal_head, seal
from qualkit.store.sources import Clock, CountedIds, Ids, RandomIds, SteppingClock, SystemClock
from qualkit.store.themes import read_themes, write_themes
from qualkit.store.transaction import Transaction

__all__ = [
    "DECISIONS",
    "EVENT_SCHEMA",
    "GENESIS",
    "Clock",
    "CountedIds",
    "Draft",
    "Event",
    "Ids",
    "Layout",
    "RandomIds",
    "SealedText",
    "State",
    "SteppingClock",
    "Store",
    "StoredComment",
    "SystemClock",
    "Transaction",
    "absorb",
    "batch_digest",
    "check_chain",
    "corpus_of",
    "fold",
    "journal_head",
    "layout_of",
    "read_themes",
    "rows_of",
    "seal",
    "seal_rows",
    "write_themes",
]
