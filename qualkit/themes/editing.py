"""The edits that people make to themes, each from one state to the next."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.errors import NotFoundError, ThemeError
from qualkit.text.plain import whole_pairs
from qualkit.themes.assigning import middles_of
from qualkit.themes.cards import Card, Rest, State, cards_for
from qualkit.themes.edits import Edit, Edits
from qualkit.themes.grouping import renumbered
from qualkit.themes.naming.examples import examples_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["free_label", "merge", "part_with", "pin", "rename", "split"]

_MOST_IN_FULL = 3_000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # no table, sheet or page can show them


def rename(state: State, edits: Edits, theme_id: str, label: str) -> tuple[State, Edits]:
    """Give a theme a person's name.

    Parameters
    ----------
    state, edits : State, Edits
        Before.
    theme_id, label : str
        The theme and its name.

    Returns
    -------
    state, edits : State, Edits
        After.

    Raises
    ------
    ThemeError
        If the name is empty or another theme's.
    """
    place = state.place_of(theme_id)
    name = " ".join(_CONTROL.sub(" ", whole_pairs(label)).split())
    others = {card.label.casefold() for n, card in enumerate(state.cards) if n != place}
    if not name or name.casefold() in others:
        raise ThemeError(
            f"A theme cannot be called {label!r}.",
            available=[card.label for card in state.cards],
            hint="A name that no other theme has.",
        )
    before = state.cards[place].label
    cards = _with_card(state.cards, place, replace(state.cards[place], label=name, labelled_by="person"))
    detail = json.dumps({"from": before, "to": name}, ensure_ascii=False)
    after = replace(edits, held=edits.held | {theme_id}).with_edit(Edit("rename", (theme_id,), (theme_id,), (), detail))
    return replace(state, cards=cards), after


def pin(state: State, edits: Edits, theme_id: str) -> tuple[State, Edits]:
    """Fix a theme, so that no refit takes a comment out of it.

    Parameters
    ----------
    state, edits : State, Edits
        Before.
    theme_id : str
        The theme.

    Returns
    -------
    state, edits : State, Edits
        After.
    """
    place = state.place_of(theme_id)
    cards = _with_card(state.cards, place, replace(state.cards[place], pinned=True))
    after = replace(edits, held=edits.held | {theme_id}).with_edit(Edit("pin", (theme_id,), (theme_id,)))
    return replace(state, cards=cards), after


def merge(state: State, edits: Edits, theme_ids: Sequence[str]) -> tuple[State, Edits]:
    """Make one theme of several; the first gives its id and its name.

    Parameters
    ----------
    state, edits : State, Edits
        Before.
    theme_ids : sequence of str
        Two or more.

    Returns
    -------
    state, edits : State, Edits
        After; nobody has measured the stability of the whole.

    Raises
    ------
    ThemeError
        If there are fewer than two, or if a person said that two of them do not belong together.
    """
    wanted = list(dict.fromkeys([theme_ids] if isinstance(theme_ids, str) else theme_ids))
    if len(wanted) < 2:
        raise ThemeError(
            "Merging needs two themes.",
            available=[card.theme_id for card in state.cards],
            hint="Give a list of theme ids: themes.merge([first, second]).",
        )
    places = [state.place_of(one) for one in wanted]
    for a, b in edits.apart:
        if a in wanted and b in wanted:
            raise ThemeError(
                f"Themes {a!r} and {b!r} do not belong together: somebody said so.",
                hint="themes.edits holds the decision; start from the themes before it.",
            )
    _check_comments_apart(state, edits, places)
    first = state.cards[places[0]]
    target = np.arange(len(state.cards))
    target[places] = places[0]
    together = _mapped(state, target)
    rows = np.flatnonzero(together.groups == places[0])
    whole = replace(
        first,
        stability=math.nan,
        terms=tuple(_interleaved([state.cards[place].terms for place in places])[:8]),
        examples=examples_of(state.reading, rows),
        pinned=any(state.cards[place].pinned for place in places),
    )
    after = _without_cards(replace(together, cards=_with_card(state.cards, places[0], whole)), places[1:])
    apart = tuple((_one_of(a, wanted), _one_of(b, wanted)) for a, b in edits.apart)
    noted = replace(edits, held=edits.held | {first.theme_id}, apart=apart)
    return after, noted.with_edit(Edit("merge", tuple(wanted), (first.theme_id,)))


def _one_of(theme_id: str, merged: Sequence[str]) -> str:
    return merged[0] if theme_id in merged else theme_id


def _check_comments_apart(state: State, edits: Edits, places: Sequence[int]) -> None:
    inside = dict(zip(state.reading.comment_ids, state.groups.tolist(), strict=True))
    for a, b in edits.comments_apart:
        if inside.get(a) in places and inside.get(b) in places:
            raise ThemeError(
                f"Comments {a!r} and {b!r} do not belong together: somebody said so.",
                hint="themes.edits holds the decision; start from the themes before it.",
            )


def split(
    state: State, edits: Edits, theme_id: str, *, n: int = 2, into: Sequence[Sequence[str]] | None = None
) -> tuple[State, Edits]:
    """Make several themes of one.

    Parameters
    ----------
    state, edits : State, Edits
        Before.
    theme_id : str
        The theme; its id is never given again.
    n : int
        How many parts.
    into : sequence of sequence of str, optional
        Comment ids that begin each part; the theme's other comments go to the part whose middle is nearest.

    Returns
    -------
    state, edits : State, Edits
        After; the parts have new ids and names.

    Raises
    ------
    ThemeError
        If the parts cannot be made.
    """
    place = state.place_of(theme_id)
    rows = np.flatnonzero(state.groups == place)
    parts = _parts_told(state, rows, into) if into is not None else _parts_found(state, rows, n)
    n_parts = int(parts.max()) + 1
    groups = state.groups.copy()
    new = [place, *range(len(state.cards), len(state.cards) + n_parts - 1)]
    groups[rows] = np.array(new)[parts]
    taken = edits.taken | {card.theme_id for card in state.cards}
    made = cards_for(state.reading, groups, new, taken=taken)
    old = state.cards[place]
    labels = {card.label.casefold() for n, card in enumerate(state.cards) if n != place}
    cards = list(state.cards) + [old] * (n_parts - 1)
    for one in new:
        label = free_label(made[one].label, labels)
        labels.add(label.casefold())
        cards[one] = replace(made[one], label=label, parent_id=old.parent_id, pinned=old.pinned)
    rest = None if state.rest is None else _rest_split(state.rest, place, rows, parts, new)
    ids = tuple(cards[one].theme_id for one in new)
    apart = tuple(
        (a, b) for one, two in edits.apart for a in _into(one, theme_id, ids) for b in _into(two, theme_id, ids)
    )
    noted = replace(edits, held=(edits.held - {theme_id}) | set(ids), apart=apart)
    comments = tuple(one for part in into or () for one in part)
    return State(state.reading, tuple(cards), groups, rest), noted.with_edit(Edit("split", (theme_id,), ids, comments))


def _into(theme_id: str, old: str, new: Sequence[str]) -> Sequence[str]:
    return new if theme_id == old else (theme_id,)


def free_label(label: str, taken: Collection[str]) -> str:
    """Give a label that no other theme has.

    Parameters
    ----------
    label : str
        What the theme is to be called.
    taken : collection of str
        Labels of the others, without case.

    Returns
    -------
    str
        The label, with a number behind it where it is taken.
    """
    found, n = label, 2
    while found.casefold() in taken:
        found, n = f"{label} ({n})", n + 1
    return found


def _parts_told(state: State, rows: NDArray[np.int64], into: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    lists = [list(dict.fromkeys(part)) for part in into]
    inside: dict[str, list[int]] = {}
    for n, row in enumerate(rows.tolist()):
        inside.setdefault(state.reading.comment_ids[row], []).append(n)
    named = [one for part in lists for one in part]
    strange = [one for one in named if one not in inside]
    if strange:
        raise NotFoundError(f"The theme does not hold comment {strange[0]!r}.", available=inside)
    if len(lists) < 2 or not all(lists) or len(set(named)) < len(named):
        raise ThemeError("Splitting needs two lists or more, none empty, no comment in two of them.")
    seeds = np.full(len(rows), -1, dtype=np.int64)
    for part, ids in enumerate(lists):
        for one in ids:
            seeds[inside[one]] = part
    vectors = state.reading.vectors[rows]
    near = np.round(vectors.astype(np.float64) @ middles_of(vectors, seeds, len(lists)).T, 6)
    return np.where(seeds >= 0, seeds, near.argmax(axis=1))


def _parts_found(state: State, rows: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    vectors = state.reading.vectors[rows]
    if not 2 <= n <= len(np.unique(np.round(vectors, 5), axis=0)):
        raise ThemeError(
            f"A theme of {len(rows)} comments cannot be split in {n}.",
            hint="Two parts or more, and no more than it has different comments.",
        )
    return part_with(vectors, n)


def part_with(vectors: NDArray[np.float32], n: int) -> NDArray[np.int64]:
    """Divide rows in parts by Ward's method (1963, doi:10.1080/01621459.1963.10500845).

    Parameters
    ----------
    vectors : ndarray of shape (n_rows, n_dims), float32
        Rows of unit length.
    n : int
        How many parts, at least 2.

    Returns
    -------
    ndarray of shape (n_rows,), int64
        Parts by size, largest first. Past 3,000 rows an even choice of them is divided, and each of the others goes
        to the part whose middle is nearest.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    step = max(1, math.ceil(len(vectors) / _MOST_IN_FULL))
    chosen = vectors[::step].astype(np.float64)
    tree = linkage(chosen, method="ward")
    parts = fcluster(tree, n, criterion="maxclust").astype(np.int64) - 1
    if step > 1:
        middles = middles_of(vectors[::step], parts, int(parts.max()) + 1)
        parts = np.round(vectors.astype(np.float64) @ middles.T, 6).argmax(axis=1)
    return renumbered(parts)


