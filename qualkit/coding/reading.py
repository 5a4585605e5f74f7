"""What to read first: the voices that were heard least."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model import UNCLEAR, Corpus, HasStudy, HasThemeTables, Study, as_study, check_themes, content_hash
from qualkit.model.arguments import checked
from qualkit.model.missing import text_or_none
from qualkit.text.answers import non_answers
from qualkit.text.people import customers

__all__ = ["READING_COLUMNS", "reading_plan"]

READING_COLUMNS = ("order", "comment_id", "why")
_CHOSEN_ONE_BY_ONE = 2_000
_ENOUGH_WORDS = 40
_WORTH_OF_A_REASON = 0.5  # less than a voice not heard yet


@dataclass(frozen=True, slots=True)
class _Place:
    """Comments alike in all that the order looks at."""

    theme: str | None
    channel: str | None
    outcome: str | None


@checked
def reading_plan(
    source: Study | Corpus | HasStudy,
    *,
    themes: HasThemeTables | None = None,
    reasons: pd.DataFrame | None = None,
    n: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Put comments into an order in which every kind of voice is heard early.

    Each step takes the comment whose theme, channel, outcome and person were heard least so far. Comments that are coded
    count as heard and are left out; so are staff, bots and non-answers. Of themes that were heard as little, that of most
    people comes first. Longer comments come before shorter ones of the same kind: there is more to read in them.

    Parameters
    ----------
    source : project, Study or Corpus
        What to read.
    themes : Themes or ThemeTables, optional
        By default those of the project, if it has any. Themes without a clear subject count as one, together with the
        comments that have no theme, unless a person named them.
    reasons : DataFrame, optional
        Passages in which somebody may give a reason, as `find_reasons` lists them; needs the column ``comment_id``. Such
        comments come before others of the same kind, and kinds that have them earlier.
    n : int, optional
        How many comments; by default all.
    seed : int
        Decides between comments alike in everything.

    Returns
    -------
    DataFrame
        ``order`` (from 1), ``comment_id``, ``why`` (in words).

    Raises
    ------
    QualkitError
        If `n` is negative, `themes` are none, or `reasons` has no column ``comment_id``.

    Notes
    -----
    This is an order, not a sample: shares counted in its first part say nothing about all customers. The first 2,000 are
    chosen one by one; the rest follow turn by turn through the kinds.

    Examples
    --------
    >>> import qualkit as qk
    >>> qk.reading_plan(qk.load_sample(), n=3)["order"].tolist()
    [1, 2, 3]
    """
    if n is not None and n < 0:
        raise QualkitError(f"n is {n}.", hint="How many comments to read: 0 or more.")
    study = as_study(source)
    waiting, heard = _waiting(study, _theme_labels(study, themes), _with_reason(reasons), seed)
    rows: list[tuple[str, str]] = []
    most = sum(len(queue) for queue in waiting.values()) if n is None else n
    while waiting and len(rows) < min(most, _CHOSEN_ONE_BY_ONE):
        rows.append(_next(waiting, heard))
    while waiting and len(rows) < most:
        for place in list(waiting):
            one = waiting[place].popleft()
            rows.append((one.comment_id, _why(place, one, heard)))
            heard.add(place, one.person)
            if not waiting[place]:
                del waiting[place]
    rows = rows[:most]
    return pd.DataFrame(
        {
            "order": pd.Series(range(1, len(rows) + 1), dtype="int64"),
            "comment_id": pd.Series([one for one, _ in rows], dtype="str"),
            "why": pd.Series([why for _, why in rows], dtype="str"),
        }
    )


@dataclass(frozen=True, slots=True)
class _Unread:
    comment_id: str
    person: str
    reason: bool


class _Heard:
    """How often each theme, channel, outcome and person was heard."""

    def __init__(self) -> None:
        self.themes: Counter[str | None] = Counter()
        self.channels: Counter[str | None] = Counter()
        self.outcomes: Counter[str | None] = Counter()
        self.people: Counter[str] = Counter()

    def add(self, place: _Place, person: str) -> None:
        self.themes[place.theme] += 1
        self.channels[place.channel] += 1
        self.outcomes[place.outcome] += 1
        self.people[person] += 1

    def worth(self, place: _Place, one: _Unread) -> float:
        worth = 2 / (1 + self.themes[place.theme]) + 1 / (1 + self.channels[place.channel])
        worth += (0.2 if place.outcome is None else 1) / (1 + self.outcomes[place.outcome])
        return worth + 1 / (1 + self.people[one.person]) + (_WORTH_OF_A_REASON if one.reason else 0)


_Waiting = dict[_Place, deque[_Unread]]
_Ranked = tuple[bool, int, str, _Unread]
_K = TypeVar("_K")


