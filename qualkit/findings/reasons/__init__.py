"""Where somebody seems to give a reason: a reading aid, never a finding."""

from qualkit.findings.reasons.find import REASON_COLUMNS, find_reasons
from qualkit.findings.reasons.rules import default_rules, load_rules

__all__ = ["REASON_COLUMNS", "default_rules", "find_reasons", "load_rules"]
