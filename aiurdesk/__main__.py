"""The start of the program: with a command the command line, without one the window."""

import gc
import sys
from pathlib import Path


def main() -> None:
    """Run the program with the arguments of the process and end it with an exit status."""
    forbid_core_dumps()
    try:
        _start(sys.argv[1:])
    except OverflowError:
        if _is_clock_readable():
            raise
        sys.stderr.write("The clock of this computer is wrong: set it to a year before 2262.\n")
        sys.exit(71)


def _is_clock_readable() -> bool:
    # Python counts nanoseconds in 64 bits; already the import of ``logging`` asks for the time.
    import time

    try:
        time.time()
    except OverflowError:
        return False
    return True


def _start(arguments: list[str]) -> None:
    if asks_for_window(arguments):
        sys.exit(_open_window(profile_folder(arguments)))
    from aiurdesk.cli.main import main as run_command

    sys.exit(run_command(arguments))


def forbid_core_dumps() -> None:
    """Let a crash write no memory to the disk: it may hold secrets.

    The limit is 1 byte. With 0, Linux still sends the memory to a program that collects core dumps.
    ``PR_SET_DUMPABLE`` is not used: it also forbids the portals of a desktop, which show file
    dialogs and open the browser, to look at the program in ``/proc``, and they then refuse it.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    if most != 0:
        resource.setrlimit(resource.RLIMIT_CORE, (1, most))


def asks_for_window(arguments: list[str]) -> bool:
    """Tell whether the arguments name no command, only ``--profile DIR`` at most."""
    match arguments:
        case [] | ["--profile", _]:
            return True
        case [argument]:
            return argument.startswith("--profile=")
    return False


def profile_folder(arguments: list[str]) -> Path | None:
    """Return the folder of the only option that the window takes."""
    if not arguments:
        return None
    return Path(arguments[-1].removeprefix("--profile="))


def _open_window(folder: Path | None) -> int:
    # Imports make many objects and hardly any garbage: collecting it takes 40 ms of a start that
    # takes 350. ``ui.startup.gc`` collects once everything is loaded.
    gc.disable()
    # Before Qt: PySide6 reads the source of every module that is imported after it, to look for
    # ``from __feature__ import``. That makes an import half as slow again.
    from aiurdesk.services.profile import Profile
    from aiurdesk.ui.startup.requirements import missing_for_window

    # Checked first: without a display Qt does not raise, it aborts the process.
    missing = missing_for_window()
    if missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    from aiurdesk.ui.app import main as open_window

    return open_window(Profile(folder))


if __name__ == "__main__":
    main()
