"""The nouns: frozen values that every other part of qualkit speaks in."""

from qualkit.model.codebook import CODE_COLUMNS, Code, Codebook
from qualkit.model.conversation import Comment, Conversation, Turn
from qualkit.model.corpus import COLUMNS, PROBLEM_COLUMNS, ROLES, Corpus, empty_problems
from qualkit.model.finding import STATUSES, VERDICTS, CounterSearch, Evidence, Finding, Stance, Verdict
from qualkit.model.provenance import Provenance, canonical_json, content_hash
from qualkit.model.study import CODING_COLUMNS, LOG_COLUMNS, MEMO_COLUMNS, Description, HasStudy, Study, as_study
from qualkit.model.theme import ASSIGNMENT_COLUMNS, PARKED_COLUMNS, THEME_COLUMNS, ThemeTables

__all__ = [
    "ASSIGNMENT_COLUMNS",
    "CODE_COLUMNS",
    "CODING_COLUMNS",
    "COLUMNS",
    "LOG_COLUMNS",
    "MEMO_COLUMNS",
    "PARKED_COLUMNS",
    "PROBLEM_COLUMNS",
    "ROLES",
    "STATUSES",
    "THEME_COLUMNS",
    "VERDICTS",
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
    "Verdict",
    "as_study",
    "canonical_json",
    "content_hash",
    "empty_problems",
]
