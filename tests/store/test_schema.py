from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

import qualkit.store
from qualkit.store.schema import ExactText, metadata


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_the_tables_can_be_created_in_either_database(dialect):
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))


@pytest.mark.parametrize("text", ["", "plain", "👩🏽\u200d🦰", "nul\x00", "half \ud83d"])
def test_any_string_passes_through_a_column_unharmed(text):
    kind = ExactText()
    assert kind.process_result_value(kind.process_bind_param(text, None), None) == text
    assert kind.process_bind_param(None, None) is None


def test_one_module_alone_speaks_of_pragmas():
    folder = Path(qualkit.store.__file__).parent
    speaking = {one.name for one in folder.glob("*.py") if "PRAGMA" in one.read_text("utf-8")}
    assert speaking == {"sqlite.py"}
