"""What was said: comments and themes come in, and a person can be forgotten."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import reduce

from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import (
    COLUMNS,
    Corpus,
    Description,
    HasThemeTables,
    ThemeTables,
    canonical_json,
    check_corpus,
    check_themes,
)
from qualkit.project import tables
from qualkit.project.joining import as_known, join_rows, orphans_of, with_joins
from qualkit.project.journalled import Journalled
from qualkit.store import (
    Draft,
    NewValues,
    SealedText,
    StoredComment,
    Transaction,
    batch_digest,
    layout_of,
    new_values_of,
    rows_of,
    seal_rows,
    write_themes,
)
from qualkit.text.phrasing import counted, listed

__all__ = ["Listening"]

_CHANGED = ("refuse", "take", "keep")
_LASTING = frozenset(COLUMNS) - {"outcome"}
"""What never changes of a comment: its words, who said it, when, where and to whom."""


class Listening(Journalled):
    """The part of a project that holds what it is for and what was said."""

    def describe(
        self,
        *,
        question: str | None = None,
        decision: str | None = None,
        outcome: str | None = None,
        channel_limits: Mapping[str, str] | None = None,
        title: str | None = None,
        names: Sequence[str] | None = None,
        keep: Sequence[str] | None = None,
    ) -> Description:
        """Say what the project is for; what is not given stays as it was.

        Parameters
        ----------
        question : str, optional
            What the team wants to know.
        decision : str, optional
            The decision that the answer serves.
        outcome : str, optional
            What the corpus' ``outcome`` column means.
        channel_limits : mapping of str to str, optional
            For each channel, what it can and cannot see; takes the place of what was said before.
        title : str, optional
            What the report is called.
        names : sequence of str, optional
            People who are spoken of and do not write themselves, to be masked wherever something leaves the project;
            takes the place of those named before.
        keep : sequence of str, optional
            Words that are nobody's name, wherever they stand: the firm, its products; takes the place of those before.

        Returns
        -------
        Description
            All that is known now.

        Raises
        ------
        ProjectError
            If `channel_limits` is no mapping.
        """
        given = {"question": question, "decision": decision, "outcome": outcome, "title": title}
        said = {name: value for name, value in given.items() if value is not None}
        if channel_limits is not None:
            said["channel_limits"] = canonical_json(_limits(channel_limits))
        for name, spelt in (("names", names), ("keep", keep)):
            if spelt is not None:
                said[name] = canonical_json(_words(spelt))

        def plan(_: Transaction) -> list[Draft]:
            refs = tables.description_refs(self._state)
            new = {name: body for name, body in said.items() if self._bodies.get(refs.get(name, "")) != body}
            return (
                [Draft("project.described", {}, {name: self._seal(new[name]) for name in sorted(new)})] if new else []
            )

        self._decide(plan)
        return self.description

    @property
    def description(self) -> Description:
        """What the project is for."""
        with self._up_to_date():
            return tables.description_of(self._state, self._bodies)

    def add_comments(self, corpus: Corpus, *, changed: str = "refuse") -> int:
        """Add comments; those that are there already are passed over.

        A reply to a comment that is there already joins that comment's conversation, whatever its export calls it; so
        answers that come back later stand where they belong. ``corpus.problems`` lists what was joined.

        Parameters
        ----------
        corpus : Corpus
            What was said.
        changed : {'refuse', 'take', 'keep'}
            What to do where a comment that is there already comes with another outcome or another variable, as when
            somebody who had stayed has left since. ``"take"`` has the new values count from now on; the journal says how
            many of which column, ``corpus.problems`` what each was before, and `undo` takes them back. ``"keep"`` has the
            old ones count, and a warning says how many differ. A column that the export does not fill changes nothing.

        Returns
        -------
        int
            How many were new.

        Warns
        -----
        UserWarning
            If values differ and the old ones are kept.

        Raises
        ------
        QualkitError
            If it is no corpus.
        ProjectError
            If a comment id exists with another content: a source is never overwritten, and nobody's words or name ever
            change. What its conversation is called may differ, and an export may leave out the comment that it answers.
        """
        check_corpus(corpus)
        if changed not in _CHANGED:
            raise ProjectError(f"`changed` is {changed!r}.", available=_CHANGED)
        added: list[int] = []
        left: list[NewValues] = []

        def plan(transaction: Transaction) -> list[Draft]:
            first = {row.comment_id: row for row in transaction.comments()}
            known = reduce(lambda before, one: one.over(before), self._new_values(transaction), first)
            rows = rows_of(corpus)
            different = {row.comment_id: names for row in rows if (names := _differing(row, known.get(row.comment_id)))}
            by_id = {row.comment_id: row for row in rows}
            if changed == "refuse":  # what was added first may be added again, whatever came after it
                different = {one: names for one, names in different.items() if _differing(by_id[one], first[one])}
            _check_changed(different, may_change=changed != "refuse")
            values = new_values_of(corpus, by_id, different)
            if changed == "keep":
                left.append(values)
            drafts = [self._taken(values)] if changed == "take" and values.columns else []
            fresh = seal_rows(join_rows(rows, known, orphans_of(corpus)), self._ids)
            added.append(len(fresh))
            if not fresh:
                return drafts
            batch = self._new_id()
            transaction.add_comments(fresh, batch)
            layout = self._seal(layout_of(with_joins(corpus, fresh)).as_json())
            said = {"count": len(fresh), "digest": batch_digest(fresh)}
            return [Draft("comments.added", said, {"layout": layout}, batch), *drafts]

        self._decide(plan)
        if left and left[0].columns:
            warnings.warn(_kept(left[0]), UserWarning, stacklevel=2)
        return added[0]

    def _taken(self, values: NewValues) -> Draft:
        said = {"count": len(values.comment_ids), "columns": [list(one) for one in values.counts.items()]}
        return Draft("values.taken", said, {"values": self._seal(values.as_json())})

    @property
    def corpus(self) -> Corpus:
        """What was said, exactly as it was added."""
        with self._up_to_date() as transaction:
            return self._said(transaction)[0]

    def add_themes(self, themes: HasThemeTables) -> None:
        """Add themes; they take the place of those added before.

        Parameters
        ----------
        themes : Themes or ThemeTables
            Anything with ``frame``, ``assignments``, ``parked`` and ``provenance``.

        Raises
        ------
        ThemeError
            If they are no themes.
        NotFoundError
            If they assign a comment that the project does not hold.
        """
        check_themes(themes)
        body = write_themes(themes)

        def plan(transaction: Transaction) -> list[Draft]:
            corpus, _ = self._said(transaction)
            strange = sorted({str(one) for one in themes.assignments["comment_id"]} - corpus.rows.keys())
            if strange:
                raise NotFoundError.of(
                    "comment", strange[0], [], hint="Add the comments first: project.add_comments(corpus)."
                )
            present = self._theme_tables(transaction)
            if present is not None and write_themes(present) == body:
                return []
            return [Draft("themes.added", {"count": len(themes.frame)}, {"tables": self._seal(body)})]

        self._decide(plan)

    @property
    def themes(self) -> ThemeTables | None:
        """The themes added last; None before there are any."""
        with self._up_to_date() as transaction:
            return self._theme_tables(transaction)

    def forget(self, person_id: str) -> int:
        """Erase what a person said, for good. To forget whom the project has forgotten already changes nothing.

        Their texts, name and variables are deleted and overwritten, and so are the words with which they answered to
        findings; nothing leads back to their id. When and where they spoke stays, and so do codings and evidence on
        their comments, as positions without a quote, and their yes, partly or no. The project's backups are cleaned in
        the same way, and so is the cache of vectors on this computer. What coders wrote (memos, definitions, claims,
        notes) stays as it is: see to quotes in it yourself.

        Parameters
        ----------
        person_id : str
            The person.

        Returns
        -------
        int
            How many comments were emptied.

        Raises
        ------
        NotFoundError
            If nobody has this id.
        ProjectError
            If the file is held by another process and cannot be rewritten, or a batch is still open.
        """
        self._outside_batch("forget")
        emptied: list[str] = []

        def plan(transaction: Transaction) -> list[Draft]:
            rows = transaction.comments()
            theirs = [row for row in rows if person_id and row.person_id == person_id]
            if not theirs:
                people = sorted({row.person_id for row in rows if row.person_id})
                raise NotFoundError.of("person", person_id, people)
            emptied.extend(row.comment_id for row in theirs if row.text is not None)
            return [self._erase(transaction, person_id, theirs)] if emptied else []

        before = self.corpus
        self._decide(plan)
        self._erase_for_good()
        from qualkit.themes.forgetting import forget_vectors

        forget_vectors(before, emptied)
        return len(emptied)

    def _erase(self, transaction: Transaction, person_id: str, rows: Sequence[StoredComment]) -> Draft:
        event_id = self._new_id()
        pseudonym = f"forgotten-{event_id[:12]}"
        ids = {row.comment_id for row in rows}
        words = sorted({word for row in rows for word in (row.text, row.author) if word})
        transaction.strip_comments(person_id, pseudonym)
        cleaned = self._cleaned_layouts(transaction, ids, words) | self._cleaned_values(transaction, ids)
        transaction.add_texts(cleaned.values())
        replaced, instead = self._cleaned_verdicts(person_id, pseudonym)
        replaced |= {old: new.ref for old, new in cleaned.items()}
        transaction.erase_texts([*(row.text_ref for row in rows), *replaced])
        left = [row.row_json() for row in transaction.comments() if row.comment_id in ids]
        said = {
            "comments": [[row.comment_id, row.text_ref] for row in rows],
            "replaced": dict(sorted(replaced.items())),
        }
        return Draft("person.forgotten", said, {"left": self._seal(canonical_json(left)), **instead}, event_id)

    def _cleaned_layouts(
        self, transaction: Transaction, comment_ids: set[str], words: Sequence[str]
    ) -> dict[str, SealedText]:
        cleaned: dict[str, SealedText] = {}
        for batch, layout in self._layouts(transaction).items():
            without = layout.without(comment_ids, words)
            if without.as_json() != layout.as_json():
                cleaned[self._state.ref(self._state.ids[batch].texts["layout"])] = self._seal(without.as_json())
        return cleaned

    def _cleaned_values(self, transaction: Transaction, comment_ids: set[str]) -> dict[str, SealedText]:
        """Give what replaces the values that were taken for some comments, also where that was taken back."""
        refs = [self._state.ref(event.texts["values"]) for event in self._state.new_values]
        taken = {ref: NewValues.from_json(body) for ref, body in transaction.texts(refs).items()}
        about = {ref: values for ref, values in taken.items() if values.comment_ids & comment_ids}
        return {ref: self._seal(values.without(comment_ids).as_json()) for ref, values in about.items()}

    def _cleaned_verdicts(self, person_id: str, pseudonym: str) -> tuple[dict[str, str], dict[str, SealedText]]:
        """Give what replaces the texts of a person's answers, also of those that are taken back, and the new texts."""
        instead: dict[str, SealedText] = {}
        replaced: dict[str, str] = {}
        for event in self._state.verdicts.values():
            refs = {name: self._state.ref(ref) for name, ref in event.texts.items()}
            if self._bodies[refs["person"]] != person_id:
                continue
            for name, ref in refs.items():
                if name not in instead:
                    instead[name] = self._seal(pseudonym if name == "person" else "")
                replaced[ref] = instead[name].ref
        return replaced, instead


