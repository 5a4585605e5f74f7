"""What is known of each theme, and who is in it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.errors import NotFoundError
from qualkit.model import content_hash
from qualkit.themes.assigning import Assigner
from qualkit.themes.grouping import Levels, most
from qualkit.themes.naming.examples import examples_of
from qualkit.themes.naming.labels import names_of
from qualkit.themes.reading.units import Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Card",
    "Rest",
    "State",
    "cards_for",
    "new_id",
    "rest_at",
    "state_at",
    "with_parents",
]


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one theme.

    Attributes
    ----------
    theme_id : str
        Never reused.
    label : str
        What it is called.
    labelled_by : {'machine', 'person'}
        Who called it that.
    stability : float
        Share of resamples in which it came back; NaN where nobody measured it.
    terms, examples : tuple of str
        Telling words; ids of typical comments.
    parent_id : str or None
        The theme above, at the next coarser level.
    pinned : bool
        Whether `refit` must leave it in place.
    """

    theme_id: str
    label: str
    labelled_by: str = "machine"
    stability: float = math.nan
    terms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    parent_id: str | None = None
    pinned: bool = False


@dataclass(frozen=True)
class Rest:
    """Units beyond the sample that was fitted: they were placed, and their vectors let go.

    Attributes
    ----------
    comment_ids, people : list of str
        One entry a unit.
    starts, ends : ndarray of int64
        Where the unit lies in its comment.
    leaves : ndarray of int64
        The nearest group of the finest level.
    fitted_leaves : ndarray of int64
        The same of each unit of the sample that was fitted.
    groups, nearest : ndarray of int64
        The theme, -1 for none; the nearest theme.
    similarity : ndarray of float64
        Cosine to the middle of the nearest theme.
    """

    comment_ids: list[str]
    people: list[str]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    leaves: NDArray[np.int64]
    fitted_leaves: NDArray[np.int64]
    groups: NDArray[np.int64]
    nearest: NDArray[np.int64]
    similarity: NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """Themes and who is in them.

    Attributes
    ----------
    reading : Reading
        What was read and fitted.
    cards : tuple of Card
        The themes; group n is the theme of card n.
    groups : ndarray of shape (n,), int64
        The theme of each unit read; -1 for none.
    rest : Rest or None
        Units beyond the sample.
    """

    reading: Reading
    cards: tuple[Card, ...]
    groups: NDArray[np.int64]
    rest: Rest | None = None

    def place_of(self, theme_id: str) -> int:
        """Give the number of a theme.

        Parameters
        ----------
        theme_id : str
            Its id.

        Returns
        -------
        int
            From 0.

        Raises
        ------
        NotFoundError
            If there is no such theme.
        """
        for place, card in enumerate(self.cards):
            if card.theme_id == theme_id:
                return place
        called = next((card.theme_id for card in self.cards if card.label == theme_id), None)
        raise NotFoundError.of(
            "theme",
            theme_id,
            [card.theme_id for card in self.cards],
            hint=None if called is None else f"That is a label; its theme_id is {called!r}.",
        )

    def assigner(self) -> Assigner:
        """Learn middles and limits from the units that were fitted.

        Returns
        -------
        Assigner
            One middle a card.
        """
        return Assigner.fit(self.reading.vectors, self.groups, len(self.cards))


def new_id(members: Sequence[object], taken: Collection[str]) -> str:
    """Make a theme's id from what is in it.

    Parameters
    ----------
    members : sequence of JSON-like
        Keys of its units, in order.
    taken : collection of str
        Ids that were ever given; none is given again.

    Returns
    -------
    str
        As in ``"t-1f0c83aa"``.
    """
    salt = 0
    while True:
        found = "t-" + content_hash([salt, list(members)] if salt else list(members))[:8]
        if found not in taken:
            return found
        salt += 1


