"""Folders in which the program keeps its files; no other module knows them."""

from pathlib import Path
from typing import NamedTuple

from aiurdesk import libraries


class Places(NamedTuple):
    """Folders and files of one profile; none of them has to exist yet."""

    settings_file: Path
    window_file: Path
    """How the window was arranged when it was last closed, with its open requests."""
    window_socket: Path
    """Where the open window listens for another start of the program."""
    dialects_folder: Path
    """Dialects of the person, one file each."""
    result_codes_folder: Path
    """Tables of result codes alone, which older versions had; they are read as dialects."""
    dialects_file: Path
    """Which dialect the person chose for which host."""
    environments_folder: Path
    """Environments of the person, one file each."""
    credentials_file: Path
    """Names, schemes and origins; their secrets lie elsewhere."""
    trusted_file: Path
    """The folders that the person trusts."""
    certificates_file: Path
    """Which certificates the person added for which host; keys in it are encrypted."""
    log_file: Path
    crash_file: Path
    """Where the program stood when it crashed."""
    history_file: Path
    """Database of what was sent."""
    history_bodies: Path
    """Long bodies of the history; they may be deleted without harm."""
    data_folder: Path
    """What is kept for longer, such as the certificate authority of the sandbox."""
    services_folder: Path
    """Services that the person added, a folder each."""
    schemas_folder: Path
    """Schemas of GraphQL that servers gave; they may be deleted without harm."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that all the others lie in."""
        of_files = (self.settings_file, self.window_file, self.history_bodies)
        return tuple(dict.fromkeys((*(path.parent for path in of_files), self.data_folder)))


def places(profile: Path | None) -> Places:
    """Return where things are kept.

    Args:
        profile: Folder that everything is kept below; None means the platform's own places.
    """
    if profile is not None:
        config = state = data = profile
        cache = profile / "cache"
    else:
        folders = libraries.platformdirs.PlatformDirs("aiurdesk", appauthor=False)
        # State is what may be lost without harm, see the XDG Base Directory Specification.
        config, state = folders.user_config_path, folders.user_state_path
        data, cache = folders.user_data_path, folders.user_cache_path
    return Places(
        settings_file=config / "settings.json",
        window_file=state / "window.json",
        window_socket=state / "window.socket",
        dialects_folder=config / "dialects",
        result_codes_folder=config / "result_codes",
        dialects_file=config / "dialects.json",
        environments_folder=config / "environments",
        credentials_file=config / "credentials.json",
        trusted_file=config / "trusted_folders.json",
        certificates_file=config / "certificates.json",
        log_file=state / "aiurdesk.log",
        crash_file=state / "crash.txt",
        history_file=state / "history.sqlite",
        history_bodies=cache / "history",
        data_folder=data,
        services_folder=data / "services",
        schemas_folder=cache / "schemas",
    )


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can use, with those above it; one that is there stays.

    Source: XDG Base Directory Specification 0.8, "Referencing this specification".

    Raises:
        OSError: It cannot be made.
    """
    # Not with ``parents``: those would get the permissions that the umask leaves.
    if not folder.parent.exists():
        make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
