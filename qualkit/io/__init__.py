"""Reading: from exports to a corpus."""

from qualkit.io.read import read_comments

__all__ = ["read_comments"]
