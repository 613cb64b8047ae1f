"""The command line: arguments in, one call, exit code out. Only this package ends the process."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from monitor.cli import front
from monitor.cli.exits import Exit
from monitor.cli.given import App
from monitor.errors import LicensewatchError
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEW_OBJECTS = 50_000
"""As many that may form cycles are made before the collector looks at them; Python's own 700 have it look
seventy times before a licence is read, and find nothing."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; every failure becomes one sentence on standard error.

    Parameters:
        argv: the arguments after the program's name; None takes the process's own.
    """
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_letters(stream)
    arguments = _own_arguments() if argv is None else list(argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    except KeyboardInterrupt:
        return _tell(
            "Stopped. What was stored up to here is kept; run the command again to go on.", Exit.INTERRUPTED
        )
    except LicensewatchError as error:
        return _tell(str(error), Exit.FAILED)
    except OSError as error:
        return _tell(_system(error), Exit.FAILED)
    except Exception as error:  # noqa: BLE001 - exit code 1 means findings; a fault of ours must not look like one
        return _tell(_fault(error), Exit.FAILED)
    return code


def _run(arguments: Sequence[str]) -> int:
    """Run a command line: what is plain by itself, all else through click."""
    plain = front.plain(arguments)
    if plain:
        from monitor.cli.clauses import told  # noqa: PLC0415 - the help page needs no rules

        return int(told(App(), *plain))
    from monitor.cli.commands import run  # noqa: PLC0415 - click takes longer to load than to read a licence

    return run(arguments)


def _own_arguments() -> list[str]:
    """What the process was started with; it is ours alone then, and looks for cycles when it is worth it."""
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)  # all memory goes with the process: at its end no cycle needs to be found
    return sys.argv[1:]


def _tell(sentence: str, code: Exit) -> int:
    from monitor.reports.plain import safe  # noqa: PLC0415 - only failures need it

    sys.stderr.write(f"licensewatch: {safe(sentence)}\n")
    return int(code)


def _system(error: OSError) -> str:
    what = f"{error.filename}: " if error.filename else ""
    return (
        f"{what}{error.strerror or error}. Check that it exists, may be used and that the disk is not full."
    )


def _fault(error: Exception) -> str:
    import logging  # noqa: PLC0415 - only a fault of ours needs them
    import traceback  # noqa: PLC0415 - as above

    logging.getLogger("monitor").debug("%s", "".join(traceback.format_exception(error)))
    return (
        f"internal fault, {type(error).__name__}: {error}. "
        "This is a mistake in licensewatch, not in your files; run again with -vv and report what it prints."
    )


def _pipe_closed() -> int:
    # The interpreter flushes standard output once more at its end; it must not fail a second time.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
    return int(Exit.PIPE_CLOSED)


def _never_fail_on_letters(stream: object) -> None:
    """Show a letter that the terminal's encoding lacks as its code instead of failing on it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
