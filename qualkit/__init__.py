"""qualkit: read what customers say, and find out why they did what they did."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Name to module. Static, so that `import qualkit` loads nothing else and a reader sees the whole surface at once.
_PUBLIC = {
    "Codebook": "qualkit.model",
    "Comment": "qualkit.model",
    "Conversation": "qualkit.model",
    "Corpus": "qualkit.model",
    "Evidence": "qualkit.model",
    "Finding": "qualkit.model",
    "Project": "qualkit.project",
    "QualkitError": "qualkit.errors",
    "Redactor": "qualkit.text.redaction",
    "Study": "qualkit.model",
    "Themes": "qualkit.themes",
    "Verification": "qualkit.report",
    "VerificationError": "qualkit.errors",
    "agreement": "qualkit.coding",
    "assign_parquet": "qualkit.themes.at_size",
    "co_occurrence": "qualkit.coding",
    "code": "qualkit.widgets",
    "compare_reports": "qualkit.report",
    "contrast": "qualkit.findings",
    "counter_evidence": "qualkit.findings",
    "cross_table": "qualkit.coding",
    "disagreements": "qualkit.coding",
    "export": "qualkit.report.export",
    "find_reasons": "qualkit.findings.reasons",
    "find_themes": "qualkit.themes",
    "finding_warnings": "qualkit.findings",
    "heard_from": "qualkit.findings",
    "load_sample": "qualkit.sample",
    "load_sample_project": "qualkit.sample",
    "load_themes": "qualkit.themes",
    "member_check": "qualkit.report.member_check",
    "open_project": "qualkit.project",
    "passages_behind": "qualkit.coding.tables",
    "read_comments": "qualkit.io",
    "reading_plan": "qualkit.coding",
    "redact": "qualkit.text.redaction",
    "redaction_review": "qualkit.text.redaction_review",
    "responses": "qualkit.findings",
    "saturation": "qualkit.coding",
    "suggest_codes": "qualkit.coding",
    "verify": "qualkit.report",
    "write_report": "qualkit.report",
}

__all__ = [*sorted(_PUBLIC), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        message = f"module 'qualkit' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


if TYPE_CHECKING:
    from qualkit.coding import (
        agreement,
        co_occurrence,
        cross_table,
        disagreements,
        reading_plan,
        saturation,
        suggest_codes,
    )
    from qualkit.coding.tables import passages_behind
    from qualkit.errors import QualkitError, VerificationError
    from qualkit.findings import contrast, counter_evidence, finding_warnings, heard_from, responses
    from qualkit.findings.reasons import find_reasons
    from qualkit.io import read_comments
    from qualkit.model import Codebook, Comment, Conversation, Corpus, Evidence, Finding, Study
    from qualkit.project import Project, open_project
    from qualkit.report import Verification, compare_reports, verify, write_report
    from qualkit.report.export import export
    from qualkit.report.member_check import member_check
    from qualkit.sample import load_sample, load_sample_project
    from qualkit.text.redaction import Redactor, redact
    from qualkit.text.redaction_review import redaction_review
    from qualkit.themes import Themes, find_themes, load_themes
    from qualkit.themes.at_size import assign_parquet
    from qualkit.widgets import code
