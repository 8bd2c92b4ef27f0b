"""The start of the program: with a command the command line, without one the window."""

import gc
import os
import sys
import time
from os.path import abspath, isabs, isdir
from pathlib import Path
from typing import NamedTuple

_COLLECTED_AFTER = 100_000
"""How many more objects there are when a command looks for garbage in circles."""


class WindowOptions(NamedTuple):
    """The options that the window takes."""

    profile: Path | None = None
    target: str = ""
    """Id of an endpoint, an address, a file or a link to open."""
    is_new_window: bool = False
    """Whether a window opens beside one of the profile that is already open."""


def main() -> None:
    """Run the program with the arguments of the process and end it with an exit status."""
    forbid_core_dumps()
    match sys.argv[1:]:
        case ["--helper", parent, memory_bytes] if (parent + memory_bytes).isdecimal():
            _serve(int(parent), int(memory_bytes))
            return
    try:
        _start(sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl+C while modules are imported, which takes some tenths of a second.
        sys.stderr.write("Stopped.\n")
        sys.exit(3)
    except MemoryError:
        # While the window is loaded; ``cli.main`` says so of a command.
        sys.stderr.write("The system refused: not enough memory.\n")
        sys.exit(71)
    except OverflowError:
        if _is_clock_readable():
            raise
        sys.stderr.write("The clock of this computer is wrong: set it to a year before 2262.\n")
        sys.exit(71)


def _is_clock_readable() -> bool:
    # Python counts nanoseconds in 64 bits; already the import of ``logging`` asks for the time.
    try:
        time.time()
    except OverflowError:
        return False
    return True


def _serve(parent: int, memory_bytes: int) -> None:
    """Do what another process of this program asks for, and import nothing else.

    ``helper_process`` starts this one with a hidden option.
    """
    import pickle

    # Not the streams of ``sys``, which a windowed program of Windows does not have.
    with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as results:
        # This process was started without the folders of the other one.
        sys.path[:] = pickle.load(requests)
        # As the other process: it names its language in the environment.
        if "AIURDESK_LANGUAGE" in os.environ:
            _set_language(None)
        from aiurdesk.services.processes.helper_program import serve

        serve(requests, results, parent, memory_bytes)


def _set_language(profile: Path | None) -> None:
    """Before anything else is imported: many modules hold texts."""
    from aiurdesk.language import set_language

    set_language(profile)


def _profile_of(arguments: list[str]) -> Path | None:
    """Return the profile that the arguments of a command name."""
    for number, argument in enumerate(arguments):
        name, is_joined, value = argument.partition("=")
        if name == "--profile":
            following = arguments[number + 1 : number + 2]
            return Path(value) if is_joined else next(map(Path, following), None)
    return None


def _start(arguments: list[str]) -> None:
    options = window_options(arguments)
    _set_language(options.profile if options is not None else _profile_of(arguments))
    if options is not None:
        sys.exit(_open_window(options))
    # Imports make many objects and hardly any garbage: with the usual 700, collecting takes 40 ms
    # of a start that takes 400.
    gc.set_threshold(_COLLECTED_AFTER)
    from aiurdesk.cli.main import main as run_command

    status = run_command(arguments)
    _end_at_next_interrupt()
    # What is left goes with the process. At its end Python would look through all of it for garbage
    # in circles, which takes a twentieth of the time of a short command.
    gc.freeze()
    sys.exit(status)


def _end_at_next_interrupt() -> None:
    """Let a further Ctrl+C end the process at once.

    Python waits for threads at its end, and would print a traceback of where it was interrupted.
    """
    import signal

    # It may also be ignored, as in the background of a shell.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


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


def window_options(arguments: list[str]) -> WindowOptions | None:
    """Return the options of the window, or None where the arguments name a command."""
    options = WindowOptions()
    left = list(arguments)
    while left:
        argument = left.pop(0)
        if _is_target(argument):
            options = options._replace(target=argument)
            continue
        if argument == "--new-window":
            options = options._replace(is_new_window=True)
            continue
        name, is_joined, value = argument.partition("=")
        if name not in ("--profile", "--open") or not (is_joined or left):
            return None
        value = value if is_joined else left.pop(0)
        if name == "--profile":
            options = options._replace(profile=Path(value))
        else:
            options = options._replace(target=absolute_target(value))
    return options


def _is_target(argument: str) -> bool:
    """Tell whether an argument is what a desktop hands over: a link, or a file by its path.

    Everything else is an option or a command.
    """
    return argument[:9].lower() == "aiurdesk:" or argument[:5] == "file:" or isabs(argument)


def absolute_target(target: str) -> str:
    """Return the whole path of a folder or a saved request; an id or an address stays.

    The window that opens it may have been started in another folder.
    """
    is_path = isdir(target) or target.endswith(".toml")
    return abspath(target) if is_path else target


def _open_window(options: WindowOptions) -> int:
    # Imports make many objects and hardly any garbage: collecting it takes 40 ms of a start that
    # takes 350. ``ui.startup.gc`` collects once everything is loaded.
    gc.disable()
    # Before Qt: PySide6 reads the source of every module that is imported after it, to look for
    # ``from __feature__ import``. That makes an import half as slow again.
    from aiurdesk.services.profile import Profile
    from aiurdesk.ui.startup.requirements import window_problem

    profile = Profile(options.profile)
    window_socket = profile.places.window_socket
    may_hand_over = not options.is_new_window and window_socket.exists()
    if may_hand_over and _is_handed_over(window_socket, options.target):
        return 0
    # Checked first: without a display Qt does not raise, it aborts the process.
    if problem := window_problem():
        sys.stderr.write(f"{problem.sentence}\n")
        return 2
    from aiurdesk.ui.startup.app import main as open_window

    return open_window(profile, options.target, is_new_window=options.is_new_window)


def _is_handed_over(socket: Path, target: str) -> bool:
    # Only where there may be an open window: it takes 30 ms.
    from aiurdesk.services.open_window import ALREADY_OPEN, Opening, hand_over

    opening = Opening(target, os.environ.get("XDG_ACTIVATION_TOKEN", ""))
    is_handed_over = hand_over(socket, opening)
    if is_handed_over:
        sys.stdout.write(f"{ALREADY_OPEN}\n")
    return is_handed_over


if __name__ == "__main__":
    main()
