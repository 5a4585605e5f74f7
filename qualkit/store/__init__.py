"""Where a project is kept: the journal, the free texts beside it, and the comments."""

from qualkit.store.backups import RING, backups_of
from qualkit.store.checkup import store_report
from qualkit.store.comments import Layout, StoredComment, batch_digest, corpus_of, layout_of, rows_of, seal_rows
from qualkit.store.database import Store
from qualkit.store.derived import Rows, Thing, changes, derive, touched
from qualkit.store.fold import DECISIONS, State, absorb, fold
from qualkit.store.journal import EVENT_SCHEMA, GENESIS, Draft, Event, SealedText, check_chain, journal_head, seal
from qualkit.store.migrations import rebuild
from qualkit.store.new_values import NewValues, new_values_of, with_new_values
from qualkit.store.sources import Clock, CountedIds, Ids, RandomIds, SteppingClock, SystemClock, moment
from qualkit.store.themes import read_themes, write_themes
from qualkit.store.transaction import Transaction

__all__ = [
    "DECISIONS",
    "EVENT_SCHEMA",
    "GENESIS",
    "RING",
    "Clock",
    "CountedIds",
    "Draft",
    "Event",
    "Ids",
    "Layout",
    "NewValues",
    "RandomIds",
    "Rows",
    "SealedText",
    "State",
    "SteppingClock",
    "Store",
    "StoredComment",
    "SystemClock",
    "Thing",
    "Transaction",
    "absorb",
    "backups_of",
    "batch_digest",
    "changes",
    "check_chain",
    "corpus_of",
    "derive",
    "fold",
    "journal_head",
    "layout_of",
    "moment",
    "new_values_of",
    "read_themes",
    "rebuild",
    "rows_of",
    "seal",
    "seal_rows",
    "store_report",
    "touched",
    "with_new_values",
    "write_themes",
]
