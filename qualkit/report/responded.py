"""How people responded: what came back to our own posts and questions, a few of them opened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from qualkit.findings.responding import RESPONSE_KINDS, posts_and_replies
from qualkit.report.background import excerpt
from qualkit.report.page import ChartTable, ResponseEntry, Responses
from qualkit.report.quote import Quote
from qualkit.report.voices import Voices
from qualkit.text.people import customers, interval

__all__ = ["counted", "responded", "responses_compared"]

_SHOWN, _A_CHANNEL = 6, 2
_REPLIES_KEPT = 40
_SILENCES = 3
_PLACES = 12
_SEVERAL = "several channels"
_SILENCE = "Silence: nothing came back"
_UNTOLD = "Unknown: the source has no reply links"
_CLEAR = ("More", "Fewer")
_NUMBERS = re.compile(r"([\d,]+) of ([\d,]+)")
_DID = {
    "answer": "answered",
    "chiming in": "chimed in with another",
    "helping": "helped another",
    "thanks": "thanked",
    "objection": "objected",
    "question back": "asked back",
    "nothing said": "said nothing",
    "unsure": "unclear",
}
_ROWS = {
    "answer": "Answers to a question of ours",
    "chiming in": "Chiming in with another customer",
    "helping": "Helping another customer",
    "thanks": "Thanks",
    "objection": "Objections",
    "question back": "Questions back",
    "unsure": "Unclear: no sign tells",
    "nothing said": "Nothing said, such as “n/a”",
}
_HEADS = {
    "answer": "answered",
    "chiming in": "chimed in",
    "helping": "helped",
    "thanks": "thanked",
    "objection": "objected",
    "question back": "asked back",
    "nothing said": "said nothing",
    "unsure": "unclear",
}
# What speaks against us first, so that thanks do not hide it; what no sign tells of is for the reader.
_ORDER = ("objection", "question back", "helping", "chiming in", "answer", "unsure", "thanks")


def responded(voices: Voices) -> tuple[Responses | None, tuple[ChartTable, ...]]:
    """Say what came back when we posted, asked or helped.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    Responses or None
        None where the study has neither comments by staff nor prompts.
    tuple of ChartTable
        What came back of which kind, and the same by channel.
    """
    posts, replies = posts_and_replies(voices.study.corpus.frame)
    if posts.empty:
        return None, ()
    ends = _ends(voices.study.corpus.frame)
    posts = posts.assign(key=posts["comment_id"].fillna(posts["post"]))
    inside = voices.study.corpus.table.set_index("comment_id")["conversation_id"]
    posts["within"] = posts["comment_id"].map(inside).fillna(posts["key"])
    posts["channel"] = posts["channel"].mask(_asked_everywhere(voices.study.corpus.frame, posts), _SEVERAL)
    replies = replies[replies["reply_id"].notna()]
    replies = replies.assign(key=replies["comment_id"].fillna(replies["post"]), kind=replies["kind"].fillna("unsure"))
    told = Responses(
        posts=len(posts),
        asked=int(posts["asks"].sum()),
        silent=int(posts["silence"].sum()),
        untold=int(posts["untold"].sum()),
        spoken=len(ends),
        closed=int((ends == "staff").sum()),
        people=int(replies["person_id"].nunique()),
        unknown=int(replies["person_id"].isna().sum()),
        entries=tuple(_entry(voices, row, replies[replies["key"] == row["key"]]) for row in _telling(posts, replies)),
        silences=_silences(voices, posts),
    )
    return told, (_by_kind(told, replies), _by_channel(voices, posts, replies))


def _ends(frame: pd.DataFrame) -> pd.Series:
    """Give the role of whoever wrote last, for each conversation in which both we and a customer spoke."""
    dated = frame.sort_values("created", kind="stable", na_position="last")
    theirs = customers(frame)["conversation_id"]
    both = set(frame.loc[frame["role"] == "staff", "conversation_id"]) & set(theirs)
    last = dated.drop_duplicates("conversation_id", keep="last")
    return last.loc[last["conversation_id"].isin(both), "role"]


def _asked_everywhere(frame: pd.DataFrame, posts: pd.DataFrame) -> pd.Series:
    places = customers(frame).groupby("prompt")["channel"].nunique()
    return posts["comment_id"].isna() & posts["key"].isin(places.index[places > 1])


def _telling(posts: pd.DataFrame, replies: pd.DataFrame) -> list[dict[str, Any]]:
    """Choose those to which most people replied: each channel before one fills the list, and each conversation once."""
    kinds = replies.groupby("key")["kind"].nunique()
    answered = posts[~posts["silence"] & (posts["n_replies"] > 0)]
    answered = answered.assign(kinds=answered["key"].map(kinds), channel=answered["channel"].fillna(""))
    answered = answered.sort_values(["n_people", "kinds", "n_replies"], ascending=False, kind="stable")
    # One long conversation is not how people respond: what else was said in it waits until the others were shown.
    again = answered.groupby("within").cumcount()
    answered = answered.loc[again.sort_values(kind="stable").index]
    first = answered[answered.groupby("channel").cumcount() < _A_CHANNEL].head(_SHOWN)
    rest = answered.drop(first.index).head(_SHOWN - len(first))
    chosen = answered.loc[answered.index.isin([*first.index, *rest.index])]
    return [{str(name): value for name, value in row.items()} for row in chosen.to_dict("records")]


def _entry(voices: Voices, post: Mapping[str, Any], replies: pd.DataFrame) -> ResponseEntry:
    text = voices.study.corpus.text
    chosen = [row for row in _read_first(replies) if text(row["reply_id"]).strip()]
    ours = None if pd.isna(post["comment_id"]) else str(post["comment_id"])
    return ResponseEntry(
        ref=voices.ref("response", str(post["key"])),
        ours=excerpt(voices, ours) if ours is not None and text(ours).strip() else None,
        prompt=voices.words(post["post"]) if ours is None else "",
        channel=voices.label(post["channel"] or None),
        asks=bool(post["asks"]),
        people=int(post["n_people"]),
        unknown=int(post["n_unknown"]),
        kinds=tuple((_DID[kind], int(post[kind])) for kind in (*RESPONSE_KINDS, "unsure") if post[kind]),
        quotes=tuple(_reply(voices, row) for row in chosen[:_REPLIES_KEPT]),
        left_out=max(0, len(chosen) - _REPLIES_KEPT),
    )


def _read_first(replies: pd.DataFrame) -> list[dict[str, Any]]:
    """Order replies: one of each kind, then the second of each; plain signs before likely ones, each person once."""
    said = replies[replies["kind"] != "nothing said"]
    who = said["person_id"].where(said["person_id"].notna(), said["reply_id"])
    said = said.assign(again=said.groupby(who).cumcount(), doubt=(said["sure"] != "plain").astype(int))
    said = said.sort_values(["again", "doubt"], kind="stable")
    rank = said["kind"].map({kind: n for n, kind in enumerate(_ORDER)})
    said = said.assign(turn=said.groupby(["again", "kind"]).cumcount(), rank=rank)
    ordered = said.sort_values(["again", "turn", "rank"], kind="stable")
    kept = ordered[["reply_id", "kind", "because", "sure"]].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in kept]


def _reply(voices: Voices, row: Mapping[str, Any]) -> Quote:
    sign = _told_by(voices, row)
    return replace(excerpt(voices, str(row["reply_id"])), sign=sign)


def _told_by(voices: Voices, row: Mapping[str, Any]) -> str:
    if row["kind"] == "unsure":
        return "unclear: no sign tells"
    because = "" if pd.isna(row["because"]) else f": {voices.words(row['because'])}"
    return f"{row['kind']}{' (likely)' if row['sure'] == 'likely' else ''}{because}"


def _silences(voices: Voices, posts: pd.DataFrame) -> tuple[Quote, ...]:
    """Show of the unanswered posts those that asked for something first, the latest before the others."""
    silent = posts[posts["silence"] & posts["comment_id"].notna()]
    silent = silent.sort_values(["asks", "created"], ascending=False, kind="stable", na_position="last")
    kept = [str(one) for one in silent["comment_id"] if voices.study.corpus.text(str(one)).strip()]
    return tuple(excerpt(voices, one) for one in kept[:_SILENCES])


def _by_kind(told: Responses, replies: pd.DataFrame) -> ChartTable:
    groups = replies.groupby("kind")
    people, posts, sizes = groups["person_id"].nunique(), groups["key"].nunique(), groups.size()
    rows = [
        (
            words,
            f"{people[kind]:,} of {told.people:,}" if told.people else "unknown",
            f"{sizes[kind]:,}",
            f"{posts[kind]:,} of {told.posts:,}",
        )
        for kind, words in _ROWS.items()
        if kind in sizes
    ]
    # Nobody stands in these rows: they count what we said.
    rows.append((_SILENCE, "–", "–", f"{told.silent:,} of {told.posts:,}"))
    if told.untold:
        rows.append((_UNTOLD, "unknown", "unknown", f"{told.untold:,} of {told.posts:,}"))
    return ChartTable(
        "responses",
        "counts",
        "What came back when we posted or asked?",
        "Known people with such a reply, of all known people who replied. Each stands in a row, and who replied in several "
        "ways in several. Silence is of our own posts and questions: no reply, or none that says anything.",
        ("What came back", "People", "Replies", "Posts and questions of ours"),
        tuple(rows),
        1 if told.people else 0,
    )


def _by_channel(voices: Voices, posts: pd.DataFrame, replies: pd.DataFrame) -> ChartTable:
    present = set(replies["kind"])
    kinds = [kind for kind in (*RESPONSE_KINDS, "unsure") if kind in present]
    place = posts["channel"].map(lambda name: voices.label(name) or "no channel named", na_action=None)
    place, places = _folded(place + posts["asks"].map({True: ", asking", False: ", telling"}))
    where = dict(zip(posts["key"], place, strict=True))
    at = replies["key"].map(where)
    people = replies.groupby([at, "kind"])["person_id"].nunique()
    everybody = replies.groupby(at)["person_id"].nunique()
    rows = []
    for name in places:
        ours = posts[place == name]
        counts = (f"{int(people.get((name, kind), 0)):,}" for kind in kinds)
        silent = f"{int(ours['silence'].sum()):,}" + (f", unknown {n:,}" if (n := int(ours["untold"].sum())) else "")
        rows.append((str(name), f"{len(ours):,}", silent, f"{int(everybody.get(name, 0)):,}", *counts))
    return ChartTable(
        "responses-by-channel",
        "table",
        "Where did it come back?",
        "Posts and questions of ours, and known people who replied: each stands in a column, and who replied in several ways "
        "in several.",
        ("Where we spoke", "Ours", "Silence", "People who replied", *(_HEADS[kind] for kind in kinds)),
        tuple(rows),
        0,
    )


def _folded(place: pd.Series) -> tuple[pd.Series, list[str]]:
    """Keep the places where we spoke most, and give the others one name; give all names in the order of their sizes."""
    sizes = place.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    if len(sizes) <= _PLACES:
        return place, sizes.index.tolist()
    kept = sizes.index[: _PLACES - 1].tolist()
    rest = f"{len(sizes) - len(kept)} other places"
    return place.where(place.isin(kept), rest), [*kept, rest]


def counted(told: Responses | None) -> dict[str, float]:
    """Name the numbers of the section.

    Parameters
    ----------
    told : Responses or None
        As they stand in the report.

    Returns
    -------
    dict of str to number
        For the manifest, by the names that the template uses.
    """
    if told is None:
        return {}
    numbers: dict[str, float] = {
        f"responses.{name}": getattr(told, name)
        for name in ("posts", "asked", "silent", "untold", "spoken", "closed", "people", "unknown")
    }
    for one in told.entries:
        numbers |= {f"r-{one.ref}.people": one.people, f"r-{one.ref}.unknown": one.unknown}
        numbers |= {f"r-{one.ref}.{n}": people for n, (_, people) in enumerate(one.kinds)}
    return numbers


@dataclass(frozen=True, slots=True)
class ResponseChange:
    """One kind of response in two reports, as each tells it; `change` claims a direction only where intervals part."""

    words: str
    old: str
    new: str
    change: str


def responses_compared(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> tuple[ResponseChange, ...]:
    """Set what came back side by side.

    Parameters
    ----------
    old, new : sequence of rows
        Cells of the table of each report, by kind; empty where a report has none.

    Returns
    -------
    tuple of ResponseChange
        Kinds whose intervals do not overlap first, then in the order of the tables.
    """
    earlier, later = ({row[0]: row for row in rows} for rows in (old, new))
    told = [_change(words, earlier.get(words), later.get(words)) for words in {**earlier, **later}]
    return tuple(sorted(told, key=lambda one: one.change not in _CLEAR)) if old and new else ()


def _change(words: str, old: Sequence[str] | None, new: Sequence[str] | None) -> ResponseChange:
    # Of silence and of what the source does not tell, our own posts are counted; of all else, people.
    column = 3 if words in (_SILENCE, _UNTOLD) else 1
    cells = [row[column] if row else "none" for row in (old, new)]
    shares = [_NUMBERS.fullmatch(cell) for cell in cells]
    if not all(shares):
        return ResponseChange(words, cells[0], cells[1], "only in one")
    (low, high), (low_now, high_now) = (_interval(*map(_whole, one.groups())) for one in shares if one)
    return ResponseChange(
        words, cells[0], cells[1], "More" if low_now > high else "Fewer" if high_now < low else "no clear change"
    )


def _whole(number: str) -> int:
    return int(number.replace(",", ""))


def _interval(k: int, n: int) -> tuple[float, float]:
    return interval(k, n) if n else (0.0, 1.0)
