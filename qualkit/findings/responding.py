"""How people responded to what we posted or asked: what came back, read in context, without a score."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pandas as pd

from qualkit.findings.answered import Reply, replies_to_posts, untold_posts
from qualkit.findings.cues import find_cue
from qualkit.findings.likeness import all_words
from qualkit.findings.response_cues import INVITING, LEADS, OPENING, RHETORICAL, SAID, WHOLE
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.text.answers import is_non_answer
from qualkit.text.people import customers
from qualkit.text.segments import sentences

__all__ = ["REPLY_COLUMNS", "RESPONSE_COLUMNS", "RESPONSE_KINDS", "posts_and_replies", "responses"]

RESPONSE_KINDS = ("answer", "chiming in", "helping", "thanks", "objection", "question back", "nothing said")
"""What can come back; where nothing does, that is silence. "Nothing said" is a reply such as "n/a"."""
RESPONSE_COLUMNS = (
    "comment_id",
    "channel",
    "created",
    "post",
    "asks",
    "n_replies",
    "n_people",
    "n_unknown",
    *RESPONSE_KINDS,
    "unsure",
    "silence",
    "untold",
)
REPLY_COLUMNS = ("comment_id", "post", "reply_id", "person_id", "how", "kind", "because", "sure", "text")
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_TO = re.compile(r"^(?:\s*@[\w.-]+[,:]?)+\s*")
_MARKS = ("?", "？", "؟")
_ASKS_WITHIN = 3
_YOU = re.compile(r"\b(?:you|your|usted|ustedes|tu|tus|te|du|dein\w*|dir|dich|sie|ihr\w*|ihnen)\b", re.IGNORECASE)
_SHORT = 15
_EMPTY = "nothing said"
_LEAST_LETTERS = 4


@checked
def responses(source: Study | Corpus | HasStudy, *, each: bool = False) -> pd.DataFrame:
    """Say what came back when we posted, asked or helped.

    Each reply to a comment by staff, or to a prompt, is read with what it answers: *answer*, *chiming in* ("same here"),
    *helping* another customer, *thanks*, *objection*, *question back*, or *nothing said* ("n/a"). Where no sign tells, it
    is left open.

    Parameters
    ----------
    source : project, Study or Corpus
        Where to look.
    each : bool
        One row a reply instead of one row a post.

    Returns
    -------
    DataFrame
        One row a post (`RESPONSE_COLUMNS`): ``comment_id`` of the post, missing for a prompt; ``post``, its words; ``asks``
        (bool), whether it asks for something; ``n_replies``, ``n_people`` (known people) and ``n_unknown`` (replies by
        people unknown), int64; then for each of `RESPONSE_KINDS`, and ``unsure``, how many known people replied so
        (int64): each of `n_people` stands under one of these, and who replied in several ways under several, so that they
        add up to `n_people` or more; ``silence`` (bool), True where nothing came back that says anything: no reply, or
        none but with nothing said; ``untold`` (bool), True where the source has no reply links that would tell.
        With `each`, one row a reply (`REPLY_COLUMNS`), and one for each post without any: ``kind`` is one of
        `RESPONSE_KINDS`, or "silence" where nobody replied, missing when unsure or untold; ``because``, the sign seen;
        ``sure`` in words, "plain" or "likely"; ``how`` it hangs below the post.

    Notes
    -----
    The kinds are read off small words in English, Spanish and German. They miss irony: "so kind, thanks" may be an
    objection. Read the replies before telling anybody what came back.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.findings import responses
    >>> table = responses(qk.load_sample(), each=True)
    >>> table.loc[table["reply_id"] == "S-627", "kind"].item()
    'chiming in'
    """
    posts, replies = posts_and_replies(as_study(source).corpus.frame)
    return replies if each else posts


def posts_and_replies(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read each reply once, for both tables of `responses`.

    Parameters
    ----------
    frame : DataFrame
        A corpus' frame.

    Returns
    -------
    posts, replies : DataFrame
        With the columns `RESPONSE_COLUMNS` and `REPLY_COLUMNS`.
    """
    posts = _posts(frame)
    untold = untold_posts(frame)
    replies = _each(frame, posts, untold)
    return _summary(posts, replies, untold), replies


class _Read(NamedTuple):
    kind: str | None
    because: str | None
    sure: str | None


_UNSURE = _Read(None, None, None)
_SILENT = _Read("silence", "nobody replied", "plain")
_UNTOLD = _Read(None, "the source does not tell who answers whom", None)


