"""``python -m qualkit``: the command line where the program `qualkit` is not on the path."""

from __future__ import annotations

import sys

from qualkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
