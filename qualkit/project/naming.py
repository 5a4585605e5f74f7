"""The codebook: codes are added, said in other words, put elsewhere, merged, split and retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qualkit.errors import CodebookError, NotFoundError
from qualkit.model import CODE_TEXTS, UNCHANGED, Code, Codebook, Unchanged
from qualkit.project import records
from qualkit.project.book import code_refs, merged_place
from qualkit.project.journalled import Journalled
from qualkit.project.placing import checked_name, given_id, no_row_of_tables, placed
from qualkit.store import Draft, Transaction

__all__ = ["Naming"]


class Naming(Journalled):
    """The part of a project that holds the codebook. Any of it can be taken back: `Project.undo`."""

    @property
    def codebook(self) -> Codebook:
        """The codes, in the order in which they were added or put."""
        with self._up_to_date():
            return self._book()

    def add_code(
        self,
        name: str,
        *,
        parent: str | Code | None = None,
        brief: str = "",
        definition: str = "",
        when_to_use: str = "",
        when_not_to_use: str = "",
        example: str = "",
        event_id: str | None = None,
    ) -> Code:
        """Add a code to the codebook. Adding the very same code again changes nothing.

        Parameters
        ----------
        name : str
            Two or three words that a coder would say.
        parent : str or Code, optional
            The code above, by name or id.
        brief, definition, when_to_use, when_not_to_use, example : str
            What it means, in a line and in full, and how to decide.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        Code
            The code. Without an `event_id`, a code that was added in these words before, and has been revised, merged
            or retired since, is given as it is now: a notebook may be run again.

        Raises
        ------
        CodebookError
            If the name is empty, taken by a code that says something else, or what tables call a row of their own.
        NotFoundError
            If there is no such parent.
        """
        said = {
            "name": name,
            "parent": None if parent is None else given_id(parent),
            "brief": brief,
            "definition": definition,
            "when_to_use": when_to_use,
            "when_not_to_use": when_not_to_use,
            "example": example,
        }

        def plan(_: Transaction) -> Draft | str:
            if event_id in self._state.codes:
                return str(event_id)
            book = self._book()
            code = records.code_of(said, book, event_id or self._new_id())
            same = records.same_code(code, book) or ("" if event_id else self._added_before(code))
            if same:
                return same
            book.add(code)
            return self._code_draft(code)

        code_id = self._decide_one(plan)
        return self.codebook.get(code_id)

    def _added_before(self, code: Code) -> str | None:
        """Find a code that was added in these words, whatever became of it since."""
        texts = {name: body for name in ("name", *CODE_TEXTS) if (body := getattr(code, name))}
        for event in self._state.live(self._state.codes):
            above = event.payload["parent"]
            if code.parent != (None if above is None else self._state.current(above)):
                continue
            if {name: self._bodies.get(ref) for name, ref in event.texts.items()} == texts:
                return self._state.current(event.event_id)
        return None

    def import_codebook(self, codes: records.Records) -> Codebook:
        """Add the codes of a table, all of them or none.

        Parameters
        ----------
        codes : DataFrame or iterable of mapping
            ``name`` (or ``code``), and where known ``parent`` (by name, in any order), ``brief``, ``definition``,
            ``when_to_use``, ``when_not_to_use``, ``example``. A code that is there already with the same words is passed
            over; so is one that was added in these words and changed since.

        Returns
        -------
        Codebook
            The whole codebook.

        Raises
        ------
        CodebookError
            If a name is missing, taken by a code that says something else, or what tables call a row of their own.
        NotFoundError
            If a parent is nowhere to be found.
        """

        def plan(_: Transaction) -> list[Draft]:
            fresh = records.codes_of(codes, self._book(), self._new_id, self._added_before)
            return [self._code_draft(code) for code in fresh]

        self._decide(plan)
        return self.codebook

    def _code_draft(self, code: Code, whole: str | None = None) -> Draft:
        no_row_of_tables(code.name)
        texts = {name: self._seal(body) for name in ("name", *CODE_TEXTS) if (body := getattr(code, name))}
        carried = {} if whole is None else {"with": whole}
        return Draft("code.added", {"parent": code.parent, **carried}, texts, code.code_id)

    def revise_code(
        self,
        code: str | Code,
        *,
        name: str | None = None,
        parent: str | Code | Unchanged | None = UNCHANGED,
        before: str | Code | Unchanged | None = UNCHANGED,
        brief: str | None = None,
        definition: str | None = None,
        when_to_use: str | None = None,
        when_not_to_use: str | None = None,
        example: str | None = None,
        event_id: str | None = None,
    ) -> Code:
        """Rename a code, put it elsewhere, or say in other words what it means; what is not given stays as it is.

        Parameters
        ----------
        code : str or Code
            By name or id.
        name : str, optional
            What it is called from now on; its former name still finds it.
        parent : str, Code or None, optional
            The code above; None puts it at the top.
        before : str, Code or None, optional
            The code in front of which it is put, and with which it shares the code above; None puts it last there.
        brief, definition, when_to_use, when_not_to_use, example : str, optional
            What it means and how to decide; an empty text takes out what was said.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        Code
            The code as it is now, with its id and its codings.

        Raises
        ------
        CodebookError
            If the name is empty or another code's, the code would stand below itself, or `before` is not below `parent`.
        NotFoundError
            If there is no such code or parent.
        """
        given = {
            "brief": brief,
            "definition": definition,
            "when_to_use": when_to_use,
            "when_not_to_use": when_not_to_use,
            "example": example,
        }
        said = {field: body for field, body in given.items() if body is not None}
        found: list[str] = []

        def plan(_: Transaction) -> list[Draft]:
            book = self._book()
            one = book.find(given_id(code))
            found.append(one.code_id)
            if event_id in self._state.ids:
                return []
            refs = code_refs(self._state, one.code_id)
            if name is not None:
                said["name"] = checked_name(name, one, book)
            new = {field: body for field, body in said.items() if self._bodies.get(refs.get(field, ""), "") != body}
            place = placed(one, parent, before, book)
            if not new and not place:
                return []
            payload = {"code": one.code_id, **place}
            return [Draft("code.revised", payload, {field: self._seal(new[field]) for field in sorted(new)}, event_id)]

        self._decide(plan)
        return self.codebook.get(found[0])

    def merge_codes(
        self, codes: str | Code | Sequence[str | Code], into: str | Code, *, event_id: str | None = None
    ) -> Code:
        """Make one code of several.

        All their codings, whoever made them, count as codings of `into` from now on, and so do the codes below them; the
        names that go still find it. Taking this back gives the codes back, each with its codings.

        Parameters
        ----------
        codes : str, Code, or sequence of these
            Those that go, by name or id.
        into : str or Code
            The one that stays, with its own definition and rules.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        Code
            The one that stays.

        Raises
        ------
        NotFoundError
            If there is no such code.
        """
        given = [codes] if isinstance(codes, str | Code) else list(codes)
        found: list[str] = []

        def plan(_: Transaction) -> list[Draft]:
            book = self._book()
            found.append(book.find(given_id(into)).code_id)
            going = list(dict.fromkeys(book.find(given_id(one)).code_id for one in given))
            going = [one for one in going if one != found[0]]
            if event_id in self._state.ids or not going:
                return []
            said = {"codes": going, "into": found[0], **merged_place(book, going, found[0])}
            return [Draft("codes.merged", said, {}, event_id)]

        self._decide(plan)
        return self.codebook.get(found[0])

    def split_code(
        self, code: str | Code, parts: Mapping[str, Sequence[str]], *, event_id: str | None = None
    ) -> tuple[Code, ...]:
        """Make several codes of one.

        The new ones stand beside it in the tree, and wait for their definitions. Codings that no part names keep the
        code; codings of other coders can be named, for it is the codebook that changes, not what anybody marked.

        Parameters
        ----------
        code : str or Code
            By name or id.
        parts : mapping of str to sequence of str
            Name of each new code to the ids of the codings that it takes over.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        tuple of Code
            The new codes, in the order of `parts`.

        Raises
        ------
        CodebookError
            If there is no part, a name is empty or taken, or two parts name the same coding.
        NotFoundError
            If there is no such code, or no such coding of it.
        """
        found: list[str] = []
        parts = _lists(parts)

        def plan(_: Transaction) -> list[Draft]:
            book = self._book()
            split = self._state.ids.get(event_id or "")
            if split is not None:
                found.extend(code_id for code_id, _ in split.payload.get("parts", ()))
                return []
            whole = book.find(given_id(code))
            if self._is_split(book, parts):
                found.extend(book.find(name).code_id for name in parts)
                return []
            made = event_id or self._new_id()
            drafts, taken = [], self._taken_over(whole, parts)
            for name in parts:
                part = Code(self._new_id(), name.strip(), whole.parent)
                book = book.add(part)
                drafts.append(self._code_draft(part, made))
                found.append(part.code_id)
            said = {"code": whole.code_id, "parts": [list(pair) for pair in zip(found, taken, strict=True)]}
            return [*drafts, Draft("code.split", said, {}, made)]

        self._decide(plan)
        book = self.codebook
        return tuple(book.get(one) for one in found)

    def _is_split(self, book: Codebook, parts: Mapping[str, Sequence[str]]) -> bool:
        state = self._state
        codings = [(book.lookup(name), one) for name, codings in parts.items() for one in codings]
        return bool(codings) and all(
            part is not None and one in state.codings and state.code(one) == part.code_id for part, one in codings
        )

    def _taken_over(self, whole: Code, parts: Mapping[str, Sequence[str]]) -> list[list[str]]:
        if not parts:
            raise CodebookError(
                "To split a code takes at least one new one.", hint='split_code("price", {"fees": [...]}).'
            )
        given: set[str] = set()
        taken = []
        for name, codings in parts.items():
            mine: dict[str, None] = {}
            for one in codings:
                if one in given:
                    raise CodebookError(
                        f"Two parts take the same coding; the second is {name!r}.", where=f"coding {one!r}"
                    )
                given.add(one)
                mine.update(dict.fromkeys(self._alike(one, whole)))
            taken.append(list(mine))
        return taken

    def _alike(self, coding_id: str, whole: Code) -> list[str]:
        state = self._state
        self._existing("coding", coding_id, state.codings)
        if state.code(coding_id) != whole.code_id:
            raise NotFoundError(f"The coding {coding_id!r} has not got the code {whole.name!r}.")
        alike = state.same_codings(state.codings[coding_id].coder, *state.place(coding_id), whole.code_id)
        return alike or [coding_id]

    def retire_code(self, code: str | Code, on: bool = True, *, event_id: str | None = None) -> Code:
        """Say that a code is given no more, or take it back into use. Its codings stay.

        Parameters
        ----------
        code : str or Code
            By name or id.
        on : bool
            Whether it is retired.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        Code
            The code as it is now.

        Raises
        ------
        NotFoundError
            If there is no such code.
        """
        found: list[str] = []

        def plan(_: Transaction) -> list[Draft]:
            one = self._book().find(given_id(code))
            found.append(one.code_id)
            if event_id in self._state.ids or one.retired == bool(on):
                return []
            return [Draft("code.retired", {"code": one.code_id, "on": bool(on)}, {}, event_id)]

        self._decide(plan)
        return self.codebook.get(found[0])


def _lists(parts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give the parts of a code as lists; one id alone is one of them, not its letters."""
    hint = 'Names and ids of codings: split_code("price", {"fees": [...]}).'
    lists: dict[str, list[str]] = {}
    for name, codings in parts.items():
        if not isinstance(name, str) or not isinstance(codings, Iterable):
            raise CodebookError(f"A part of a code cannot be {name!r}: {type(codings).__name__}.", hint=hint)
        lists[name] = [codings] if isinstance(codings, str) else list(codings)
        if not all(isinstance(one, str) for one in lists[name]):
            raise CodebookError(f"The part {name!r} names a coding by something that is no id.", hint=hint)
    return lists
