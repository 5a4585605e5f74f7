"""The facade: a project keeps what was said and what people made of it, and records who did what."""

from qualkit.project.opening import open_project
from qualkit.project.project import Project

__all__ = ["Project", "open_project"]
