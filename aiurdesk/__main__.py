"""Start: a command goes to the command line, none opens the window."""

import gc
import sys
from pathlib import Path


def main() -> None:
    """Run the program with the arguments of the process and end it with an exit status."""
    arguments = sys.argv[1:]
    if asks_for_window(arguments):
        sys.exit(_open_window(profile_folder(arguments)))
    from aiurdesk.cli.main import main as run_command

    sys.exit(run_command(arguments))


def asks_for_window(arguments: list[str]) -> bool:
    """Tell whether nothing is asked for but the window, perhaps with ``--profile DIR``."""
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
    # Checked first: without a display Qt does not raise, it aborts the process.
    from aiurdesk.ui.startup.requirements import missing_for_window

    missing = missing_for_window()
    if missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    # The window has a collector of its own; until it works hardly anything is garbage.
    gc.disable()
    from aiurdesk.ui.signatures import import_qt

    import_qt()
    from aiurdesk.ui.app import main as open_window

    return open_window(folder)


if __name__ == "__main__":
    main()
