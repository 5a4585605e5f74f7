"""Findings: who stands behind a claim, who speaks against it, who is missing."""

from qualkit.findings.heard import Heard, heard, heard_from

__all__ = ["Heard", "heard", "heard_from"]