def _mapped(state: State, target: NDArray[np.int64]) -> State:
    full = np.append(target, -1)
    rest = state.rest
    if rest is not None:
        rest = replace(rest, groups=full[rest.groups], nearest=full[rest.nearest])
    return replace(state, groups=full[state.groups], rest=rest)


def _without_cards(state: State, places: Sequence[int]) -> State:
    kept = [n for n in range(len(state.cards)) if n not in set(places)]
    target = np.full(len(state.cards), -1, dtype=np.int64)
    target[kept] = np.arange(len(kept))
    return replace(_mapped(state, target), cards=tuple(state.cards[n] for n in kept))


def _with_card(cards: tuple[Card, ...], place: int, card: Card) -> tuple[Card, ...]:
    return (*cards[:place], card, *cards[place + 1 :])


def _rest_split(rest: Rest, place: int, rows: NDArray[np.int64], parts: NDArray[np.int64], new: Sequence[int]) -> Rest:
    """Send units whose vectors are gone the way of the fitted units of their leaf."""
    leaf_of = rest.fitted_leaves
    n_parts = int(parts.max()) + 1
    votes = np.zeros((int(max(rest.leaves.max(initial=0), leaf_of.max(initial=0))) + 1, n_parts), dtype=np.int64)
    inside = leaf_of[rows] >= 0
    np.add.at(votes, (leaf_of[rows][inside], parts[inside]), 1)
    way = np.array(new)[votes.argmax(axis=1)]
    leaf = np.maximum(rest.leaves, 0)
    return replace(
        rest,
        groups=np.where(rest.groups == place, way[leaf], rest.groups),
        nearest=np.where(rest.nearest == place, way[leaf], rest.nearest),
    )


def _interleaved(lists: Sequence[Sequence[str]]) -> list[str]:
    longest = max((len(one) for one in lists), default=0)
    mixed = [one[n] for n in range(longest) for one in lists if n < len(one)]
    return list(dict.fromkeys(mixed))
