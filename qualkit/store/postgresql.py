"""What is particular to PostgreSQL: the driver, what one transaction sees, locks. No other module knows of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text

from qualkit.errors import StorageError

__all__ = ["ONE_VIEW", "erase_dead_rows", "keep_others_from_creating", "server_engine"]

ONE_VIEW = "REPEATABLE READ"
"""How a transaction that reads sees the same from its first statement to its last."""

_CREATING = 0x71756C6B  # a number of our own among the server's advisory locks


def server_engine(url: URL) -> Engine:
    """Make ready a server's database.

    Parameters
    ----------
    url : URL
        ``postgresql://user@host/name``; the driver is pg8000 unless another one is named.

    Returns
    -------
    Engine
        Nothing is opened yet.
    """
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+pg8000")
    return create_engine(url, pool_pre_ping=True)


def keep_others_from_creating(connection: Connection) -> None:
    """Let one program alone create tables, until the end of its transaction.

    Parameters
    ----------
    connection : Connection
        Does nothing where it is not one to PostgreSQL.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CREATING})


def erase_dead_rows(engine: Engine, place: str) -> None:
    """Write the tables that held what was deleted anew.

    Parameters
    ----------
    engine : Engine
        Does nothing where it is not one for PostgreSQL.
    place : str
        How messages name it.

    Raises
    ------
    StorageError
        If the server does not allow it.
    """
    if engine.dialect.name != "postgresql":
        return
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        connection.rollback()  # asking whether the server is there has begun a transaction
        driver.autocommit = True
        for table in ("texts", "comments"):
            connection.cursor().execute(f"VACUUM FULL {table}")
    except engine.dialect.loaded_dbapi.Error as error:
        raise StorageError(
            f"The words are erased, but the server did not rewrite its tables: {error}.",
            where=place,
            hint="Have the tables texts and comments vacuumed in full.",
        ) from error
    finally:
        connection.invalidate()
