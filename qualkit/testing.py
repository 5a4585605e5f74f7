"""Builders and fakes for tests: yours as well as qualkit's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from qualkit.model import (
    ASSIGNMENT_COLUMNS,
    CODING_COLUMNS,
    COLUMNS,
    LOG_COLUMNS,
    PARKED_COLUMNS,
    THEME_COLUMNS,
    Code,
    Codebook,
    Corpus,
    Description,
    Evidence,
    Finding,
    Provenance,
    Stance,
    Study,
    ThemeTables,
    content_hash,
)
from qualkit.text.pseudonyms import person_id

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HashEmbedder", "make_codings", "make_corpus", "make_evidence", "make_finding", "make_study", "make_themes"]


class HashEmbedder:
    """An `Embedder` that needs no model: words are hashed to directions, texts are the sums of their words.

    Texts that share words come out alike, the same text always comes out the same.

    Parameters
    ----------
    n_dims : int
        Length of the vectors.

    Examples
    --------
    >>> HashEmbedder(8).encode(["late again", "late"]).shape
    (2, 8)
    """

    def __init__(self, n_dims: int = 64) -> None:
        self.n_dims = n_dims
        self.name = f"hash-{n_dims}"

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
        """Give one vector a text.

        Parameters
        ----------
        texts : sequence of str
            Any texts.
        progress : bool
            Ignored.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32
            Rows of unit length.
        """
        import numpy as np

        rows = np.zeros((len(texts), self.n_dims), dtype=np.float32)
        for n, text in enumerate(texts):
            for word in text.casefold().split() or [""]:
                digest = hashlib.shake_256(word.encode("utf-8", "surrogatepass")).digest(self.n_dims)
                rows[n] += np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5
        normalised: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return normalised


def make_corpus(comments: Iterable[str | Mapping[str, Any]], **defaults: Any) -> Corpus:
    """Build a corpus by hand.

    Parameters
    ----------
    comments : iterable of str or mapping
        A text, or any of the corpus' columns; other keys become variables. An author gives a person.
    **defaults
        Values of columns that a comment does not name.

    Returns
    -------
    Corpus
        With ids ``c1``, ``c2`` and so on, each comment its own conversation, all by customers, unless told otherwise.

    Examples
    --------
    >>> make_corpus(["Too dear.", {"text": "Late again.", "author": "Ann"}]).frame["comment_id"].tolist()
    ['c1', 'c2']
    """
    rows = []
    parents: dict[str, str] = {}
    for n, comment in enumerate(comments, start=1):
        given: dict[str, Any] = {"text": comment} if isinstance(comment, str) else dict(comment)
        row = {"comment_id": f"c{n}", "role": "customer", **defaults, **given}
        row.setdefault("conversation_id", parents.get(str(row.get("reply_to")), f"v-{row['comment_id']}"))
        parents[row["comment_id"]] = row["conversation_id"]
        if row.get("author") is not None and "person_id" not in row:
            row["person_id"] = person_id(str(row["author"]))
        rows.append(row)
    frame = pd.DataFrame(rows)
    for name in COLUMNS:
        values = frame[name] if name in frame else pd.Series([None] * len(frame), index=frame.index)
        frame[name] = pd.to_datetime(values, utc=True) if name == "created" else values.astype("str")
    rest = [name for name in frame.columns if name not in COLUMNS]
    return Corpus(frame[[*COLUMNS, *rest]])


def make_evidence(corpus: Corpus, comment_id: str, words: str | None = None, stance: Stance = "supports") -> Evidence:
    """Put a passage forward as evidence.

    Parameters
    ----------
    corpus : Corpus
        Where it is said.
    comment_id : str
        The comment.
    words : str, optional
        Words that stand in it; by default all of it.
    stance : {'supports', 'contradicts'}
        On which side it stands.

    Returns
    -------
    Evidence
        At the first place where the words stand.
    """
    words = corpus.text(comment_id) if words is None else words
    _, start, end = corpus.passage(comment_id, words)
    return Evidence(f"e-{comment_id}-{start}-{stance}", stance, comment_id, start, end, words, "ana")


def make_finding(claim: str = "They left because it was late.", **fields: Any) -> Finding:
    """Build a finding; what is not told is empty.

    Parameters
    ----------
    claim : str
        The claim.
    **fields
        Any other fields of `Finding`.

    Returns
    -------
    Finding
        By the coder "ana".
    """
    blank: dict[str, Any] = {
        "finding_id": f"finding-{content_hash(claim)[:8]}",
        "because": "",
        "outcome": None,
        "action": None,
        "next_question": None,
        "rival": None,
        "coder": "ana",
    }
    return Finding(claim=claim, **{**blank, **fields})


def make_codings(corpus: Corpus, marks: Iterable[tuple[str, str, str, str]], codebook: Codebook) -> pd.DataFrame:
    """Build a table of codings.

    Parameters
    ----------
    corpus : Corpus
        Where the passages are.
    marks : iterable of (comment_id, words, code name, coder)
        What was marked.
    codebook : Codebook
        The codes.

    Returns
    -------
    DataFrame
        Columns `CODING_COLUMNS`.
    """
    rows = []
    for n, (comment_id, words, code, coder) in enumerate(marks, start=1):
        place = corpus.passage(comment_id, words)
        code_id = codebook.find(code).code_id
        rows.append((f"k{n}", *place, words, code, code_id, coder, "2025-12-01T09:00:00Z", None, None))
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS)).astype({"start": "int64", "end": "int64"})


def make_themes(corpus: Corpus, groups: Mapping[str, Sequence[str]], **fields: Any) -> ThemeTables:
    """Build themes from lists of comment ids.

    Parameters
    ----------
    corpus : Corpus
        Where the comments are.
    groups : mapping of str to sequence of str
        Label of each theme to its comments.
    **fields
        Columns of the theme table to fill otherwise, with one value for all themes.

    Returns
    -------
    ThemeTables
        Three examples a theme; stability 0.9.
    """
    frame = corpus.frame.set_index("comment_id")
    rows, placed = [], []
    for n, (label, ids) in enumerate(groups.items(), start=1):
        people = int(frame.loc[list(ids), "person_id"].nunique())
        terms = sorted(set(label.casefold().split()))
        row = dict(
            zip(
                THEME_COLUMNS,
                (f"t{n}", label, "machine", people, len(ids), 0.9, "solid", "clear", terms, None, list(ids)[:3], False),
                strict=True,
            )
        )
        rows.append({**row, **fields})
        placed += [(one, 0, len(corpus.text(one)), f"t{n}", f"t{n}", 0.8, None) for one in ids]
    return ThemeTables(
        pd.DataFrame(rows, columns=list(THEME_COLUMNS)),
        pd.DataFrame(placed, columns=list(ASSIGNMENT_COLUMNS)),
        pd.DataFrame(columns=list(PARKED_COLUMNS), dtype="str"),
        Provenance("find_themes", {"corpus": "0" * 64}, {"seed": 0}, {"qualkit": "0"}),
    )


def make_study(corpus: Corpus | None = None, **fields: Any) -> Study:
    """Build a study; by default a small one with a question, a code and a finding for and against.

    Parameters
    ----------
    corpus : Corpus, optional
        The comments.
    **fields
        Fields of `Study`.

    Returns
    -------
    Study
        With a fixed key.
    """
    if corpus is not None:
        return Study(corpus, **{"key": b"a fixed key for tests", **fields})
    corpus = _small_corpus()
    book = Codebook().add(Code("k-late", "late delivery", definition="The box came on another day."))
    finding = make_finding(
        outcome="cancelled",
        because="A box that comes on any day cannot be planned for.",
        evidence=(
            make_evidence(corpus, "c1", "The slot moved to 'some time'."),
            make_evidence(corpus, "c4", "Slots never bothered me", "contradicts"),
        ),
    )
    blank: dict[str, Any] = {
        "description": Description("Why did customers cancel?", "The pricing decision of 12 January"),
        "codebook": book,
        "codings": make_codings(corpus, [("c1", "The slot moved to 'some time'.", "late delivery", "ana")], book),
        "findings": (finding,),
        "log": _small_log(),
        "text_refs": {one: content_hash("salt" + one) for one in corpus.frame["comment_id"]},
        "journal_head": content_hash("head"),
        "key": b"a fixed key for tests",
    }
    return Study(corpus, **{**blank, **fields})


def _small_corpus() -> Corpus:
    return make_corpus(
        [
            {
                "text": "I rang twice. The slot moved to 'some time'. I work.",
                "author": "Hanna Ferris",
                "outcome": "cancelled",
            },
            {
                "text": "Sorry, Hanna. Which slot would have suited you?",
                "author": "Ines",
                "role": "staff",
                "reply_to": "c1",
            },
            {
                "text": "Evenings. Mail hanna@example.org",
                "author": "Hanna Ferris",
                "reply_to": "c2",
                "outcome": "cancelled",
            },
            {
                "text": "Slots never bothered me, I left when it went over fifty.",
                "author": "Owen Platt",
                "channel": "exit survey",
                "outcome": "cancelled",
                "prompt": "What made you leave?",
            },
            {"text": "Love the leeks.", "author": "Rita Sol", "channel": "app reviews", "outcome": "stayed"},
        ],
        channel="forum",
        created="2025-05-03T18:22:00Z",
    )


def _small_log() -> pd.DataFrame:
    rows = [
        ("1", "2025-12-01T09:00:00Z", "ana", "code_added", "late delivery", "ev1", False),
        ("2", "2025-12-01T09:05:00Z", "ana", "coding_added", "c1", "ev2", False),
        ("3", "2025-12-01T09:09:00Z", "ben", "finding_added", "late", "ev3", True),
    ]
    return pd.DataFrame(rows, columns=list(LOG_COLUMNS))
