"""The command line. Exit code 0: done; 1: it could not be done, and why; 2: the call was wrong."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence

from qualkit.cli.commands import COMMANDS
from qualkit.cli.parsing import command_parser
from qualkit.cli.telling import in_terminal_words
from qualkit.errors import QualkitError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit code.
    """
    given = command_parser().parse_args(arguments)
    try:
        told = COMMANDS[given.command](given)
        _print(
            json.dumps(told.facts, ensure_ascii=False, indent=1) if given.json else "\n".join(told.lines), given.json
        )
    except QualkitError as problem:
        print(f"qualkit: {in_terminal_words(str(problem))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("qualkit: stopped; what was saved is saved.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say to anybody.
        sys.stderr.close()
        return 0
    except OSError as problem:
        where = "" if problem.filename is None else f" Where: {problem.filename}."
        print(f"qualkit: The system refused: {problem.strerror or problem}.{where}", file=sys.stderr)
        return 1
    return 1 if told.fault else 0


def _print(said: str, as_json: bool) -> None:
    # What customers wrote need not fit the encoding of a terminal, and JSON is UTF-8 wherever it goes. What does not fit
    # is written as an escape, which JSON has for halves of surrogate pairs as well.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")
    print(said)