def _posts(frame: pd.DataFrame) -> pd.DataFrame:
    ours = frame.loc[frame["role"] == "staff", ["comment_id", "channel", "created", "text", "reply_to"]]
    asked = customers(frame).dropna(subset=["prompt"])
    first = asked.drop_duplicates("prompt")[["channel", "prompt"]].rename(columns={"prompt": "text"})
    posts = pd.concat([ours, first], ignore_index=True).rename(columns={"text": "post"})
    posts["asks"] = [
        pd.isna(comment_id) or _asks(post, answers=not pd.isna(reply_to))
        for comment_id, post, reply_to in posts[["comment_id", "post", "reply_to"]].to_numpy()
    ]
    return posts.drop(columns="reply_to")


def _asks(post: str, *, answers: bool) -> bool:
    if any(sign in post for sign in _MARKS) and find_cue(post, RHETORICAL) is None:
        said = [post[start:stop] for start, stop in sentences(post)]
        questions = [any(sign in one for sign in _MARKS) for one in said]
        # A question at the start, answered in the same breath ("Stuck for supper? Squash!"), waits for nothing; one that
        # is put to the person who is answered ("Which version are you on? Meanwhile, ...") does, wherever it stands.
        if any(questions[-_ASKS_WITHIN:]):
            return True
        if answers and any(_YOU.search(one) for one, asked in zip(said, questions, strict=True) if asked):
            return True
    return find_cue(post, INVITING) is not None


def _each(frame: pd.DataFrame, posts: pd.DataFrame, untold: frozenset[str]) -> pd.DataFrame:
    texts = dict(zip(frame["comment_id"].tolist(), frame["text"].tolist(), strict=True))
    asks = dict(zip(posts["comment_id"].tolist(), posts["asks"].tolist(), strict=True))
    rows: list[tuple[object, ...]] = []
    answered = set()
    for reply in replies_to_posts(frame):
        post = reply.prompt if reply.post_id is None else texts[reply.post_id]
        asked = reply.post_id is None or asks[reply.post_id]
        read = _read(reply, asked, texts.get(reply.before_id or "", ""))
        answered.add(reply.post_id or reply.prompt)
        rows.append((reply.post_id, post, reply.reply_id, reply.person_id, reply.how, *read, reply.text))
    for comment_id, post in posts[["comment_id", "post"]].to_numpy().tolist():
        if not pd.isna(comment_id) and comment_id not in answered:
            read = _UNTOLD if comment_id in untold else _SILENT
            rows.append((comment_id, post, None, None, None, *read, None))
    return pd.DataFrame(rows, columns=list(REPLY_COLUMNS)).astype("str")


def _summary(posts: pd.DataFrame, table: pd.DataFrame, untold: frozenset[str]) -> pd.DataFrame:
    # A prompt has no id: its words stand for it.
    table = table.assign(key=table["comment_id"].fillna(table["post"]), kind=table["kind"].fillna("unsure"))
    replies = table[table["reply_id"].notna()]
    by_post = replies.groupby("key")
    keys = posts["comment_id"].fillna(posts["post"])
    people = replies.groupby(["key", "kind"])["person_id"].nunique().unstack(fill_value=0)
    people = people.reindex(index=keys, columns=[*RESPONSE_KINDS, "unsure"], fill_value=0)
    said = replies[replies["kind"] != _EMPTY].groupby("key").size().reindex(keys, fill_value=0)
    # Whoever was answered was answered, whatever the source tells elsewhere.
    unclear = keys.isin(list(untold)).to_numpy() & (by_post.size().reindex(keys, fill_value=0) == 0)
    counts = pd.DataFrame(
        {
            "n_replies": by_post.size().reindex(keys, fill_value=0),
            "n_people": by_post["person_id"].nunique().reindex(keys, fill_value=0),
            "n_unknown": (by_post.size() - by_post["person_id"].count()).reindex(keys, fill_value=0),
            "silence": (said == 0) & ~unclear,
            "untold": unclear,
        }
    )
    found = pd.concat([posts.set_index(keys), counts, people], axis=1).reset_index(drop=True)
    numbers = ["n_replies", "n_people", "n_unknown", *RESPONSE_KINDS, "unsure"]
    return found[list(RESPONSE_COLUMNS)].astype(
        {**dict.fromkeys(numbers, "int64"), **dict.fromkeys(("asks", "silence", "untold"), bool)}
    )


