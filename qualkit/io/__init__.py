"""Reading: from exports to a corpus."""

from qualkit.io.read import read_comments, read_with_columns

__all__ = ["read_comments", "read_with_columns"]
