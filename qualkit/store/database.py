"""The store: where a project's database is, and how it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from qualkit.errors import ProjectError
from qualkit.store.schema import SCHEMA_VERSION
from qualkit.store.sources import Ids
from qualkit.store.sqlite import WRITING, erase_free_pages, file_engine
from qualkit.store.transaction import Transaction

__all__ = ["Store"]


class Store:
    """A project's database.

    Parameters
    ----------
    engine : Engine
        Of any database that SQLAlchemy speaks to.
    place : str
        How messages name it.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self.place = place

    @classmethod
    def at(cls, path_or_url: str | Path) -> Store:
        """Find the database of a path or a URL.

        Parameters
        ----------
        path_or_url : str or Path
            A file, or a database URL.

        Returns
        -------
        Store
            Not opened yet.

        Raises
        ------
        ProjectError
            If there can be no project at this place.
        """
        if isinstance(path_or_url, Path) or "://" not in path_or_url:
            path = Path(path_or_url).expanduser()
            return cls(file_engine(path), str(path))
        url = _url(path_or_url)
        if url.get_backend_name() == "sqlite":
            if not url.database or url.database == ":memory:":
                raise ProjectError("A project needs a file to live in.", where=str(url))
            return cls(file_engine(Path(url.database)), url.database)
        try:
            return cls(create_engine(url), url.render_as_string(hide_password=True))
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise ProjectError(
                f"The driver for {url.drivername!r} is not installed.", where=str(url), hint=str(error)
            ) from error

    def open(self, ids: Ids) -> dict[str, str]:
        """Create what is absent, and check what is there.

        Parameters
        ----------
        ids : callable
            Gives the new project's key and replica.

        Returns
        -------
        dict of str to str
            See `Transaction.meta`.

        Raises
        ------
        ProjectError
            If this is no project, or one that this version cannot read.
        """
        with self.reading() as transaction:
            names = transaction.tables()
        if not names:
            self._create(ids)
        elif "meta" not in names or not {"events", "texts", "comments"} <= names:
            raise ProjectError("This database is not a qualkit project.", where=self.place)
        with self.reading() as transaction:
            facts = transaction.meta()
        self._check(facts)
        return facts

    def _create(self, ids: Ids) -> None:
        with self._transaction(writing=True) as transaction:
            if transaction.tables():
                return  # another process was faster
            transaction.create(
                {
                    "format": "qualkit",
                    "schema_version": str(SCHEMA_VERSION),
                    "replica": ids(),
                    "key": ids() + ids(),
                }
            )

    def _check(self, facts: Mapping[str, str]) -> None:
        version = facts.get("schema_version", "")
        if facts.get("format") != "qualkit" or not version.isdecimal():
            raise ProjectError("This database is not a qualkit project.", where=self.place)
        if int(version) > SCHEMA_VERSION:
            raise ProjectError(
                f"The project was written by a newer qualkit (version {version} of its tables).",
                where=self.place,
                available=[f"version {SCHEMA_VERSION}"],
                hint="Install the newer qualkit: pip install --upgrade qualkit.",
            )

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that reads.

        Yields
        ------
        Transaction
            One consistent view.
        """
        with self._transaction(writing=False) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction that writes; all of it is kept, or nothing.

        Yields
        ------
        Transaction
            No other process writes until it ends.
        """
        with self._transaction(writing=True) as transaction:
            transaction.lock()
            yield transaction

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Transaction]:
        try:
            with self._engine.connect() as plain:
                connection = plain.execution_options(**{WRITING: writing})
                with connection.begin():
                    yield Transaction(connection)
        except DBAPIError as error:
            raise self._complaint(error) from error

    def _complaint(self, error: DBAPIError) -> ProjectError:
        said = str(error.orig)
        if "locked" in said:
            hint = "Another notebook or program is writing to it: wait for it, or close it."
        elif "readonly" in said or "unable to open" in said:
            hint = "The place is read-only or cannot be reached: copy the file to a folder of your own."
        elif "full" in said:
            hint = "Free some space and try again: nothing of this step was kept, everything before it was."
        else:
            hint = "The file may be damaged or no qualkit project: restore a copy."
        return ProjectError(f"The project's database refused: {said}.", where=self.place, hint=hint)

    def erase_free_pages(self) -> None:
        """Overwrite what was deleted; see `qualkit.store.sqlite.erase_free_pages`.

        Raises
        ------
        ProjectError
            If another process holds the file.
        """
        erase_free_pages(self._engine, self.place)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _url(text: str) -> URL:
    try:
        return make_url(text)
    except ArgumentError as error:
        raise ProjectError("This is no database URL.", where=text, hint="postgresql://host/name, or a path.") from error
