"""Themes on grown data: what was known keeps its id and its name, and what a person shaped keeps its shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import Corpus, Provenance
from qualkit.themes.assigning import middles_of
from qualkit.themes.cards import Card, State, cards_for, with_parents
from qualkit.themes.editing import free_label
from qualkit.themes.edits import Edit, Edits
from qualkit.themes.grouping import Levels, group
from qualkit.themes.joining import with_praise_joined
from qualkit.themes.keeping_apart import part_comments, rows_of
from qualkit.themes.naming.examples import examples_of
from qualkit.themes.naming.labels import names_of
from qualkit.themes.reading.corpus import Settings, Tools, provenance_of, read, with_rest
from qualkit.themes.reading.units import Reading
from qualkit.themes.stages import stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOVED_COLUMNS", "Refound", "carried_over", "links_between", "no_moves", "refound"]

MOVED_COLUMNS = ("comment_id", "start", "from_theme_id", "to_theme_id", "what")
"""One row a unit that was read before and is elsewhere now; ``what`` is ``"moved"``, ``"left its theme"``,
``"found a theme"``, ``"theme is gone"`` (its theme was given up, and it stands elsewhere or nowhere) or
``"no longer read"`` (not in the corpus any more, or parked)."""

_SAME = 0.9999  # cosine of vectors of the same words
_HALF = 0.5
_LEAST_MATCH = 0.3  # of overlap and likeness together, below which a new group is no old theme
_OVERLAP = 0.6  # weight of shared members against likeness of middles


@dataclass(frozen=True)
class _Before:
    """The old theme of each new row: its number, -1 for none, -2 for a row never read."""

    of: NDArray[np.int64]
    n_themes: int


@dataclass(frozen=True, eq=False)
class Refound:
    """What a refit found.

    Attributes
    ----------
    state : State
        The themes and who is in them.
    levels : Levels
        The tree of groups that they were cut from.
    parked : DataFrame
        The comments that were left out, and why.
    provenance : Provenance
        How the themes were made.
    edits : Edits
        What people decided, with a line on this refit.
    moved : DataFrame
        Columns `MOVED_COLUMNS`.
    """

    state: State
    levels: Levels
    parked: pd.DataFrame
    provenance: Provenance
    edits: Edits
    moved: pd.DataFrame


def refound(
    old: State, edits: Edits, corpus: Corpus, settings: Settings, tools: Tools, *, progress: bool = True
) -> Refound:
    """Find themes anew in grown data, and carry over what is known.

    Parameters
    ----------
    old : State
        The themes before.
    edits : Edits
        What people decided on them.
    corpus : Corpus
        All that is to be read now.
    settings, tools : Settings, Tools
        With which the themes were found.
    progress : bool
        Whether to show what is being done.

    Returns
    -------
    Refound
        The themes now, and what became of those before.

    Raises
    ------
    ThemeError
        If too few comments say something, or the user's own clusterer or pipeline was not handed over after loading.
    """
    _check_tools(settings, tools)
    found = read(corpus, settings.enough_of(corpus, progress=progress), settings, tools, progress=progress)
    levels = group(
        found.reading.vectors,
        n_themes=settings.n_themes,
        clusterer=tools.clusterer,
        seed=settings.seed,
        cannot_link=links_between(found.reading, edits),
        progress=progress,
    )
    levels = levels if tools.clusterer is not None else with_praise_joined(levels, found.reading.words)
    fresh, stability = levels.labels[levels.chosen], levels.stability[levels.chosen].tolist()
    with stage("naming themes", progress=progress):
        state, after, moved = carried_over(old, edits, found.reading, fresh, stability)
    state = with_rest(with_parents(state, levels, levels.chosen), levels, found, tools.embedder, progress=progress)
    provenance = provenance_of("refit", found, levels, settings, tools)
    return Refound(state, levels, found.units.parked, provenance, after, moved)


def _check_tools(settings: Settings, tools: Tools) -> None:
    """Refuse to go on with other tools than before without a word."""
    for name, before, now in (("clusterer", settings.clusterer, tools.clusterer), ("nlp", settings.nlp, tools.nlp)):
        if before is not None and now is None:
            raise ThemeError(
                f"These themes were found with a {name} of your own ({before}), which is not saved with them.",
                hint=f"Hand it over when you load them: qk.load_themes(folder, {name}=...).",
            )


def no_moves() -> pd.DataFrame:
    """Give the table of moves before any refit.

    Returns
    -------
    DataFrame
        No rows, columns `MOVED_COLUMNS`.
    """
    frame = pd.DataFrame(columns=list(MOVED_COLUMNS))
    return frame.astype({name: "int64" if name == "start" else "str" for name in MOVED_COLUMNS})


def links_between(reading: Reading, edits: Edits) -> list[tuple[int, int]]:
    """Give the rows of comments that a person keeps apart.

    Parameters
    ----------
    reading : Reading
        What is to be grouped.
    edits : Edits
        What was decided.

    Returns
    -------
    list of (int, int)
        Every unit of the one with every unit of the other.
    """
    rows = rows_of(reading)
    return [(a, b) for one, two in edits.comments_apart for a in rows.get(one, ()) for b in rows.get(two, ())]


def carried_over(
    old: State, edits: Edits, reading: Reading, fresh: NDArray[np.int64], stability: Sequence[float]
) -> tuple[State, Edits, pd.DataFrame]:
    """Give the groups of grown data the ids, names and shapes of the themes before.

    Parameters
    ----------
    old : State
        The themes before.
    edits : Edits
        What people decided on them.
    reading : Reading
        All that is read now.
    fresh : ndarray of shape (n,), int64
        Groups found anew in it.
    stability : sequence of float
        Of the groups.

    Returns
    -------
    state : State
        Themes that were found again keep their id, label and pin (Hungarian assignment on shared members and likeness
        of middles; Kuhn 1955, doi:10.1002/nav.3800020109). Themes that a person merged, split, renamed or pinned stay
        together where they were together, and apart where they were apart.
    edits : Edits
        With a line on this refit.
    moved : DataFrame
        Columns `MOVED_COLUMNS`.
    """
    before = _theme_before(old, reading)
    held = [place for place, card in enumerate(old.cards) if card.theme_id in edits.held or card.pinned]
    groups, owner = _with_held(old, before, reading, fresh, held)
    match = _matched(old, before, reading, groups, owner)
    groups, match = _with_pins(old, before, groups, match)
    state = _named(old, reading, groups, match, stability, fresh, edits)
    state = replace(state, groups=part_comments(state, edits.comments_apart))
    moved = _moved(old, state)
    kept = [card.theme_id for card in state.cards if card.theme_id in {one.theme_id for one in old.cards}]
    made = tuple(card.theme_id for card in state.cards if card.theme_id not in set(kept))
    gone = tuple(one.theme_id for one in old.cards if one.theme_id not in set(kept))
    detail = f"{len(kept)} themes kept, {len(made)} new, {len(gone)} gone; {len(moved)} comments moved"
    return state, edits.with_edit(Edit("refit", gone, made, (), detail)), moved


def _theme_before(old: State, reading: Reading) -> _Before:
    place = {key: row for row, key in enumerate(old.reading.keys())}
    found = np.full(len(reading), -2, dtype=np.int64)
    for row, key in enumerate(reading.keys()):
        earlier = place.get(key)
        if earlier is None:
            continue
        same = old.reading.vectors.shape[1] == reading.vectors.shape[1] and (
            float(old.reading.vectors[earlier] @ reading.vectors[row]) >= _SAME
        )
        if same:
            found[row] = old.groups[earlier]
    return _Before(found, len(old.cards))


def _with_held(
    old: State, before: _Before, reading: Reading, fresh: NDArray[np.int64], held: Sequence[int]
) -> tuple[NDArray[np.int64], dict[int, int]]:
    """Join fresh groups that a person had merged, divide those in which they had set two themes apart."""
    n_fresh = int(fresh.max(initial=-1)) + 1
    shared = np.zeros((n_fresh, before.n_themes), dtype=np.int64)
    known = (before.of >= 0) & (fresh >= 0)
    np.add.at(shared, (fresh[known], before.of[known]), 1)
    in_fresh = shared.sum(axis=1)
    in_old = shared.sum(axis=0)
    middles = middles_of(old.reading.vectors, old.groups, before.n_themes)
    groups = fresh.copy()
    owner: dict[int, int] = {}
    number = {theme: n_fresh + n for n, theme in enumerate(held)}
    for one in range(n_fresh):
        claims = [
            theme
            for theme in held
            if shared[one, theme]
            and (shared[one, theme] >= _HALF * in_fresh[one] or shared[one, theme] >= _HALF * in_old[theme])
        ]
        # A held theme that makes up little of a group must not carry the whole of it away.
        if not claims or sum(shared[one, theme] for theme in claims) < _HALF * in_fresh[one]:
            continue
        rows = np.flatnonzero(fresh == one)
        near = np.round(reading.vectors[rows].astype(np.float64) @ middles[claims].T, 6)
        nearest = np.array(claims)[near.argmax(axis=1)]
        theirs = np.where(np.isin(before.of[rows], claims), before.of[rows], nearest)
        groups[rows] = [number[int(theme)] for theme in theirs]
        owner |= {number[theme]: theme for theme in claims}
    return groups, owner


def _matched(
    old: State, before: _Before, reading: Reading, groups: NDArray[np.int64], owner: dict[int, int]
) -> dict[int, int]:
    """Say which old theme each group is, each old theme at most once."""
    from scipy.optimize import linear_sum_assignment

    match = {group: theme for group, theme in owner.items() if (groups == group).any()}
    open_groups = [one for one in np.unique(groups[groups >= 0]).tolist() if one not in match]
    open_themes = [one for one in range(before.n_themes) if one not in match.values()]
    if not open_groups or not open_themes:
        return match
    score = np.zeros((len(open_groups), len(open_themes)))
    old_middles = middles_of(old.reading.vectors, old.groups, before.n_themes)
    same_space = old.reading.vectors.shape[1] == reading.vectors.shape[1]
    for n, one in enumerate(open_groups):
        rows = np.flatnonzero(groups == one)
        known = before.of[rows]
        middle = reading.vectors[rows].astype(np.float64).sum(axis=0)
        middle /= float(np.linalg.norm(middle)) or 1.0
        for m, theme in enumerate(open_themes):
            both = int((known == theme).sum())
            either = int((known >= -1).sum()) + int((before.of == theme).sum()) - both
            like = max(0.0, float(middle @ old_middles[theme])) if same_space else 0.0
            score[n, m] = round(_OVERLAP * both / max(1, either) + (1 - _OVERLAP) * like**4, 6)
    rows, columns = linear_sum_assignment(-score)
    for n, m in zip(rows.tolist(), columns.tolist(), strict=True):
        if score[n, m] >= _LEAST_MATCH:
            match[open_groups[n]] = open_themes[m]
    return match


def _with_pins(
    old: State, before: _Before, groups: NDArray[np.int64], match: dict[int, int]
) -> tuple[NDArray[np.int64], dict[int, int]]:
    """Bring every comment of a pinned theme back into it."""
    groups = groups.copy()
    group_of = {theme: group for group, theme in match.items()}
    for theme, card in enumerate(old.cards):
        if card.pinned:
            group = group_of.get(theme, int(groups.max(initial=-1)) + 1)
            match = {**match, group: theme}
            groups[before.of == theme] = group
    return groups, match


def _named(
    old: State,
    reading: Reading,
    groups: NDArray[np.int64],
    match: dict[int, int],
    stability: Sequence[float],
    fresh: NDArray[np.int64],
    edits: Edits,
) -> State:
    # A pinned theme whose comments are all gone has no rows, and still keeps its place.
    pinned = [group for group, theme in match.items() if old.cards[theme].pinned]
    present = sorted(set(np.unique(groups[groups >= 0]).tolist()) | set(pinned))
    sizes = {one: int((groups == one).sum()) for one in present}
    order = sorted(present, key=lambda one: (-sizes[one], one))
    number = {one: n for n, one in enumerate(order)}
    final = np.array([number.get(one, -1) for one in groups.tolist()], dtype=np.int64)
    measured = [_measured(final, fresh, n, stability) for n in range(len(order))]
    taken = edits.taken | {card.theme_id for card in old.cards}
    strangers = [number[one] for one in order if one not in match]
    made = cards_for(reading, final, strangers, taken=taken, stability=measured) if strangers else {}
    names = names_of(reading.words, reading.people, final, reading.vectors)
    labels = {old.cards[theme].label.casefold() for one, theme in match.items() if one in number}
    cards: list[Card] = []
    for one in order:
        n = number[one]
        if one in match:
            card = old.cards[match[one]]
            terms = names[n].terms if n < len(names) and sizes[one] else card.terms
            shown = examples_of(reading, np.flatnonzero(final == n)) or card.examples
            cards.append(replace(card, stability=measured[n], terms=terms, examples=shown, parent_id=None))
            continue
        label = free_label(made[n].label, labels)
        labels.add(label.casefold())
        cards.append(replace(made[n], label=label))
    return State(reading, tuple(cards), final)


def _measured(final: NDArray[np.int64], fresh: NDArray[np.int64], n: int, stability: Sequence[float]) -> float:
    """Give the stability of a group that is as it was found; nobody measured what a person put together."""
    inside = fresh[final == n]
    if not len(inside) or inside[0] < 0 or (inside != inside[0]).any():
        return math.nan
    return float(stability[int(inside[0])]) if int((fresh == inside[0]).sum()) == len(inside) else math.nan


def _moved(old: State, new: State) -> pd.DataFrame:
    here = {key: row for row, key in enumerate(new.reading.keys())}
    alive = {card.theme_id for card in new.cards}
    rows = []
    for row, key in enumerate(old.reading.keys()):
        earlier = old.cards[old.groups[row]].theme_id if old.groups[row] >= 0 else None
        at = here.get(key)
        later = None if at is None or new.groups[at] < 0 else new.cards[new.groups[at]].theme_id
        if at is None:
            what = "no longer read"
        elif earlier == later:
            continue
        elif earlier is None:
            what = "found a theme"
        elif earlier not in alive:
            what = "theme is gone"
        else:
            what = "moved" if later is not None else "left its theme"
        rows.append((key[0], key[1], earlier, later, what))
    if not rows:
        return no_moves()
    frame = pd.DataFrame(rows, columns=list(MOVED_COLUMNS))
    return frame.astype({name: "int64" if name == "start" else "str" for name in MOVED_COLUMNS})
