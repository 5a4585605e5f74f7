"""Coding: what to read first, how far coders agree, who said what."""

from qualkit.coding.agreement import agreement, disagreements
from qualkit.coding.reading import reading_plan
from qualkit.coding.saturation import Saturation, saturation
from qualkit.coding.suggestions import suggest_codes
from qualkit.coding.tables import co_occurrence, cross_table, passages_behind

__all__ = [
    "Saturation",
    "agreement",
    "co_occurrence",
    "cross_table",
    "disagreements",
    "passages_behind",
    "reading_plan",
    "saturation",
    "suggest_codes",
]