def cards_for(
    reading: Reading,
    groups: NDArray[np.int64],
    wanted: Sequence[int],
    *,
    taken: Collection[str] = (),
    stability: Sequence[float] | None = None,
) -> dict[int, Card]:
    """Name groups, choose their examples and give them ids.

    Parameters
    ----------
    reading : Reading
        What was read.
    groups : ndarray of shape (n,), int64
        The group of each unit; -1 for none.
    wanted : sequence of int
        The groups that need a card; the others are what these are told from.
    taken : collection of str
        Ids that must not be given.
    stability : sequence of float, optional
        By group; NaN by default.

    Returns
    -------
    dict of int to Card
        One a wanted group.
    """
    names = names_of(reading.words, reading.people, groups, reading.vectors)
    used = set(taken)
    found = {}
    for one in wanted:
        theme_id = new_id(_members(reading, groups == one), used)
        used.add(theme_id)
        found[one] = Card(
            theme_id,
            names[one].label if one < len(names) else "Unnamed",
            stability=math.nan if stability is None else float(stability[one]),
            terms=names[one].terms if one < len(names) else (),
            examples=examples_of(reading, np.flatnonzero(groups == one)),
        )
    return found


def state_at(reading: Reading, levels: Levels, level: int, rest: Rest | None = None) -> State:
    """Give the themes of one level of a tree.

    Parameters
    ----------
    reading : Reading
        What was read.
    levels : Levels
        Its groups.
    level : int
        Which.
    rest : Rest, optional
        Units beyond the sample; they follow their leaves.

    Returns
    -------
    State
        Named by a machine.
    """
    groups = levels.labels[level]
    n_groups = int(groups.max(initial=-1)) + 1
    cards = cards_for(reading, groups, range(n_groups), stability=levels.stability[level].tolist())
    state = State(reading, tuple(cards[one] for one in range(n_groups)), groups, rest)
    return with_parents(state, levels, level)


def with_parents(state: State, levels: Levels, level: int) -> State:
    """Name the theme of the next coarser level in which each theme lies.

    Parameters
    ----------
    state : State
        Themes of one level, edited or not.
    levels : Levels
        The tree over the same rows.
    level : int
        Which level they are of.

    Returns
    -------
    State
        With ``parent_id`` filled; None at the coarsest level.
    """
    if level == 0:
        return replace(state, cards=tuple(replace(card, parent_id=None) for card in state.cards))
    coarse = levels.labels[level - 1]
    above = [most(coarse[state.groups == place]) for place in range(len(state.cards))]
    ids = {one: new_id(_members(state.reading, coarse == one), ()) for one in sorted(set(above) - {-1})}
    cards = (replace(card, parent_id=ids.get(one)) for card, one in zip(state.cards, above, strict=True))
    return replace(state, cards=tuple(cards))


def _members(reading: Reading, inside: NDArray[np.bool_]) -> list[object]:
    rows = np.flatnonzero(inside)
    ids = [reading.comment_ids[row] for row in rows.tolist()]
    if reading.unit == "segment":
        return [
            list(key)
            for key in sorted(zip(ids, reading.starts[rows].tolist(), reading.ends[rows].tolist(), strict=True))
        ]
    return list[object](sorted(ids))


def rest_at(rest: Rest | None, levels: Levels, level: int) -> Rest | None:
    """Take units beyond the sample to another level, by way of their leaves.

    Parameters
    ----------
    rest : Rest or None
        The units.
    levels : Levels
        The tree.
    level : int
        Which level.

    Returns
    -------
    Rest or None
        None where the sample is all. ``similarity`` stays that to the theme in which they were placed.
    """
    if rest is None:
        return None
    finest, wanted = levels.labels[-1], levels.labels[level]
    way = np.full(int(finest.max(initial=-1)) + 2, -1, dtype=np.int64)
    inside = finest >= 0
    way[finest[inside]] = wanted[inside]
    groups = np.where(rest.groups >= 0, way[rest.leaves], -1)
    return replace(rest, groups=groups, nearest=way[rest.leaves])