def _next(waiting: _Waiting, heard: _Heard) -> tuple[str, str]:
    # Rounded: the last bit of a sum must not decide the order. Of places of the same worth the first is taken.
    place = max(waiting, key=lambda one: round(heard.worth(one, waiting[one][0]), 9))
    queue = waiting[place]
    # Somebody not heard yet, if there is one near the front of those of the same worth.
    ahead = next((n for n, one in enumerate(islice(queue, 8)) if not heard.people[one.person]), 0)
    if queue[ahead].reason == queue[0].reason:
        queue.rotate(-ahead)
    one = queue.popleft()
    why = _why(place, one, heard)
    heard.add(place, one.person)
    if not queue:
        del waiting[place]
    return one.comment_id, why


def _name(place: _Place) -> tuple[str, str, str]:
    return (place.theme or "", place.channel or "", place.outcome or "")


def _why(place: _Place, one: _Unread, heard: _Heard) -> str:
    new = []
    if place.theme is not None and not heard.themes[place.theme]:
        new.append(f"theme not heard yet: “{place.theme}”")
    if place.outcome is not None and not heard.outcomes[place.outcome]:
        new.append(f"first with the outcome “{place.outcome}”")
    if place.channel is not None and not heard.channels[place.channel]:
        new.append(f"first from {place.channel}")
    if one.reason:
        new.append("may give a reason")
    if new:
        return "; ".join(new)
    known = [each for each in (place.outcome, place.channel) if each is not None]
    kind = "person not heard yet" if not heard.people[one.person] else "more from a person heard before"
    return f"{kind} ({', '.join(known)})" if known else kind


def _with_reason(reasons: pd.DataFrame | None) -> frozenset[str]:
    if reasons is None:
        return frozenset()
    if "comment_id" not in reasons.columns:
        raise QualkitError(
            "reasons needs the column comment_id.",
            available=[str(name) for name in reasons.columns],
            hint="Take it from qk.find_reasons.",
        )
    return frozenset(reasons["comment_id"])


def _theme_labels(study: Study, themes: HasThemeTables | None) -> dict[str, str]:
    tables = study.themes if themes is None else themes
    if tables is None:
        return {}
    check_themes(tables)
    frame = tables.frame
    # "Nothing", "No complaints" and "Can't fault" are one kind of voice, however many heaps a machine made of it.
    heaps = (frame["subject"] == UNCLEAR) & (frame["labelled_by"] == "machine")
    labels = dict(zip(frame["theme_id"][~heaps], frame["label"][~heaps], strict=True))
    assigned = tables.assignments[["comment_id", "theme_id"]].dropna().drop_duplicates("comment_id")
    return {
        comment_id: labels[theme_id]
        for comment_id, theme_id in zip(assigned["comment_id"], assigned["theme_id"], strict=True)
        if theme_id in labels
    }


def _waiting(study: Study, labels: dict[str, str], reasons: frozenset[str], seed: int) -> tuple[_Waiting, _Heard]:
    table = customers(study.corpus.table)
    table = table[~non_answers(table["text"])]
    coded = set(study.codings["comment_id"])
    heard = _Heard()
    kinds: dict[_Place, list[_Ranked]] = defaultdict(list)
    columns = (table[name].tolist() for name in ("comment_id", "person_id", "channel", "outcome", "text"))
    for comment_id, person_id, channel, outcome, text in zip(*columns, strict=True):
        place = _Place(labels.get(comment_id), text_or_none(channel), text_or_none(outcome))
        person = text_or_none(person_id) or comment_id
        if comment_id in coded:
            heard.add(place, person)
        else:
            length = min(_ENOUGH_WORDS, text.count(" ") + 1)
            one = _Unread(comment_id, person, comment_id in reasons)
            kinds[place].append((not one.reason, -length, content_hash(f"{seed}:{comment_id}")[:16], one))
    of_place, of_theme = _people(kinds, lambda place: place), _people(kinds, lambda place: place.theme)
    # Of voices that were heard as little, that of most people comes first; what has no theme comes after all that has one.
    ordered = sorted(
        kinds,
        key=lambda one: (one.theme is None, -of_theme[one.theme], one.theme or "", -of_place[one], _name(one)),
    )
    return {place: deque(one[-1] for one in sorted(kinds[place], key=_first)) for place in ordered}, heard


def _people(kinds: Mapping[_Place, list[_Ranked]], of: Callable[[_Place], _K]) -> dict[_K, int]:
    found: dict[_K, set[str]] = defaultdict(set)
    for place, waiting in kinds.items():
        found[of(place)].update(one[-1].person for one in waiting)
    return {name: len(people) for name, people in found.items()}


def _first(one: _Ranked) -> tuple[bool, int, str, str]:
    return (*one[:3], one[3].comment_id)