def _words(listed: Sequence[str]) -> list[str]:
    given = [listed] if isinstance(listed, str) else listed
    return list(dict.fromkeys(word for one in given if (word := str(one).strip())))


def _limits(given: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise ProjectError(
            f"channel_limits says of each channel what it cannot see, and is {given!r}.",
            hint='Write channel_limits={"app reviews": "only those who have the app"}.',
        )
    return {str(channel): str(limit) for channel, limit in given.items()}


def _differing(row: StoredComment, known: StoredComment | None) -> list[str]:
    """Name what an export says otherwise of a comment. What was forgotten cannot be compared, and stays so."""
    if known is None or known.salt is None:
        return []
    again = as_known(row, known).sealed(known.salt)
    return [] if (again.text_ref, again.row_ref) == (known.text_ref, known.row_ref) else again.differing(known)


def _check_changed(different: Mapping[str, Sequence[str]], *, may_change: bool) -> None:
    """Refuse comments whose ids are taken by another content: of words and names, or of anything."""
    for comment_id, names in different.items():
        lasting = not _LASTING.isdisjoint(names)
        if may_change and not lasting:
            continue
        if lasting:
            hint = (
                "Sources are never overwritten: add only the comments whose ids are new, or add all to a new project."
            )
        else:
            hint = (
                "Sources are never overwritten, and the new values can be laid over the old: add_comments(corpus, "
                'changed="take"); changed="keep" lets the old ones stand.'
            )
        raise ProjectError(
            f"The project holds comment {comment_id!r} already, with another {listed(names)}.",
            where=f"comment {comment_id!r}",
            hint=hint,
        )


def _kept(values: NewValues) -> str:
    columns = listed([f"{name} ({n})" for name, n in values.counts.items()])
    return (
        f"{counted(len(values.comment_ids), 'comment')} came with other values, and the old ones were kept: {columns}."
    )
