"""Who speaks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import QualkitError
from qualkit.io import read_comments
from tests.io.exports import problems, write_csv


@pytest.mark.parametrize(
    ("column", "value", "role"),
    [
        ("author_association", "MEMBER", "staff"),
        ("author_association", "NONE", "customer"),
        ("author_association", "CONTRIBUTOR", "customer"),
        ("inbound", "True", "customer"),
        ("inbound", "False", "staff"),
        ("incoming", "false", "staff"),
        ("is_staff", "1", "staff"),
        ("Role", "end-user", "customer"),
        ("author_type", "Bot", "bot"),
        ("role", "sphinx", None),
    ],
)
def test_roles_are_read_from_the_columns_that_tell_them(
    tmp_path: Path, column: str, value: str, role: str | None
) -> None:
    found = read_comments(write_csv(tmp_path, f"id,{column},text\n1,{value},a b\n")).frame["role"].iloc[0]
    assert (None if pd.isna(found) else found) == role


def test_logins_of_bots_are_bots(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,login,author_association,text\n1,stale[bot],MEMBER,Closing.\n"))
    assert corpus.frame["role"].tolist() == ["bot"]


def test_roles_can_be_told_by_name_and_by_value(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "author,role,text\nInes (Larder),,a b\nKim,sphinx,c d\n")
    corpus = read_comments(path, roles={"Ines (Larder)": "staff", "sphinx": "customer"})
    assert corpus.frame["role"].tolist() == ["staff", "customer"]


def test_a_role_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QualkitError, match="Available: customer, staff, bot"):
        read_comments(write_csv(tmp_path, "author,text\nKim,a b\n"), roles={"Kim": "boss"})


def test_a_role_given_to_nobody_is_listed(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "author,role,text\nInes (Larder),,a b\nKim,ambassador,c d\n")
    corpus = read_comments(path, roles={"Ines (Lader)": "staff", "ambassador": "customer", "Kim": "customer"})
    listed = problems(corpus, "role given to nobody")
    assert listed["action"].tolist() == ["doubted"]
    assert listed["detail"].tolist() == ["'Ines (Lader)' to staff; did you mean 'Ines (Larder)'?"]
