"""The built-in dialects, and bodies of the services as they publish them.

``tests/data/dialects/NAME`` has the bodies of one dialect; its ``sources.toml`` says where each is
from, and what has to be read in it. ``known_codes.json`` has the codes of services with long lists.
"""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from aiurdesk import resources
from aiurdesk.core.dialects.choosing import Target
from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.formats.xml_tree import read_xml
from aiurdesk.core.request.request import Header
from aiurdesk.core.verdict.dialect import Dialect

DATA = Path(__file__).parents[2] / "data" / "dialects"
AIURSOFT = {"2020", "2021", "2023"}
"""Tested with recorded responses instead."""


class Body:
    """A body, and what its dialect has to read in it."""

    def __init__(self, dialect: str, name: str, expected: dict[str, Any]) -> None:
        self.dialect = dialect
        self.label = f"{dialect}/{name}"
        (self.path,) = (DATA / dialect).glob(f"{name}.*")
        data = self.path.read_bytes()
        self.value = read_xml(data) if self.path.suffix == ".xml" else json.loads(data)
        self.source: str = expected.pop("from")
        self.host: str = expected.pop("host", "")
        self.url_path: str = expected.pop("path", "/")
        self.status: int = expected.pop("status", 200)
        headers = {"Content-Type": "application/json", **expected.pop("headers", {})}
        self.content_type = headers["Content-Type"]
        self.headers = tuple(Header(*pair) for pair in headers.items())
        alone = dialect if expected.pop("sure", False) else None
        self.without_host: str | None = expected.pop("chosen_without_host", alone)
        """The dialect that is chosen where the host is not known."""
        self.given: str = expected.pop("given", "")
        """The dialect where only a person can choose it."""
        self.expected = expected

    def target(self, host: str) -> Target:
        """Return where the body would come from with a host."""
        names = tuple(header.name for header in self.headers)
        return Target(host, self.url_path, self.content_type, names)


@cache
def service_dialects() -> tuple[Dialect, ...]:
    """Return the built-in dialects of other services than Aiursoft's."""
    names = [name for name in resources.list_names("dialects") if name.endswith(".toml")]
    parsed = (parse_dialect(resources.read_text(name), name) for name in names)
    return tuple(dialect for dialect in parsed if dialect.name not in AIURSOFT)


def dialect_of(name: str) -> Dialect:
    """Return a dialect by its name."""
    return next(dialect for dialect in service_dialects() if dialect.name == name)


@cache
def bodies() -> tuple[Body, ...]:
    """Return all bodies."""
    return tuple(
        Body(source.parent.name, name, expected)
        for source in sorted(DATA.glob("*/sources.toml"))
        for name, expected in tomllib.loads(source.read_text(encoding="utf-8")).items()
    )


@cache
def known_codes() -> dict[str, list[int | str]]:
    """Return the codes that a service has, by the name of its dialect."""
    tables = json.loads((DATA / "known_codes.json").read_bytes())
    return {name: table["codes"] for name, table in tables.items()}
