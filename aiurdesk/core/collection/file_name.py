"""Names of files: the name of a request or folder as a name that every file system takes.

Characters that a system refuses are percent-encoded, so that a name can be read back.

Source: "Naming Files, Paths, and Namespaces", Microsoft Learn (2024-08).
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr

REQUEST_SUFFIX = ".request.toml"
EXAMPLES_SUFFIX = ".examples"
"""Of the folder that holds the examples of a request."""
EXAMPLE_SUFFIX = ".toml"
_END_OF_REQUESTS = REQUEST_SUFFIX.removesuffix(EXAMPLE_SUFFIX)
MOST_BYTES = 200
"""Most systems take 255; the rest is for the suffix, and for the names of temporary files."""
_REFUSED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%]')
_NOT_READABLE = re.compile(r'[\x00-\x20\x7f<>:"/\\|?*%{}]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")


def file_name(name: str) -> str:
    """Return the name of a file, without suffix.

    Raises:
        ProblemError: The name is empty, too long, or holds half of a character.
    """
    encoded = _REFUSED.sub(lambda match: _percent(match.group()), name)
    # Names of devices on Windows, and names that other systems hide.
    if _RESERVED.match(encoded) or encoded.startswith("."):
        encoded = _percent(encoded[0]) + encoded[1:]
    # Windows drops both at the end of a name.
    if encoded.endswith((" ", ".")):
        encoded = encoded[:-1] + _percent(encoded[-1])
    try:
        size_bytes = len(encoded.encode())
    except UnicodeEncodeError:
        raise ProblemError(tr("The name holds half of a character. Choose another one.")) from None
    if not name.strip():
        raise ProblemError(tr("A request needs a name. Enter one such as Create channel."))
    if size_bytes > MOST_BYTES:
        raise ProblemError(
            tr(
                "The name {value}… is too long for a file: {size_bytes} bytes of "
                "{most_bytes}. Choose a shorter one."
            ).format(value=name[:30], size_bytes=size_bytes, most_bytes=MOST_BYTES)
        )
    return encoded


def readable_name(text: str) -> str:
    """Return a text as a name whose file is called the same; ``/lamps/:id`` is ``lamps id``."""
    words = _NOT_READABLE.sub(" ", unquote(text, errors="replace")).split()
    return " ".join(words).strip(". ") or text


def name_of(file: str) -> str:
    """Return the name that a file name without suffix stands for."""
    return unquote(file, errors="replace") if "%" in file else file


def examples_folder(request_file: str) -> str:
    """Return the folder that holds the examples of a request.

    Args:
        request_file: Path or name of its file.
    """
    return request_file.removesuffix(REQUEST_SUFFIX) + EXAMPLES_SUFFIX


def example_file(name: str) -> str:
    """Return the name of the file of an example.

    Raises:
        ProblemError: As for ``file_name``.
    """
    encoded = file_name(name)
    # Otherwise it would be taken for a request.
    if encoded.endswith(_END_OF_REQUESTS):
        encoded = encoded.removesuffix(_END_OF_REQUESTS) + "%2E" + _END_OF_REQUESTS[1:]
    return f"{encoded}{EXAMPLE_SUFFIX}"


def example_name(file: str) -> str:
    """Return the name of the example that a file holds."""
    return name_of(file.removesuffix(EXAMPLE_SUFFIX))


def folded_name(name: str) -> str:
    """Return what two names have in common that not every file system can tell apart."""
    # macOS composes letters and accents in another way; folding may take them apart again.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def free_name(name: str, others: Iterable[str]) -> str:
    """Return a name, with a number where one of the others is this name already."""
    taken = {folded_name(other) for other in others}
    numbered = (f"{name} {number}" for number in itertools.count(2))
    return next(
        free for free in itertools.chain((name,), numbered) if folded_name(free) not in taken
    )


def _percent(character: str) -> str:
    return f"%{ord(character):02X}"
