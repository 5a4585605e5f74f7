"""From comments to suggested themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import (
    ASSIGNMENT_COLUMNS,
    PARKED_COLUMNS,
    THEME_COLUMNS,
    Corpus,
    Provenance,
    ThemeTables,
    content_hash,
)
from qualkit.protocols import Embedder
from qualkit.text.answers import non_answers
from qualkit.text.plain import readable
from qualkit.themes.clustering import Clustering, StableClusterer
from qualkit.themes.embedding import embed_unique, embedder_for, library_versions
from qualkit.themes.naming import labels_of, lemma_document, shared_terms, without_names, words_of
from qualkit.themes.themes import Reading, Themes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEWEST_COMMENTS", "find_themes"]

FEWEST_COMMENTS = 30
"""With fewer comments than this, reading them all is quicker and truer than any model."""

_LARGEST_FIT = 50_000
_EXAMPLES = 3


def find_themes(
    corpus: Corpus,
    *,
    n_themes: int | None = None,
    embedder: str | Embedder = "accurate",
    seed: int = 0,
    progress: bool = True,
) -> Themes:
    """Suggest what to read together.

    Customers' comments (and those of unknown role) are read; staff, bots and non-answers are parked and listed in
    ``themes.parked``. The number of themes is the one that comes back most reliably when a fifth of the comments is
    left out. A theme is a suggestion of a machine: it says that comments sound alike, never why anybody did anything.

    Parameters
    ----------
    corpus : Corpus
        At least `FEWEST_COMMENTS` comments of customers that say something.
    n_themes : int, optional
        About how many; by default the comments decide.
    embedder : {'accurate'} or Embedder
        ``"accurate"`` is the embedded all-MiniLM-L6-v2; an object with ``name`` and ``encode`` is taken as it is.
    seed : int
        Of the resamples and the search. The same corpus, seed and versions give the same themes.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    Themes
        Tables of themes and assignments, most people first.

    Raises
    ------
    ThemeError
        If there are too few comments to find themes in.

    Notes
    -----
    Past 50,000 comments a random sample of that size is fitted and the others take the theme whose middle is nearest.

    Examples
    --------
    >>> import qualkit as qk
    >>> themes = qk.find_themes(qk.load_sample(), progress=False)
    >>> themes.frame[["label", "n_people"]].shape[1]
    2
    """
    if n_themes is not None and n_themes < 2:
        raise ThemeError(f"n_themes is {n_themes}.", hint="Ask for two themes or more, or leave it out.")
    plain = readable(corpus.table["text"])
    parked = _parked(corpus, plain)
    kept = (~corpus.table["comment_id"].isin(parked["comment_id"])).to_numpy()
    if int(kept.sum()) < FEWEST_COMMENTS:
        raise ThemeError(
            f"{int(kept.sum())} comments of customers say something: too few to find themes in.",
            hint=f"Read them all, in the order of qk.reading_plan(corpus); themes begin at {FEWEST_COMMENTS}.",
        )
    model = embedder_for(embedder)
    texts = plain[kept].tolist()
    vectors = embed_unique(model, texts, progress=progress)
    found = _cluster(vectors, n_themes, seed)
    table = corpus.table[kept]
    people = table["person_id"].where(table["person_id"].notna(), table["comment_id"]).tolist()
    words = without_names(words_of(texts), people, corpus.table["author"].dropna().unique())
    reading = Reading(
        comment_ids=table["comment_id"].tolist(),
        people=people,
        known=frozenset(table["person_id"].dropna()),
        documents=[lemma_document(one) for one in words],
        vectors=vectors,
    )
    provenance = Provenance(
        "find_themes",
        inputs={"corpus": content_hash([[a, b] for a, b in zip(reading.comment_ids, texts, strict=True)])},
        parameters={"n_themes": n_themes, "embedder": model.name, "seed": seed, "resolution": found.resolution},
        versions=library_versions(),
    )
    from qualkit.themes.bertopic_adapter import fit_bertopic, terms_of

    bertopic = fit_bertopic(reading.documents, vectors, found.labels)
    terms = shared_terms(words, people, found.labels, terms_of(bertopic, found.labels))
    names = labels_of(words, reading.people, found.labels, vectors, terms, model)
    tables = _tables(reading, table["text"].tolist(), found, terms, names, parked, provenance)
    themes = Themes(tables, reading)
    themes.__dict__["bertopic"] = bertopic  # fitted already: the cached property need not fit it again
    return themes


def _parked(corpus: Corpus, plain: pd.Series) -> pd.DataFrame:
    table = corpus.table
    why = pd.Series(pd.NA, index=table.index, dtype="object")
    why[plain == ""] = "no words"
    why[non_answers(table["text"])] = "non-answer"
    why[table["role"].isin(["staff", "bot"])] = table["role"][table["role"].isin(["staff", "bot"])]
    parked = pd.DataFrame({"comment_id": table["comment_id"], "why": why})[why.notna()]
    return parked.reset_index(drop=True).astype("str")[list(PARKED_COLUMNS)]


def _cluster(vectors: NDArray[np.float32], n_themes: int | None, seed: int) -> Clustering:
    clusterer = StableClusterer(n_themes, seed=seed)
    if len(vectors) <= _LARGEST_FIT:
        return clusterer.cluster(vectors)
    rows = np.sort(np.random.default_rng(seed).choice(len(vectors), _LARGEST_FIT, replace=False))
    fitted = clusterer.cluster(vectors[rows])
    labels = _similarities(vectors, _middles(vectors[rows], fitted.labels)).argmax(axis=1)
    labels[rows] = fitted.labels
    return Clustering(labels.astype(np.int64), fitted.stability, fitted.resolution, fitted.agreement)


def _middles(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    middles = np.stack([vectors[labels == group].mean(axis=0) for group in range(int(labels.max()) + 1)])
    norms = np.linalg.norm(middles, axis=1, keepdims=True)
    return np.asarray(middles / np.where(norms == 0, 1, norms), dtype=np.float32)


def _similarities(vectors: NDArray[np.float32], middles: NDArray[np.float32]) -> NDArray[np.float32]:
    # Rounded, so that the last bit of a processor's arithmetic decides nothing.
    return np.round(vectors @ middles.T, 4)


def _tables(
    reading: Reading,
    texts: list[str],
    found: Clustering,
    terms: list[list[str]],
    names: list[str],
    parked: pd.DataFrame,
    provenance: Provenance,
) -> ThemeTables:
    similar = _similarities(reading.vectors, _middles(reading.vectors, found.labels))
    ids = np.array(
        [
            "t-" + content_hash(sorted(np.array(reading.comment_ids)[found.labels == group].tolist()))[:8]
            for group in range(len(terms))
        ],
        dtype=object,
    )
    inside = found.labels >= 0
    nearest = np.where(inside, found.labels, similar.argmax(axis=1))
    rows = np.arange(len(nearest))
    assignments = pd.DataFrame(
        {
            "comment_id": pd.Series(reading.comment_ids, dtype="str"),
            "start": np.zeros(len(rows), dtype=np.int64),
            "end": np.array([len(text) for text in texts], dtype=np.int64),
            "theme_id": pd.Series(ids[nearest], dtype="str").where(pd.Series(inside)),
            "nearest_theme_id": pd.Series(ids[nearest], dtype="str"),
            "similarity": similar[rows, nearest].astype(np.float64).round(4),
            "confidence": np.full(len(rows), np.nan),
        }
    )[list(ASSIGNMENT_COLUMNS)]
    people = np.array(reading.people)
    records: list[dict[str, Any]] = [
        {
            "theme_id": ids[group],
            "label": names[group],
            "labelled_by": "machine",
            "n_people": len(reading.known.intersection(people[found.labels == group].tolist())),
            "n_comments": int((found.labels == group).sum()),
            "stability": float(found.stability[group]),
            "terms": terms[group],
            "parent_id": None,
            "examples": _examples(reading, texts, np.flatnonzero(found.labels == group), similar[:, group]),
        }
        for group in range(len(terms))
    ]
    frame = pd.DataFrame(records, columns=list(THEME_COLUMNS))
    frame = frame.astype({"theme_id": "str", "label": "str", "labelled_by": "str", "parent_id": "str"})
    frame = frame.sort_values(["n_people", "n_comments", "theme_id"], ascending=[False, False, True])
    return ThemeTables(frame.reset_index(drop=True), assignments, parked, provenance)


def _examples(reading: Reading, texts: list[str], members: NDArray[np.int64], close: NDArray[np.float32]) -> list[str]:
    """Typical comments that differ from each other, each by another person, long enough to say something."""

    def order(row: int) -> tuple[bool, float, str]:
        n_words = len(texts[row].split())
        return (not 5 <= n_words <= 80, -float(close[row]), reading.comment_ids[row])

    chosen: list[int] = []
    for row in sorted(members.tolist(), key=order):
        alike = [float(reading.vectors[row] @ reading.vectors[other]) for other in chosen]
        heard = {reading.people[other] for other in chosen}
        if reading.people[row] not in heard and all(one < 0.9 for one in alike):
            chosen.append(row)
        if len(chosen) == _EXAMPLES:
            break
    return [reading.comment_ids[row] for row in chosen]
