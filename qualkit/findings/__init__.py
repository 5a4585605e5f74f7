"""Findings: who stands behind a claim, who speaks against it, who is missing, and what came back when we asked."""

from qualkit.findings.against import counter_evidence
from qualkit.findings.between_outcomes import contrast, difference_interval
from qualkit.findings.heard import Heard, heard, heard_from, people_read
from qualkit.findings.responding import responses
from qualkit.findings.supervision import finding_warnings

__all__ = [
    "Heard",
    "contrast",
    "counter_evidence",
    "difference_interval",
    "finding_warnings",
    "heard",
    "heard_from",
    "people_read",
    "responses",
]
