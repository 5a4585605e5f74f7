"""The nouns: frozen values that every other part of qualkit speaks in."""

from qualkit.model.changes import Changes
from qualkit.model.codebook import CODE_COLUMNS, CODE_TEXTS, UNCHANGED, Code, Codebook, Unchanged, name_key
from qualkit.model.conversation import Comment, Conversation, Turn
from qualkit.model.corpus import COLUMNS, PROBLEM_COLUMNS, ROLES, Corpus, empty_problems
from qualkit.model.finding import STATUSES, VERDICTS, CounterSearch, Evidence, Finding, Stance, Verdict
from qualkit.model.provenance import Provenance, canonical_json, content_hash
from qualkit.model.study import (
    CODING_COLUMNS,
    LOG_COLUMNS,
    MEMO_COLUMNS,
    Description,
    HasStudy,
    Study,
    as_study,
    check_corpus,
)
from qualkit.model.theme import (
    ASSIGNMENT_COLUMNS,
    FAIR,
    PARKED_COLUMNS,
    SOLID,
    THEME_COLUMNS,
    UNCLEAR,
    ThemeTables,
    doubt_word,
    subject_word,
)

__all__ = [
    "ASSIGNMENT_COLUMNS",
    "CODE_COLUMNS",
    "CODE_TEXTS",
    "CODING_COLUMNS",
    "COLUMNS",
    "FAIR",
    "LOG_COLUMNS",
    "MEMO_COLUMNS",
    "PARKED_COLUMNS",
    "PROBLEM_COLUMNS",
    "ROLES",
    "SOLID",
    "STATUSES",
    "THEME_COLUMNS",
    "UNCHANGED",
    "UNCLEAR",
    "VERDICTS",
    "Changes",
    "Code",
    "Codebook",
    "Comment",
    "Conversation",
    "Corpus",
    "CounterSearch",
    "Description",
    "Evidence",
    "Finding",
    "HasStudy",
    "Provenance",
    "Stance",
    "Study",
    "ThemeTables",
    "Turn",
    "Unchanged",
    "Verdict",
    "as_study",
    "canonical_json",
    "check_corpus",
    "content_hash",
    "doubt_word",
    "empty_problems",
    "name_key",
    "subject_word",
]
