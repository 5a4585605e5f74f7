"""`compare_reports`: this quarter and last, side by side."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualkit.errors import VerificationError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.report.against_itself import check_itself, check_seal
from qualkit.report.cautions import changed, of_channels, of_months, read_apart
from qualkit.report.evidence import share
from qualkit.report.page import Share
from qualkit.report.readback import ReportFile, read_report
from qualkit.report.render import environment, ours, policy, style_of
from qualkit.report.replacing import replace_file
from qualkit.report.responded import responses_compared
from qualkit.report.summary import summarise
from qualkit.report.verification import verify_study

__all__ = ["compare_reports"]

_STYLES = ("report.css", "charts.css", "compare.css")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as one report tells it; `people` are display names."""

    ref: str
    claim: str
    group: str
    status: str
    heard: Share
    read: int
    against: int
    people: frozenset[str]
    channels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding of both reports.

    `change` is "stronger", "weaker", or "no clear change" where the intervals overlap. `again`, `joined` and `silent` are
    people who stand behind it in both, in the new one alone, and in the old one alone; None where the two reports do not
    share their invented names. `caution` says when the change may come of how much was read.
    """

    old: Told
    new: Told
    change: str
    caution: str
    again: int | None
    joined: int | None
    silent: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports."""

    name: str
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


@checked
def compare_reports(
    old: str | os.PathLike[str] | Study | Corpus | HasStudy,
    new: str | os.PathLike[str] | Study | Corpus | HasStudy,
    path: str | os.PathLike[str],
) -> Path:
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
        are new or gone. The same two reports give the same bytes.

    Raises
    ------
    VerificationError
        If a report is not as it was written.
    QualkitError
        If a file cannot be read or written.

    Notes
    -----
    A finding is the same in both where it is the same in the project, or makes the same claim. It is called stronger or
    weaker only where the two 95 % intervals do not overlap, and both are shares of people with the same outcome; that is
    a cautious rule (Schenker and Gentleman 2001, The American Statistician 55(3), 182-186,
    doi:10.1198/000313001317097960): real changes can hide in an overlap. Two reports of one project share people, so the
    rule is more cautious still. What keeps the two from being compared number by number is said first: other questions,
    other channels, periods that overlap; and beside a change, whether it may come of how much was read.
    """
    before, after = _side(old), _side(new)
    pairs, gone, added = _matched(before, after)
    style = style_of(*_STYLES)
    page = (
        environment()
        .get_template("compare.html")
        .render(
            policy=policy(style),
            style=ours(style),
            old=before,
            new=after,
            pairs=pairs,
            gone=gone,
            added=added,
            cautions=tuple(of_months(before.months, after.months)),
            channels=tuple(of_channels(before.channels, after.channels)),
            themes=_themes(before, after),
            responses=responses_compared(before.responses, after.responses),
        )
    )
    return replace_file(Path(path), page.encode("utf-8"), "comparison")


def _side(source: str | os.PathLike[str] | Study | Corpus | HasStudy) -> Side:
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
        people=frozenset(one["people"]),
        channels={str(name): int(k) for name, k in one["channels"].items()},
    )


def _matched(before: Side, after: Side) -> tuple[list[Pair], list[Told], list[Told]]:
    by_ref = {one.ref: one for one in before.findings}
    by_claim = {_plain(one.claim): one for one in before.findings}
    # Invented names mean the same people only where both reports were made with one project's key.
    same = before.key == after.key == "project" and any(one.ref in by_ref for one in after.findings)
    pairs, added, found = [], [], set()
    for one in after.findings:
        earlier = by_ref.get(one.ref) or by_claim.get(_plain(one.claim))
        if earlier is None or earlier.ref in found:
            added.append(one)
        else:
            found.add(earlier.ref)
            pairs.append(_pair(earlier, one, same=same))
    pairs.sort(key=lambda pair: pair.change not in ("stronger", "weaker"))
    return pairs, [one for one in before.findings if one.ref not in found], added


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _pair(old: Told, new: Told, *, same: bool) -> Pair:
    among_read = share(old.heard.k, old.read), share(new.heard.k, new.read)
    # Shares of people with different outcomes are shares of different people.
    alike = old.group == new.group
    return Pair(
        old,
        new,
        changed(old.heard, new.heard) if alike else "cannot be compared",
        read_apart(old.heard, new.heard, among_read) if alike else "",
        again=len(old.people & new.people) if same else None,
        joined=len(new.people - old.people) if same else None,
        silent=len(old.people - new.people) if same else None,
    )


def _themes(before: Side, after: Side) -> dict[str, Sequence[Mapping[str, Any]]]:
    earlier, later = ({_plain(str(one["label"])) for one in side.themes} for side in (before, after))
    return {
        "added": [one for one in after.themes if _plain(str(one["label"])) not in earlier],
        "gone": [one for one in before.themes if _plain(str(one["label"])) not in later],
        "both": [one for one in after.themes if _plain(str(one["label"])) in earlier],
    }
