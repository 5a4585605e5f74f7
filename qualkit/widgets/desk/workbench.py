"""Everything that a coding view has at hand: a project, the coder's session, and what of others may be seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from qualkit.coding.decision import Coded, Link
from qualkit.coding.queue import Queue, all_comments
from qualkit.coding.session import Session
from qualkit.coding.shelf import Shelf
from qualkit.errors import ProjectError
from qualkit.model import CODING_COLUMNS, Changes, Codebook, Study, ThemeTables
from qualkit.model.collecting import without_collecting
from qualkit.text.pseudonyms import keyed_id
from qualkit.widgets.desk.keeping import CodingProject
from qualkit.widgets.desk.learnt import Learnt, Untold
from qualkit.widgets.desk.pages import Pages
from qualkit.widgets.desk.rows import coded, last_mark, links_of, marks_of, memos_by, proposals, split_codings

__all__ = ["Workbench"]

_LAST = 2**62


class Workbench:
    """A project with a coder's session over it. Not safe for threads: the desk holds the lock.

    Parameters
    ----------
    project : CodingProject
        Where decisions are kept.
    blind : bool
        Whether nothing of other coders may be seen. Then nothing of it is kept here, so that no message can hold it.

    Raises
    ------
    ProjectError
        If there is nothing to read.

    Attributes
    ----------
    project : CodingProject
        Where decisions are kept.
    blind : bool
        Whether nothing of other coders may be seen.
    pages : Pages
        What was said.
    order : tuple of str
        All comments in reading order.
    book : Codebook
        The codes.
    session : Session
        The coder's work.
    others : Shelf of (Coded, str)
        Codings of other coders with their names; empty while blind.
    page : str
        The conversation that was opened last.
    untold : Untold
        What became different, and no answer has told of it yet.
    """

    def __init__(self, project: CodingProject, *, blind: bool) -> None:
        self.project = project
        self.blind = blind
        self.page = ""
        self.untold = Untold()
        self.others: Shelf[tuple[Coded, str]] = Shelf()
        self._coders: set[str] = set()
        with without_collecting():
            self._load(None)

    def _load(self, before: Session | None) -> None:
        """Read everything; what is read next, and where the coder is, stays."""
        # Counted first: what is written while the study is read is then told twice rather than never.
        self._n = self.project.changes_since(_LAST).n
        study = self.project.study()
        if not len(study.corpus):
            raise ProjectError(
                "There is no comment to code.", hint="Add some: project.add_comments(qk.read_comments(path))."
            )
        self.key = study.key
        self.pages = Pages(study.corpus, study.key)
        self.order = all_comments(study.corpus)
        self.book: Codebook = study.codebook
        self.themes: ThemeTables | None = study.themes
        marks, links, rejected = self.project.marks(), self.project.reason_links(), self.project.rejected_suggestions()
        # Where a person was forgotten there are codings, but no words any more.
        now = self.project.codings_now().values()
        held = (row for row in now if row["end"] <= (self.pages.length(row["comment_id"]) or 0))
        own, others = split_codings(held, self.project.coder)
        told = [table["coder"].unique().tolist() for table in (marks, links, rejected, study.memos)]
        self._coders = {coder for _, coder in others}.union(*told) - {self.project.coder}
        self.others = Shelf((one.coding_id, (one, coder)) for one, coder in others if not self.blind)
        self._others_used = Counter(one.code_id for one, _ in self.others.values())
        memos = memos_by(study.memos, self.project.coder)
        session = Session.begin(
            self.pages.length,
            codings=own,
            marks=marks_of(marks, self.project.coder),
            links=links_of(links, self.project.coder if self.blind else None),
            rejected=proposals(rejected, self.project.coder),
            memos={target: said for target, said in memos.items() if self._is_common(target)},
        )
        self.session = session if before is None else _as_before(session, before, self.pages)

    def begin(self, queue: Queue) -> None:
        """Choose what is read, and go to where the coder left off: where the last coding or mark was made.

        Parameters
        ----------
        queue : Queue
            What is read.

        Raises
        ------
        ProjectError
            If it is empty.
        """
        if not len(queue):
            raise ProjectError(f"There is nothing to read in {queue.name!r}.", hint="Choose something else to read.")
        left = self._left_off()
        session = self.session.with_queue(queue)
        if left is not None and left in queue.places:
            self.session = session.go(left)
        else:
            self.session = session.go(queue.items[session.cursor])

    def _left_off(self) -> str | None:
        last = max(((one.created, one.comment_id) for one in self.session.codings.values()), default=("", ""))
        _, comment_id = max(last, last_mark(self.project.marks(), self.project.coder))
        return comment_id if self.pages.length(comment_id) is not None else None

    def look(self, session: Session | None = None) -> Learnt:
        """Take in what the project holds beyond what is known here, from whomever it came.

        Parameters
        ----------
        session : Session, optional
            The session after a decision that was just stored; by default the present one.

        Returns
        -------
        Learnt
            What became different. The session is up to date afterwards.
        """
        learnt = self._look(session)
        self.untold.add(learnt)
        return learnt

    def _look(self, session: Session | None) -> Learnt:
        before = self.session
        # What another process wrote was taken in by the transaction that stored the decision.
        changes = self.project.changes_since(self._n, look=session is None)
        self.session = session or before
        if changes.whole:
            self._load(self.session)
            return self._everything(before)
        learnt = self._sort(changes, before)
        mine = {one.coding_id: one for one, coder in learnt.put if coder is None}
        self.session = self.session.learn(
            codings={**dict.fromkeys(changes.codings), **mine},
            marks=changes.marks,
            links=self._links() if changes.links else None,
            memos=learnt.memos or None,
        )
        if changes.codes:
            self.book = self.project.codebook
        self._n = changes.n
        return learnt

    def _sort(self, changes: Changes, before: Session) -> Learnt:
        put: list[tuple[Coded, str | None]] = []
        drop: list[str] = []
        for coding_id, now in changes.codings.items():
            if now is not None and now["coder"] == self.project.coder:
                put.append((coded(now), None))
            elif now is not None:
                self._coders.add(str(now["coder"]))
                if not self.blind:
                    self._take_other(coding_id, (coded(now), str(now["coder"])))
                    put.append((coded(now), str(now["coder"])))
            elif coding_id in before.codings or coding_id in self.session.codings or coding_id in self.others:
                self._take_other(coding_id, None)
                drop.append(coding_id)
        memos = self._memos_on(changes.memos) if changes.memos else {}
        links = changes.links or len(before.links) != len(self.session.links)
        # Another coder's mark changes nothing here, and is not to be noticed either.
        marks = {one: held for one, held in changes.marks.items() if held != before.marks.get(one, ())}
        return Learnt(tuple(put), tuple(drop), marks, changes.codes, links, memos, changes.at)

    def _take_other(self, coding_id: str, now: tuple[Coded, str] | None) -> None:
        before = self.others.get(coding_id)
        if before is not None:
            self._others_used[before[0].code_id] -= 1
        if now is not None:
            self._others_used[now[0].code_id] += 1
        self.others = self.others.drop(coding_id) if now is None else self.others.put(coding_id, now)

    def _everything(self, before: Session) -> Learnt:
        shown = set(self.pages.ids(self.page)) if self.page else set()
        put = [(one, None) for one in self.session.codings.values() if one.comment_id in shown]
        drop = tuple(one for one in before.codings if one not in self.session.codings)
        marks = {comment_id: self.session.marks.get(comment_id, ()) for comment_id in shown}
        return Learnt(tuple(put), drop, marks, codes=True, links=True)

    def truth_about(self, coding_ids: Iterable[str], comment_ids: Iterable[str]) -> Learnt:
        """Say how things are, whatever was known.

        Parameters
        ----------
        coding_ids, comment_ids : iterable of str
            What it is about.

        Returns
        -------
        Learnt
            As if all of it had just changed.
        """
        found = {one: self._held(one) for one in coding_ids}
        put = tuple(held for held in found.values() if held is not None)
        drop = tuple(coding_id for coding_id, held in found.items() if held is None)
        marks = {one: self.session.marks.get(one, ()) for one in comment_ids}
        return Learnt(put, drop, marks, codes=True, links=True)

    def news(self) -> Learnt:
        """Say how everything is now that no answer has told of.

        Returns
        -------
        Learnt
            Empty where all was told. It counts as told afterwards.
        """
        untold, self.untold = self.untold, Untold()
        truth = self.truth_about(untold.codings, untold.marks)
        memos = {target: self.session.memos.get(target, ()) for target in untold.memos}
        codes = untold.codes or bool(untold.codings)  # they bear how often they are given
        return replace(truth, codes=codes, links=untold.links, memos=memos)

    def _held(self, coding_id: str) -> tuple[Coded, str | None] | None:
        own = self.session.codings.get(coding_id)
        return self.others.get(coding_id) if own is None else (own, None)

    def seen(self) -> Study:
        """Give a study of what the coder may see: their own codings alone while blind.

        Returns
        -------
        Study
            Without journal, findings and key.
        """
        rows = [(one, coder or self.project.coder) for one, coder in self.all_codings()]
        names = {code.code_id: code.name for code in self.book}
        table = [
            (
                one.coding_id,
                one.comment_id,
                one.start,
                one.end,
                self.pages.text(one.comment_id)[one.start : one.end],
                names.get(one.code_id, ""),
                one.code_id,
                coder,
                one.created,
                one.memo or None,
                one.suggested_by or None,
            )
            for one, coder in sorted(rows, key=lambda row: (row[0].created, row[0].coding_id))
        ]
        codings = pd.DataFrame(table, columns=list(CODING_COLUMNS), dtype=object)
        codings = codings.astype({"start": "int64", "end": "int64"})
        return Study(self.pages.corpus, codebook=self.book, codings=codings, themes=self.themes)

    def all_codings(self) -> list[tuple[Coded, str | None]]:
        """Give every coding that may be seen.

        Returns
        -------
        list of (Coded, str or None)
            With the coder where it is another.
        """
        own: list[tuple[Coded, str | None]] = [(one, None) for one in self.session.codings.values()]
        return own + [(one, coder) for one, coder in self.others.values()]

    def codings_on(self, comment_ids: Iterable[str]) -> list[tuple[Coded, str | None]]:
        """Give the codings that may be seen.

        Parameters
        ----------
        comment_ids : iterable of str
            Of which comments.

        Returns
        -------
        list of (Coded, str or None)
            With the coder where it is another.
        """
        wanted = list(comment_ids)
        found: list[tuple[Coded, str | None]] = [
            (one, None) for here in wanted for one in self.session.codings_on(here)
        ]
        if len(self.others):
            inside = set(wanted)
            found += [(one, coder) for one, coder in self.others.values() if one.comment_id in inside]
        return found

    def used(self) -> dict[str, int]:
        """Count the codings of each code that may be seen.

        Returns
        -------
        dict of str to int
            By code id.
        """
        counts = Counter(self.session.used)
        counts.update(self._others_used)
        return dict(counts)

    def is_own(self, target: str) -> bool:
        """Say whether something is the coder's own, or everybody's.

        Parameters
        ----------
        target : str
            The id of a coding, comment, conversation, code or theme, or ``"project"``.

        Returns
        -------
        bool
            False for another's coding, and for what is not there.
        """
        return target in self.session.codings or self._is_common(target)

    def _is_common(self, target: str) -> bool:
        themes = [] if self.themes is None else self.themes.frame["theme_id"].astype(str).tolist()
        return (
            self.pages.length(target) is not None
            or self.pages.holds(target)
            or self.book.lookup(target) is not None
            or target in ("project", *themes)
        )

    def names_another(self, said: str) -> bool:
        """Say whether a text names another coder.

        Parameters
        ----------
        said : str
            Any text.

        Returns
        -------
        bool
            Whether one of those who coded here stands in it.
        """
        return any(re.search(rf"(?<!\w){re.escape(coder)}(?!\w)", said) for coder in self._coders)

    def project_id(self) -> str:
        """Give what tells this project from others, and nothing else.

        Returns
        -------
        str
            16 hexadecimal digits.
        """
        return keyed_id(self.key, "coding view", 16)

    def _links(self) -> list[Link]:
        return links_of(self.project.reason_links(), self.project.coder if self.blind else None)

    def _memos_on(self, targets: Iterable[str]) -> dict[str, tuple[str, ...]]:
        wanted = set(targets)
        memos = self.project.study().memos
        found = memos_by(memos[memos["target"].isin(wanted)], self.project.coder)
        return {target: tuple(found.get(target, ())) for target in sorted(wanted) if self._is_common(target)}


def _as_before(fresh: Session, before: Session, pages: Pages) -> Session:
    items = tuple(one for one in before.queue.items if pages.length(one) is not None)
    there = fresh.with_queue(Queue(before.queue.name, items, before.queue.why))
    return there.go(before.at) if pages.length(before.at) is not None else there
