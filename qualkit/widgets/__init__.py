"""Views for JupyterLab."""

from qualkit.widgets.coding_view import CodingView, code
from qualkit.widgets.desk import CodingDesk, CodingProject

__all__ = ["CodingDesk", "CodingProject", "CodingView", "code"]