def _read(reply: Reply, asked: bool, before: str) -> _Read:
    # What is quoted from the post is not said by the one who replies.
    said = _TO.sub("", _QUOTED.sub("", reply.text)).strip()
    if not said or (is_non_answer(said) and (reply.post_id is None or not _talks(said))):
        return _Read(_EMPTY, f"nothing but “{reply.text.strip()}”", "plain")
    if reply.how == "indirect":
        return _to_another(said, before)
    # Said next in a thread, "same here" is to those who spoke before our post.
    chimes = None if asked or reply.how == "direct" else _opening(said, "chiming in")
    return (
        _to_us(said, asked, survey=reply.post_id is None)
        if chimes is None
        else _Read("chiming in", f"“{chimes}”, after a post of ours", "likely")
    )


def _talks(said: str) -> bool:
    # What answers nothing in a form's box, such as "no" or "nothing", answers a person who asked.
    return sum(sign.isalpha() for sign in said) >= _LEAST_LETTERS or _opening(said, "answer") is not None


def _to_another(said: str, before: str) -> _Read:
    whole = re.sub(r"[\W_]+$", "", said)
    if not whole:
        signs = any(unicodedata.category(sign) == "So" for sign in said)
        return _Read("chiming in", f"nothing but {said}", "likely") if signs else _UNSURE
    cue = find_cue(whole, WHOLE)
    if cue is not None and cue.words == whole:
        return _Read("chiming in", f"“{cue.words}” to another customer", "plain")
    for kind in ("chiming in", "thanks", "helping"):
        opens = _opening(said, kind) if kind in OPENING else None
        words = opens or _said(said, kind)
        if words:
            sure = "plain" if opens or (kind == "helping" and "?" in before) else "likely"
            return _Read(kind, f"“{words}” to another customer", sure)
    return _objection(said, "to another customer") or _question(said) or _UNSURE


def _to_us(said: str, asked: bool, *, survey: bool) -> _Read:
    refusal = _said(said, "refusal")
    if refusal:
        return _Read("objection", f"“{refusal}”", "likely")
    answer = _opening(said, "answer") if asked else None
    if answer:
        return _Read("answer", f"“{answer}”, after a question of ours", "plain")
    thanks = _said(said, "thanks")
    unsolved = _said(said, "unsolved") if thanks else None
    if unsolved and not asked:
        # Thanks first and the trouble after it: the words are polite, and the matter is not settled.
        return _Read("objection", f"“{thanks}”, and “{unsolved}”", "likely")
    if thanks and (not asked or len(said.split()) <= _SHORT):
        return _Read("thanks", f"“{thanks}”", "plain" if len(said.split()) <= _SHORT else "likely")
    only_asks = _question(said)
    if only_asks and (only_asks.sure == "plain" or not asked):
        return only_asks
    # In a long answer to a question, one hard word is part of the story.
    objection = _objection(said, "to us")
    # In a form, "instead of" and "you could have" are the answer itself, unless it begins with a plain no.
    if objection and (not asked or len(said.split()) <= _SHORT) and not (survey and objection.sure != "plain"):
        return objection
    if asked and said[0] not in '"“«„' and any(sign.isalnum() for sign in said):
        return _Read("answer", "follows a question of ours", "likely")
    return _UNSURE


def _objection(said: str, whom: str) -> _Read | None:
    opens = _opening(said, "objection")
    words = opens or _said(said, "objection")
    return _Read("objection", f"“{words}” {whom}", "plain" if opens else "likely") if words else None


def _question(said: str) -> _Read | None:
    whole = sentences(said) if any(sign in said for sign in _MARKS) else []
    asked = [said[start:end].rstrip(" )\"'”’").endswith(_MARKS) for start, end in whole]
    if asked and all(asked):
        return _Read("question back", "nothing but a question", "plain")
    if asked and asked[-1]:
        return _Read("question back", "ends in a question", "likely")
    opens = _opening(said, "question back")
    return _Read("question back", f"“{opens}”", "likely") if opens else None


def _opening(said: str, kind: str) -> str | None:
    cue = find_cue(said, OPENING, (kind,))
    if cue is None or any(sign.isdigit() for sign in said[: cue.start]):
        return None
    return cue.words if LEADS.issuperset(all_words(said[: cue.start])) else None


def _said(said: str, kind: str) -> str | None:
    cue = find_cue(said, SAID, (kind,))
    return None if cue is None else " ".join(cue.words.split())
