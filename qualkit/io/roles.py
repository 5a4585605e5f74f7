"""Who speaks: customer, staff or a bot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

import numpy as np
import pandas as pd

from qualkit.errors import QualkitError
from qualkit.io.columns import Fields
from qualkit.io.names import plain_name
from qualkit.io.problems import ProblemLog
from qualkit.io.table import Table, as_text, filled
from qualkit.model import ROLES

__all__ = ["apply_roles", "check_roles", "note_unheard", "read_roles"]

_STAFF = (
    "staff",
    "agent",
    "owner",
    "member",
    "collaborator",
    "admin",
    "administrator",
    "moderator",
    "support",
    "employee",
    "team",
    "teammate",
    "operator",
    "company",
    "developer",
    "business",
    "seller",
    "brand",
    "lightagent",
    "internal",
    "outbound",
    "outgoing",
    "host",
    "representative",
    "rep",
    "mannequin",
)
_CUSTOMER = (
    "customer",
    "client",
    "user",
    "enduser",
    "consumer",
    "contributor",
    "firsttimecontributor",
    "firsttimer",
    "none",
    "lead",
    "contact",
    "visitor",
    "guest",
    "patient",
    "buyer",
    "requester",
    "inbound",
    "incoming",
    "subscriber",
    "respondent",
    "public",
    "registered",
    "unregistered",
)
_BOT = ("bot", "robot", "system", "automation", "chatbot", "assistant", "app", "workflow")
_VALUES = {**dict.fromkeys(_STAFF, "staff"), **dict.fromkeys(_CUSTOMER, "customer"), **dict.fromkeys(_BOT, "bot")}
_TRUE, _FALSE = ("true", "1", "yes", "y", "t", "10"), ("false", "0", "no", "n", "f", "00")
_YES = {"inbound": "customer", "incoming": "customer", "viacustomer": "customer", "isbot": "bot", "bot": "bot"}
_NO = {"inbound": "staff", "incoming": "staff"}


def check_roles(roles: Mapping[str, str] | None) -> None:
    """Refuse roles that do not exist.

    Parameters
    ----------
    roles : mapping of str to str or None
        Author or role value to role, as the user gave it.

    Raises
    ------
    QualkitError
        Naming those that exist.
    """
    for who, role in (roles or {}).items():
        if not isinstance(who, str):
            raise QualkitError(
                f"`roles` names nobody by {who!r}.",
                hint="As in roles={'Nick': 'staff'}, with names as they are exported.",
            )
        if role not in ROLES:
            raise QualkitError(f"There is no role {role!r}.", where=f"roles[{who!r}]", available=ROLES)


def read_roles(table: Table, fields: Fields) -> pd.Series:
    """Read the role of each row from the columns that tell it.

    Parameters
    ----------
    table : Table
        Raw cells.
    fields : Fields
        What was recognised.

    Returns
    -------
    Series of str
        One of `ROLES`, or NaN. A bot is a bot whatever else is said; staff comes before customer.
    """
    roles: pd.Series = pd.Series(np.nan, index=table.frame.index, dtype="str")
    for column in fields.roles:
        found = _column_roles(table.frame[column], column)
        stronger = found.notna() & (roles.isna() | (found == "bot") | ((found == "staff") & (roles == "customer")))
        roles.loc[stronger] = found[stronger]
    for column, role in fields.speakers.items():
        spoke = roles.isna() & filled(as_text(table.frame[column]))
        roles.loc[spoke] = role
    if table.role is not None:
        roles = roles.fillna(table.role)
    return roles


def _column_roles(series: pd.Series, column: str) -> pd.Series:
    name = plain_name(column.rpartition(".")[2] if " " not in column else column)
    text = as_text(series)
    yes = _YES.get(name) or ("bot" if name.endswith("isbot") else "staff")
    table: dict[str, str] = {}
    for value in text[filled(text)].unique().tolist():
        plain = plain_name(value)
        if plain in _TRUE:
            table[value] = yes
        elif plain in _FALSE:
            if name in _NO or name in ("isstaff", "fromagent", "isagent"):
                table[value] = _NO.get(name, "customer")
        elif name == "botid":
            table[value] = "bot"
        elif plain in _VALUES:
            table[value] = _VALUES[plain]
    return text.map(table).astype("str") if table else pd.Series(np.nan, index=series.index, dtype="str")


def apply_roles(roles: pd.Series, author: pd.Series, raw: list[pd.Series], said: Mapping[str, str] | None) -> pd.Series:
    """Let the user's own mapping and the names of bots have the last word.

    Parameters
    ----------
    roles : Series of str
        As read.
    author : Series of str
        As exported.
    raw : list of Series
        The columns the role was read from: their values can be mapped too.
    said : mapping of str to str or None
        Author or role value to role.

    Returns
    -------
    Series of str
        The roles.
    """
    bots = author.str.endswith("[bot]").fillna(False).astype(bool)
    roles = roles.copy()
    roles.loc[bots] = "bot"
    if said:
        for series in [*raw, author]:
            found = as_text(series).map(dict(said))
            roles = found.fillna(roles).astype("str")
    return roles


def note_unheard(said: Mapping[str, str], heard: Collection[str], log: ProblemLog) -> None:
    """List the names to which a role was given and that nobody has: a misspelt one leaves staff among the customers.

    Parameters
    ----------
    said : mapping of str to str
        Author or role value to role, as the user gave it.
    heard : collection of str
        All authors and role values.
    log : ProblemLog
        Takes them.
    """
    for who, role in said.items():
        if who not in heard:
            close = get_close_matches(who, sorted(heard), n=1)
            detail = f"{who!r} to {role}" + (f"; did you mean {close[0]!r}?" if close else "")
            log.note("roles", "role given to nobody", "doubted", column="role", detail=detail)
