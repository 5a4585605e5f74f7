"""HTML escapes that an export left in its texts: listed, and read as signs where that is asked."""

from __future__ import annotations

import pandas as pd
import pytest

from qualkit.io import read_comments


def _read(*texts: str, unescape: bool = False):
    return read_comments(pd.DataFrame({"text": list(texts)}), unescape=unescape)


def test_texts_stay_as_exported_and_the_list_of_problems_says_what_to_do():
    corpus = _read("Fish &amp; chips", "R&D and a&b; stay")
    assert corpus.frame["text"].tolist() == ["Fish &amp; chips", "R&D and a&b; stay"]
    (problem,) = corpus.problems.to_dict("records")
    assert (problem["row"], problem["action"]) == (1, "kept")
    assert "unescape=True" in problem["detail"]


@pytest.mark.parametrize(
    ("exported", "read"),
    [
        ("Fish &amp; chips &lt;3", "Fish & chips <3"),
        ("It&#39;s &#x201C;fine&#x201d;", "It's “fine”"),
        ("&amp;lt; once", "&lt; once"),
        ("no &notes; R&Dlt; &amp without end", "no &notes; R&Dlt; &amp without end"),
        ("&#0;", "&#0;"),
    ],
)
def test_escapes_become_signs_once_where_that_is_asked(exported: str, read: str):
    assert _read(exported, unescape=True).frame["text"].tolist() == [read]


def test_what_was_replaced_is_listed():
    assert _read("a &gt; b", "c", unescape=True).problems[["row", "action"]].to_numpy().tolist() == [[1, "repaired"]]
