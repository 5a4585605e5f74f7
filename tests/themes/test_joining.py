"""Groups that find no fault and name nothing are one group."""

from __future__ import annotations

import numpy as np
import pytest

from qualkit.themes.grouping import Levels
from qualkit.themes.joining import with_praise_joined
from qualkit.themes.naming.praise import finds_no_fault
from qualkit.themes.naming.words import words_of

FAULTLESS = ["No complaints", "I have no complaints", "No complaints at all"]
PRAISE = ["Excellent service", "Very good service", "Good service"]
SLOTS = ["The evening slot was gone", "No evening slot for us", "They took my evening slot"]
PRICES = ["The price rise hurts", "Another price rise", "A price rise again"]
WORDS = words_of([*FAULTLESS, *PRAISE, *SLOTS, *PRICES])


def levels(*labels: list[int]) -> Levels:
    stability = tuple(np.linspace(0.5, 1.0, max(one) + 1) for one in labels)
    return Levels(tuple(map(np.array, labels)), stability, (1.0,) * len(labels), len(labels) - 1)


def test_groups_of_praise_are_one_and_their_stability_is_not_measured() -> None:
    found = with_praise_joined(levels([0] * 3 + [1] * 3 + [2] * 3 + [3] * 3), WORDS)
    assert found.labels[0].tolist() == [0] * 6 + [1] * 3 + [2] * 3
    assert np.isnan(found.stability[0]).tolist() == [True, False, False]


def test_each_finer_group_still_lies_in_one_coarser() -> None:
    found = with_praise_joined(levels([0] * 3 + [1] * 6 + [0] * 3, [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3), WORDS)
    for fine in range(int(found.labels[1].max()) + 1):
        assert len(set(found.labels[0][found.labels[1] == fine].tolist())) == 1


def test_one_group_of_praise_leaves_all_as_it_is() -> None:
    before = levels([0] * 6 + [1] * 3 + [2] * 3)
    assert with_praise_joined(before, WORDS) is before


def test_groups_with_a_subject_are_never_joined() -> None:
    before = levels([0] * 3 + [1] * 3)
    assert with_praise_joined(before, WORDS[6:]) is before


@pytest.mark.parametrize(
    "text",
    [
        "Can't fault it",
        "Nothing the service was great",
        "They could not have done any better",
        "Absolutely nothing",
        "Ninguna queja de nada, todo muy bien",
        "Ich würde hier gar nichts ändern, es war alles bestens",
    ],
)
def test_what_finds_no_fault_is_known(text: str) -> None:
    assert finds_no_fault(words_of([text])[0])


@pytest.mark.parametrize(
    "text", ["It could be better", "Not good", "No good", "A terrible service", "Please help", "The slot and the price"]
)
def test_what_finds_fault_or_names_subjects_is_none(text: str) -> None:
    assert not finds_no_fault(words_of([text])[0])
