from contextlib import contextmanager
from datetime import UTC, datetime

import pandas as pd
import pytest

from qualkit.model import COLUMNS, PROBLEM_COLUMNS, Corpus, Provenance, ThemeTables
from qualkit.project import open_project
from qualkit.store import CountedIds, SteppingClock, Store

TEXTS = {
    "M-1": "The price went up again 👩🏽‍🦰.\r\nSo I left. Secretword.",
    "M-2": "Sorry to hear it: was the price the reason?",
    "M-3": "Yes. The price, and the price alone.",
    "M-4": "You changed the date under my 1.000 € order — naïve\x00me.",
    "M-5": "",
}


def make_corpus(texts=TEXTS, **columns) -> Corpus:
    n = len(texts)
    table = pd.DataFrame(
        {
            "comment_id": list(texts),
            "conversation_id": ["T-1", "T-1", "T-1", "T-2", "T-2"][:n] + ["T-9"] * (n - 5),
            "reply_to": [None, "M-1", "M-2", None, "M-4"][:n] + [None] * (n - 5),
            "person_id": ["p-jo", "p-staff", "p-jo", "p-li", None][:n] + ["p-new"] * (n - 5),
            "author": ["Jo Unlikelyname", "Sam", "Jo Unlikelyname", "Li", None][:n] + ["New"] * (n - 5),
            "role": ["customer", "staff", "customer", "customer", None][:n] + [None] * (n - 5),
            "channel": ["mail", "mail", "mail", "forum", "forum"][:n] + ["forum"] * (n - 5),
            "prompt": [None] * n,
            "outcome": ["cancelled", None, "cancelled", "stayed", "stayed"][:n] + ["stayed"] * (n - 5),
            "text": list(texts.values()),
        },
        dtype="str",
    )
    when = ["2026-01-01T00:00:00.000001Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z", None, None][:n]
    table["created"] = pd.Series(pd.to_datetime(when + [None] * (n - 5), utc=True, format="ISO8601")).astype(
        "datetime64[us, UTC]"
    )
    table = table[list(COLUMNS)]
    table["stars"] = pd.Series([1, 5, 2, 3, 4][:n] + [1] * (n - 5))
    table["town"] = pd.Series(["Oddlytown", None, "Oddlytown", "York", "York"][:n] + ["York"] * (n - 5), dtype="str")
    for name, values in columns.items():
        table[name] = values
    problems = pd.DataFrame(
        [
            ("a.csv", 1, "M-1", "text", "odd", "kept", "it said Secretword"),
            ("a.csv", 4, "M-4", "text", "odd", "kept", "x"),
        ],
        columns=list(PROBLEM_COLUMNS),
    ).astype(dict.fromkeys([name for name in PROBLEM_COLUMNS if name != "row"], "str") | {"row": "Int64"})
    return Corpus(
        table, problems, Provenance("read_comments", {"a.csv": "ab12"}, {"format": "csv"}, {"qualkit": "0.1"})
    )


def make_themes() -> ThemeTables:
    return ThemeTables(
        pd.DataFrame(
            {
                "theme_id": ["th1", "th2"],
                "label": ["price", "dates"],
                "labelled_by": ["machine", "machine"],
                "n_people": [1, 1],
                "n_comments": [2, 1],
                "stability": [0.9, 1.0],
                "terms": [["price", "up"], ["date"]],
                "parent_id": pd.Series([None, None], dtype="str"),
                "examples": [["M-1"], ["M-4"]],
            }
        ),
        pd.DataFrame(
            {
                "comment_id": ["M-1", "M-4"],
                "start": [0, 0],
                "end": [20, 10],
                "theme_id": ["th1", "th2"],
                "nearest_theme_id": ["th1", "th2"],
                "confidence": pd.Series([0.75, 0.1], dtype="float32"),
            }
        ),
        pd.DataFrame({"comment_id": ["M-5"], "why": ["empty"]}),
        Provenance("find_themes", {"corpus": "cd"}, {"seed": 0}, {}),
    )


@pytest.fixture
def corpus():
    return make_corpus()


@pytest.fixture
def themes():
    return make_themes()


@pytest.fixture
def build():
    return make_corpus


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.qualkit"


@pytest.fixture
def reopen(path):
    """Open the one file as often as wished; everything is closed at the end."""
    opened = []

    def open_it(coder="ana", **options):
        opened.append(open_project(path, coder=coder, **options))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


@pytest.fixture
def interrupted_after_commit(monkeypatch):
    """Give a block in which a decision reaches the file, and whoever made it never hears of that."""
    writing = Store.writing

    @contextmanager
    def unanswered(store):
        with writing(store) as transaction:
            yield transaction
        raise KeyboardInterrupt

    @contextmanager
    def block():
        with monkeypatch.context() as patch:
            patch.setattr(Store, "writing", unanswered)
            with pytest.raises(KeyboardInterrupt):
                yield

    return block


@pytest.fixture
def project(reopen, corpus):
    made = reopen(clock=SteppingClock(datetime(2026, 2, 1, tzinfo=UTC)), ids=CountedIds("test"))
    made.add_comments(corpus)
    return made
