"""Reads and writes the cookie files of other programs."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.preparing.cookie import Cookie, read_cookies, write_cookies
from aiurdesk.core.translation import tr
from aiurdesk.storage.file_lock import locked_folder
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.paths import make_private_folder
from aiurdesk.storage.regular_file import read_regular_file

_MOST_BYTES = 10_000_000


def read_cookie_file(path: str) -> tuple[Cookie, ...]:
    """Return the cookies in a file, and none if there is no file.

    Raises:
        StorageError: The file cannot be read, or is not a cookie file.
    """
    with storage_errors(tr("{path} could not be read ({value})."), path=path):
        try:
            content = read_regular_file(path, _MOST_BYTES)
        except FileNotFoundError:
            return ()
    try:
        return read_cookies(content.decode())
    except UnicodeDecodeError:
        raise StorageError(
            tr("{path} is not a cookie file: it is not text in UTF-8.").format(path=path)
        ) from None
    except ValueError as error:
        text = tr("{path}: {error}. Name a file in the format of Netscape.")
        raise StorageError(text.format(path=path, error=error)) from None


def change_cookie_file(path: str, before: Iterable[Cookie], after: Iterable[Cookie]) -> None:
    """Write what has changed since the file was read; what others wrote meanwhile stays.

    Afterwards only the owner can read the file, and what has expired is not in it.

    Args:
        before: The cookies as they were read.
        after: The same, as they are now.

    Raises:
        StorageError: It cannot be written, or is not a cookie file any more; the text names it.
    """
    file, now = Path(path), datetime.now(UTC)
    old, new = ({cookie.key: cookie for cookie in cookies} for cookies in (before, after))
    text = tr(
        "{path} could not be written ({value}). Free some disk space or allow "
        "writing there, then try again."
    )
    with storage_errors(text, path=path):
        make_private_folder(file.parent)
    # The lock of the folder leaves no other file beside the one that was named.
    with locked_folder(file.parent):
        cookies = {cookie.key: cookie for cookie in read_cookie_file(path)}
        for key in old.keys() - new.keys():
            # One that was only old may have been renewed there.
            if not old[key].is_expired(now):
                cookies.pop(key, None)
        cookies |= {key: cookie for key, cookie in new.items() if cookie != old.get(key)}
        lasting = [cookie for cookie in cookies.values() if not cookie.is_expired(now)]
        write_atomically(file, write_cookies(lasting).encode())
