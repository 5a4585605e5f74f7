"""What was said: comments and themes come in, and a person can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import (
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
    SealedText,
    StoredComment,
    Transaction,
    batch_digest,
    layout_of,
    rows_of,
    seal_rows,
    write_themes,
)
from qualkit.text.phrasing import listed

__all__ = ["Listening"]


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

    def add_comments(self, corpus: Corpus) -> int:
        """Add comments; those that are there already are passed over.

        A reply to a comment that is there already joins that comment's conversation, whatever its export calls it; so
        answers that come back later stand where they belong. ``corpus.problems`` lists what was joined.

        Parameters
        ----------
        corpus : Corpus
            What was said.

        Returns
        -------
        int
            How many were new.

        Raises
        ------
        QualkitError
            If it is no corpus.
        ProjectError
            If a comment id exists with another content: a source is never overwritten. What its conversation is called
            may differ, and an export may leave out the comment that it answers.
        """
        check_corpus(corpus)
        added: list[int] = []

        def plan(transaction: Transaction) -> list[Draft]:
            known = {row.comment_id: row for row in transaction.comments()}
            rows = rows_of(corpus)
            for row in rows:
                _check_same(row, known.get(row.comment_id))
            fresh = seal_rows(join_rows(rows, known, orphans_of(corpus)), self._ids)
            added.append(len(fresh))
            if not fresh:
                return []
            batch = self._new_id()
            transaction.add_comments(fresh, batch)
            layout = self._seal(layout_of(with_joins(corpus, fresh)).as_json())
            said = {"count": len(fresh), "digest": batch_digest(fresh)}
            return [Draft("comments.added", said, {"layout": layout}, batch)]

        self._decide(plan)
        return added[0]

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
        """Erase what a person said, for good.

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
        forgotten: list[StoredComment] = []

        def plan(transaction: Transaction) -> list[Draft]:
            rows = transaction.comments()
            forgotten.extend(row for row in rows if person_id and row.person_id == person_id)
            if not forgotten:
                people = sorted({row.person_id for row in rows if row.person_id})
                raise NotFoundError.of("person", person_id, people)
            return [self._erase(transaction, person_id, forgotten)]

        before = self.corpus
        self._decide(plan)
        self._erase_for_good()
        from qualkit.themes.forgetting import forget_vectors

        forget_vectors(before, [row.comment_id for row in forgotten])
        return len(forgotten)

    def _erase(self, transaction: Transaction, person_id: str, rows: Sequence[StoredComment]) -> Draft:
        event_id = self._new_id()
        pseudonym = f"forgotten-{event_id[:12]}"
        ids = {row.comment_id for row in rows}
        words = sorted({word for row in rows for word in (row.text, row.author) if word})
        transaction.strip_comments(person_id, pseudonym)
        layouts = self._cleaned_layouts(transaction, ids, words)
        transaction.add_texts(layouts.values())
        replaced, instead = self._cleaned_verdicts(person_id, pseudonym)
        replaced |= {old: new.ref for old, new in layouts.items()}
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


def _check_same(row: StoredComment, known: StoredComment | None) -> None:
    """Refuse a comment whose id is taken by another content. What was forgotten cannot be compared, and stays so."""
    if known is None or known.salt is None:
        return
    again = as_known(row, known).sealed(known.salt)
    if (again.text_ref, again.row_ref) == (known.text_ref, known.row_ref):
        return
    raise ProjectError(
        f"The project holds comment {row.comment_id!r} already, with another {listed(again.differing(known))}.",
        where=f"comment {row.comment_id!r}",
        hint="Sources are never overwritten: add only the comments whose ids are new, or add all to a new project.",
    )
