"""How far coders who worked apart agree, and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.coding.alpha import alpha_from_counts
from qualkit.coding.units import UNITS, Comparison, compared
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ALL_CODES", "agreement", "disagreements"]

ALL_CODES = "all codes"
_MOST_RESAMPLES = 100_000


@checked
def agreement(
    source: Study | Corpus | HasStudy,
    *,
    coders: Sequence[str] | None = None,
    unit: str = "segment",
    coefficient: str = "alpha",
    conversations: str | Sequence[str] | None = None,
    n_resamples: int = 1_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Say how far coders agree, code by code and over all codes.

    Parameters
    ----------
    source : project or Study
        Holds the codings.
    coders : sequence of str, optional
        Two or more; by default all who coded.
    unit : {'segment', 'passage', 'comment', 'character'}
        What is compared: sentences, passages that any of the coders marked (those that overlap drawn together), whole
        comments, or characters. Over passages nobody is credited with what all left unmarked, so that alpha is lower.
    coefficient : {'alpha'}
        Krippendorff's alpha for "given or not given", per code; over all codes, pooled.
    conversations : 'all', 'any' or sequence of str, optional
        What all of the coders read; ``'any'`` takes what any of them is known to have read as read by all. By default, the
        conversations in which every one of them coded something or marked a comment as done. A reading that left neither
        has no trace, so say it when you know better.
    n_resamples : int
        Bootstrap resamples of whole conversations, for the interval; 0 for none.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row a code, most used first, after the row ``all codes``: ``code``, ``alpha``, ``low`` and ``high`` (95 %
        percentile interval), ``alike`` (share of units that all coders judged alike, in [0, 1]), ``n_given`` (units that
        any coder gave the code), ``n_units``, ``n_coders``, ``unit``, ``n_left_out`` (conversations that some of the coders
        read and others left no trace in: by default they are not compared, and what one overlooked there does not count).
        Alpha is NA where it is not defined.

    Raises
    ------
    QualkitError
        If there are fewer than two coders, nothing that all of them read, or `n_resamples` is negative.
    NotFoundError
        If a coder, unit, coefficient or conversation does not exist.

    Notes
    -----
    Krippendorff (2019), Content Analysis, 4th ed., ch. 12, doi:10.4135/9781071878781; pooling after de Vries et al.
    (2008), Field Methods 20(3), 272-282, doi:10.1177/1525822X08317166; the interval resamples conversations, because
    sentences of one conversation are not independent (Field and Welsh 2007, J. R. Stat. Soc. B 69(3), 369-390,
    doi:10.1111/j.1467-9868.2007.00593.x).
    """
    if coefficient != "alpha":
        raise NotFoundError.of("coefficient", coefficient, ["alpha"])
    if not 0 <= n_resamples <= _MOST_RESAMPLES:
        hint = f"1000 is usual; 0 gives no interval, {_MOST_RESAMPLES:,} is the most."
        raise QualkitError(f"n_resamples is {n_resamples}.", hint=hint)
    comparison = compared(as_study(source), coders, unit, conversations)
    codes, counts = _counts(comparison)
    draws = _draws(counts.shape[0], n_resamples, seed)
    rows = [_row(ALL_CODES, counts, draws)] if codes else []
    rows += [_row(code, counts[:, [n]], draws) for n, code in enumerate(codes)]
    table = pd.DataFrame(rows, columns=["code", "alpha", "low", "high", "alike", "n_given"])
    table["n_units"] = int(comparison.units["weight"].sum())
    table["n_coders"] = len(comparison.coders)
    table["unit"] = unit
    table["n_left_out"] = comparison.n_left_out
    return table


