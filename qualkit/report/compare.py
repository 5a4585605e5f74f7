"""`compare_reports`: this quarter and last, side by side."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qualkit import __version__
from qualkit.errors import VerificationError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.report.against_itself import check_itself, check_seal
from qualkit.report.cautions import changed, nobody_new, of_channels, of_months, read_apart
from qualkit.report.comparison_file import SCHEMA, comparison_page
from qualkit.report.evidence import share
from qualkit.report.page import Share
from qualkit.report.readback import ReportFile, read_report
from qualkit.report.replacing import replace_file
from qualkit.report.responded import responses_compared
from qualkit.report.summary import summarise
from qualkit.report.verified import verify_study

__all__ = ["ReportLike", "compare_reports", "compared"]

ReportLike = str | os.PathLike[str] | Study | Corpus | HasStudy
"""A report written by `write_report`, or what one would be written from."""

_CLEAR = ("stronger", "weaker")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as one report tells it; `people` are ids that only the project resolves."""

    ref: str
    claim: str
    group: str
    status: str
    heard: Share
    read: int
    against: int
    people: frozenset[str]
    channels: Mapping[str, int]

    def shown(self) -> dict[str, Any]:
        """Give what the page shows of it: everything but who the people are."""
        heard = {"k": self.heard.k, "n": self.heard.n, "low": self.heard.low, "high": self.heard.high}
        words = {"ref": self.ref, "claim": self.claim, "group": self.group, "status": self.status}
        return {**words, "heard": heard, "read": self.read, "against": self.against, "channels": dict(self.channels)}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports; `sha256` of its file, None where it was not a file."""

    name: str
    sha256: str | None
    question: str
    period: str
    months: tuple[str, ...]
    channels: tuple[str, ...]
    counts: Mapping[str, int]
    findings: tuple[Told, ...]
    themes: tuple[Mapping[str, Any], ...]
    responses: tuple[tuple[str, ...], ...]
    key: str
    head: str

    def shown(self) -> dict[str, Any]:
        """Give what the page says of the report as a whole."""
        words = {"name": self.name, "sha256": self.sha256, "question": self.question, "period": self.period}
        return {**words, "counts": dict(self.counts), "findings": len(self.findings), "journal_head": self.head}


@checked
def compare_reports(old: ReportLike, new: ReportLike, path: str | os.PathLike[str]) -> Path:
    """Write one page that sets two reports side by side.

    Parameters
    ----------
    old, new : path-like, or Study, Corpus or project
        Reports written by `write_report`, or what they would be written from.
    path : path-like
        Where to write; folders are made, an older file is replaced.

    Returns
    -------
    Path
        The page, with what changed first: findings that are new, or gone, then those in both (stronger or weaker before
        those without a clear change), with the people behind them and their intervals; how people responded; themes that
        are new or gone. The same two reports give the same bytes. The page carries the hashes of the two files and all
        that it says in a form that `verify` checks: ``verify(page, reports=(old, new))``.

    Raises
    ------
    VerificationError
        If a report is not as it was written.
    QualkitError
        If a file cannot be read or written.

    Notes
    -----
    A finding is the same in both where it is the same in the project, or makes the same claim; a theme, where it has the
    same id in one project, or the same name. A finding is called stronger or weaker only where the two 95 % intervals do
    not overlap, and both are shares of people with the same outcome; that is a cautious rule (Schenker and Gentleman
    2001, The American Statistician 55(3), 182-186, doi:10.1198/000313001317097960): real changes can hide in an overlap.
    Two reports of one project share people, so the rule is more cautious still. Where the same people stand behind a
    finding in both, and only the number of those who could have said it grew, no direction is claimed: nobody new was
    set beside it. What keeps the two from being compared number by number is said first: other questions, other channels,
    periods that overlap; and beside a change, whether it may come of how much was read.
    """
    return replace_file(Path(path), comparison_page(compared(old, new)), "comparison")


def compared(old: ReportLike, new: ReportLike, names: tuple[str, str] | None = None) -> dict[str, Any]:
    """Say what changed between two reports.

    Parameters
    ----------
    old, new : path-like, or Study, Corpus or project
        As for `compare_reports`.
    names : tuple of str, optional
        What to call them; by default the names of the files.

    Returns
    -------
    dict
        JSON-like, and the manifest of the comparison: all that its page says.
    """
    before, after = _side(old), _side(new)
    if names is not None:
        before, after = replace(before, name=names[0]), replace(after, name=names[1])
    pairs, gone, added = _matched(before, after)
    said = {
        "schema": SCHEMA,
        "qualkit": __version__,
        "old": before.shown(),
        "new": after.shown(),
        "one_project": _one_project(before, after),
        "added": [one.shown() for one in added],
        "gone": [one.shown() for one in gone],
        "pairs": pairs,
        "cautions": list(of_months(before.months, after.months)),
        "channels": [[which, list(only)] for which, only in of_channels(before.channels, after.channels)],
        "themes": _themes(before, after),
        "responses": [
            {"words": one.words, "old": one.old, "new": one.new, "change": one.change}
            for one in responses_compared(before.responses, after.responses)
        ],
    }
    # As it will be read back: the page is made from what the file carries, and from nothing else.
    return dict(json.loads(json.dumps(said)))


def _side(source: ReportLike) -> Side:
    if isinstance(source, (str, os.PathLike)):
        found = read_report(source)
        check_itself(found)
        check_seal(found)
        return _of(found.manifest, found)
    study = as_study(source)
    verify_study(study)
    return _of(summarise(study, redact=True, interactive=False, reading=None).manifest, None)


def _of(manifest: Mapping[str, Any], found: ReportFile | None) -> Side:
    where = found.name if found else "the project"
    try:
        about, counts = manifest["about"], manifest["counts"]
        return Side(
            name=where,
            sha256=hashlib.sha256(found.content).hexdigest() if found else None,
            question=str(about["question"] or about["title"]),
            period=str(about["period"]),
            months=tuple(map(str, about["months"])),
            channels=tuple(map(str, manifest["channels"])),
            counts={name: int(counts[name]) for name in ("people", "comments", "channels")},
            findings=tuple(_told(one) for one in manifest["findings"]),
            themes=tuple(dict(one) for one in manifest["suggested"]),
            responses=tuple(tuple(map(str, row)) for row in manifest["charts"].get("responses", ())),
            key=str(manifest["key"]),
            head=str(manifest["journal_head"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise VerificationError(
            "The manifest of this report does not say what is compared.", where=where, hint="Write the report again."
        ) from problem


def _told(one: Mapping[str, Any]) -> Told:
    k, n, low, high = one["heard"]
    return Told(
        ref=str(one["ref"]),
        claim=str(one["claim"]),
        group=str(one["group"]),
        status=str(one["status"]),
        heard=Share(int(k), int(n), low, high),
        read=int(one["read"]),
        against=int(one["against"]),
        people=frozenset(one["speakers"]),
        channels={str(name): int(k) for name, k in one["channels"].items()},
    )


def _one_project(before: Side, after: Side) -> bool:
    """Say whether ids mean the same in both: they are made with one project's key."""
    refs = [{one.ref for one in side.findings} | {str(one["ref"]) for one in side.themes} for side in (before, after)]
    return before.key == after.key == "project" and not refs[0].isdisjoint(refs[1])


