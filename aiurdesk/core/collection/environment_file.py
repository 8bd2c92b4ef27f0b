"""The file of an environment of a collection, ``environments/NAME.toml``.

The program reads these files. A person writes them, so there is nothing that writes one yet.
"""

import msgspec

from aiurdesk.core.collection.toml_reading import read_members
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import flag, text, text_pairs

ENVIRONMENTS_FOLDER = "environments"
ENVIRONMENT_SUFFIX = ".toml"


class SavedEnvironment(msgspec.Struct, frozen=True):
    """An environment that belongs to a collection."""

    name: str
    """The name of its file."""
    based_on: str = ""
    """Name of a built-in environment whose addresses it has, such as Sandbox."""
    colour: str = ""
    is_careful: bool = False
    """Whether requests that may change something are not sent without consent."""
    base_urls: tuple[tuple[str, str], ...] = ()
    """Service id → base URL."""
    variables: tuple[tuple[str, str], ...] = ()


def parse_environment(name: str, source: str) -> SavedEnvironment:
    """Read the text of a file.

    Raises:
        DataMistake: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, _READERS)
    is_careful = members.pop("careful", False)
    return SavedEnvironment(name, is_careful=is_careful, **members)


def _base_urls(raw: object) -> tuple[tuple[str, str], ...]:
    urls = text_pairs(raw)
    for service, url in urls:
        if not url.startswith(("https://", "http://")):
            raise DataMistake(f"of {service} should be a URL such as https://host, not {url!r}")
    return tuple((service, url.rstrip("/")) for service, url in urls)


_READERS = {
    "based_on": text,
    "colour": text,
    "careful": flag,
    "base_urls": _base_urls,
    "variables": text_pairs,
}