def _counts(comparison: Comparison) -> tuple[list[str], NDArray[np.float64]]:
    """Count units by conversation, code, and by how many coders gave the code."""
    units, given = comparison.units, comparison.given
    order = given["code"].value_counts()
    codes = sorted(order.index, key=lambda code: (-int(order[code]), code))
    conversation, names = pd.factorize(units["conversation_id"])
    weight = units["weight"].to_numpy(dtype=np.float64)
    counts = np.zeros((len(names), len(codes), len(comparison.coders) + 1))
    counts[:, :, 0] = np.bincount(conversation, weights=weight, minlength=len(names))[:, None]
    if codes:
        times = given.groupby(["unit", "code"]).size().reset_index(name="times")
        where = conversation[times["unit"].to_numpy()]
        code = np.array([codes.index(name) for name in times["code"]], dtype=np.int64)
        heavy = weight[times["unit"].to_numpy()]
        np.add.at(counts, (where, code, times["times"].to_numpy(dtype=np.int64)), heavy)
        np.add.at(counts, (where, code, np.zeros_like(code)), -heavy)
    return codes, counts


def _draws(n: int, n_resamples: int, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return rng.multinomial(n, np.full(n, 1 / n), size=n_resamples).astype(np.float64)


def _row(
    code: str, counts: NDArray[np.float64], draws: NDArray[np.float64]
) -> tuple[str, float, float, float, float, int]:
    alpha = _pooled(counts.sum(axis=0))
    resampled = _pooled(np.tensordot(draws, counts, axes=1))
    resampled = resampled[~np.isnan(resampled)]
    low, high = np.percentile(resampled, [2.5, 97.5]) if len(resampled) else (np.nan, np.nan)
    total = counts.sum(axis=(0, 1))
    alike = (total[0] + total[-1]) / total.sum()
    return code, float(alpha), float(low), float(high), float(alike), int(total[1:].sum())


def _pooled(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    observed, expected = alpha_from_counts(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - np.nansum(observed, axis=-1) / np.nansum(expected, axis=-1))


@checked
def disagreements(
    source: Study | Corpus | HasStudy,
    *,
    coders: Sequence[str] | None = None,
    unit: str = "segment",
    conversations: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """List the units to which some coders gave a code and others did not.

    Parameters
    ----------
    source : project or Study
        Holds the codings.
    coders : sequence of str, optional
        Two or more; by default all who coded.
    unit : {'segment', 'passage', 'comment'}
        What is compared; see `agreement`.
    conversations : 'all', 'any' or sequence of str, optional
        What all of the coders read; see `agreement`.

    Returns
    -------
    DataFrame
        ``comment_id``, ``start``, ``end``, ``quote``, ``code``, ``given_by`` and ``not_given_by`` (coders, comma
        separated); the codes with most disagreement first, then in the corpus' order.

    Raises
    ------
    QualkitError
        If there are fewer than two coders, or nothing that all of them read.
    NotFoundError
        If a coder, unit or conversation does not exist.
    """
    if unit == "character":
        raise NotFoundError.of("unit", unit, [one for one in UNITS if one != "character"])
    study = as_study(source)
    comparison = compared(study, coders, unit, conversations)
    by = comparison.given.groupby(["unit", "code"])["coder"].agg(list).reset_index()
    split = by[by["coder"].map(len) < len(comparison.coders)].merge(comparison.units, on="unit")
    n_split = split["code"].map(split["code"].value_counts())
    split = split.assign(n_split=n_split).sort_values(["n_split", "code", "unit"], ascending=[False, True, True])
    columns = zip(split["comment_id"], split["start"], split["end"], strict=True)
    return pd.DataFrame(
        {
            "comment_id": split["comment_id"].to_numpy(),
            "start": split["start"].to_numpy(),
            "end": split["end"].to_numpy(),
            "quote": [study.corpus.text(comment_id)[start:end] for comment_id, start, end in columns],
            "code": split["code"].to_numpy(),
            "given_by": [", ".join(one for one in comparison.coders if one in names) for names in split["coder"]],
            "not_given_by": [
                ", ".join(one for one in comparison.coders if one not in names) for names in split["coder"]
            ],
        }
    )