def _matched(before: Side, after: Side) -> tuple[list[dict[str, Any]], list[Told], list[Told]]:
    by_ref = {one.ref: one for one in before.findings}
    by_claim = {_plain(one.claim): one for one in before.findings}
    same = _one_project(before, after)
    pairs, added, found = [], [], set()
    for one in after.findings:
        earlier = by_ref.get(one.ref) or by_claim.get(_plain(one.claim))
        if earlier is None or earlier.ref in found:
            added.append(one)
        else:
            found.add(earlier.ref)
            pairs.append(_pair(earlier, one, same=same))
    pairs.sort(key=lambda pair: pair["change"] not in _CLEAR)
    return pairs, [one for one in before.findings if one.ref not in found], added


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _pair(old: Told, new: Told, *, same: bool) -> dict[str, Any]:
    """Set a finding of both reports side by side.

    ``change`` is "stronger", "weaker", "no clear change" where the intervals overlap, "nobody new" where the same people
    stand behind it and more could have said it, or "cannot be compared". ``again``, ``joined`` and ``silent`` count people
    behind it in both, in the new one alone, and in the old one alone; None where the two reports are not of
    one project. ``caution`` says how far to trust it.
    """
    change, caution = _change(old, new, same=same)
    return {
        "old": old.shown(),
        "new": new.shown(),
        "change": change,
        "caution": caution,
        "again": len(old.people & new.people) if same else None,
        "joined": len(new.people - old.people) if same else None,
        "silent": len(old.people - new.people) if same else None,
    }


def _change(old: Told, new: Told, *, same: bool) -> tuple[str, str]:
    if old.group != new.group:
        # Shares of people with different outcomes are shares of different people.
        return "cannot be compared", ""
    if same and old.people and old.people == new.people and old.heard.k == new.heard.k and new.heard.n > old.heard.n:
        return "nobody new", nobody_new(old.heard, new.heard)
    among_read = share(old.heard.k, old.read), share(new.heard.k, new.read)
    return changed(old.heard, new.heard), read_apart(old.heard, new.heard, among_read)


def _themes(before: Side, after: Side) -> dict[str, Any]:
    """Match themes by id within one project, and those that are left by name."""
    by_ref = {str(one["ref"]): one for one in before.themes} if _one_project(before, after) else {}
    pairs = {str(one["ref"]): by_ref[str(one["ref"])] for one in after.themes if str(one["ref"]) in by_ref}
    taken = {str(one["ref"]) for one in pairs.values()}
    by_name = {_plain(str(one["label"])): one for one in reversed(before.themes) if str(one["ref"]) not in taken}
    named: dict[str, Mapping[str, Any]] = {}
    for one in after.themes:
        if str(one["ref"]) not in pairs and _plain(str(one["label"])) in by_name:
            named[str(one["ref"])] = by_name.pop(_plain(str(one["label"])))
    found = taken | {str(one["ref"]) for one in named.values()}
    return {
        "added": [dict(one) for one in after.themes if str(one["ref"]) not in {*pairs, *named}],
        "gone": [dict(one) for one in before.themes if str(one["ref"]) not in found],
        "both": _both(after.themes, pairs),
        "by_name": _both(after.themes, named),
    }


def _both(themes: Sequence[Mapping[str, Any]], pairs: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"old": dict(pairs[ref]), "new": dict(one)} for one in themes if (ref := str(one["ref"])) in pairs]
