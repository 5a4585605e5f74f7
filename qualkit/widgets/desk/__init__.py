"""The Python end of the coding view: what it asks, and what a project answers. Knows no widget and no browser."""

from qualkit.widgets.desk.desk import CodingDesk
from qualkit.widgets.desk.keeping import CodingProject

__all__ = ["CodingDesk", "CodingProject"]
