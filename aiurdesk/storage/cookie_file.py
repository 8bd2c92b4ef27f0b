"""Reads and writes the cookie files of other programs."""

from collections.abc import Iterable
from pathlib import Path

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.preparing.cookie_file import read_cookies, write_cookies
from aiurdesk.core.translation import tr
from aiurdesk.storage.files import write_atomically
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


def write_cookie_file(path: str, cookies: Iterable[Cookie]) -> None:
    """Write cookies to a file that only the owner can read.

    Raises:
        StorageError: It cannot be written; the text names it.
    """
    write_atomically(Path(path), write_cookies(cookies).encode())
