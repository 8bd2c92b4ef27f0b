"""Reads a collection of any program: what all of them have in requests, folders and variables."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from aiurdesk.core.request.request import ANY_BYTES, FileValue, Row
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import is_variable_name
from aiurdesk.importers.authentication import Authentications
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedFolder,
    ImportedVariable,
)
from aiurdesk.importers.item_reading import ItemReading, is_off
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutList

DEEPEST = 30
"""Folders within folders; only a text that was made to do harm has more."""


class CollectionReading:
    """Collects credentials, variables, environments, and what cannot be carried over."""

    def __init__(self, rewrite: Callable[[str], str] = str) -> None:
        """Begin.

        Args:
            rewrite: Returns a text of the program with variables as they are written here.
        """
        self.left_out = LeftOutList()
        self.authentications = Authentications()
        self._rewrite = rewrite
        self._variables: dict[str, ImportedVariable] = {}
        self._environments: list[ImportedEnvironment] = []

    def reading(self, *path: str) -> ItemReading:
        """Return what collects the notes of a request or folder.

        Args:
            path: Its name and those of the folders that it lies in, from the top.
        """
        return ItemReading("/".join(path), self.left_out, self._rewrite)

    def add_variables(self, variables: Iterable[ImportedVariable], reading: ItemReading) -> None:
        """Add variables of the collection, or of a folder, which are of the collection here."""
        for variable in variables:
            other = self._variables.setdefault(variable.name, variable)
            if other.value != variable.value:
                reading.note(
                    tr(
                        "the variable {name}, which has another value elsewhere in the "
                        "collection. Give it another name there."
                    ).format(name=variable.name),
                    "",
                )

    def add_environment(self, name: str, variables: Iterable[ImportedVariable]) -> None:
        """Add an environment."""
        self._environments.append(ImportedEnvironment(name, tuple(variables)))

    def collection(self, root: ImportedFolder | None) -> ImportedCollection:
        """Return all that was read."""
        return ImportedCollection(
            root,
            tuple(self._variables.values()),
            tuple(self._environments),
            self.left_out.entries,
            self.authentications.offered,
        )


def rows_of(entries: Iterable[JsonObject], heading: str, reading: ItemReading) -> tuple[Row, ...]:
    """Return the rows of headers, a query or a form without files.

    Args:
        entries: Objects with ``name`` or ``key``, and ``value``.
        heading: What they are called in the notes of the request.
        reading: The reading of the request.
    """
    return tuple(_row(entry, heading, reading) for entry in entries)


def _row(entry: JsonObject, heading: str, reading: ItemReading) -> Row:
    name = entry.text("name") or entry.text("key")
    reading.describe(heading, name, entry)
    entry.pass_over("id", "type")
    value = reading.value(entry.text("value"), entry.pointer)
    return Row(reading.value(name, entry.pointer).strip(), value, not is_off(entry))


def file_row(name: str, path: str, content_type: str = "", *, is_sent: bool = True) -> Row:
    """Return the row of a form that sends a file; without a path it is switched off."""
    filename = re.split(r"[/\\]", path)[-1]
    return Row(name, FileValue(path, filename, content_type or ANY_BYTES), is_sent and bool(path))


def variables_of(
    pairs: Mapping[str, str], reading: ItemReading, source: str, secret: Iterable[str] = ()
) -> Iterator[ImportedVariable]:
    """Yield variables; those whose names are not possible here are noted.

    Args:
        pairs: Names and values.
        reading: The reading of the environment, collection or folder.
        source: Where they stand in the text.
        secret: The names of those that the program calls secret.
    """
    secret = set(secret)
    for name, value in pairs.items():
        if is_variable_name(name):
            yield ImportedVariable(name, reading.value(value, source), name in secret)
        else:
            reading.note(
                tr("the variable {name!r}, whose name is not possible here.").format(name=name),
                source,
            )


def enabled_variables(
    entries: Iterable[JsonObject], reading: ItemReading, source: str
) -> Iterator[ImportedVariable]:
    """Yield the variables of a list of objects with ``name`` or ``key``, and ``value``."""
    pairs: dict[str, str] = {}
    secret = []
    for entry in entries:
        name = entry.text("name") or entry.text("key")
        entry.pass_over("id", "uid", "type")
        if entry.text("description"):
            reading.note(
                tr("the description of the variable {name}.").format(name=name), entry.pointer
            )
        value = entry.text("value") or entry.text("currentValue") or entry.text("initialValue")
        entry.pass_over("initialValue")
        if entry.is_true("secret"):
            secret.append(name)
        if is_off(entry):
            reading.note(
                tr("the variable {name}, which is switched off.").format(name=name), entry.pointer
            )
        else:
            pairs[name] = value
    yield from variables_of(pairs, reading, source, secret)


def usual_name(method: str, address: str) -> str:
    """Return a name for a request that has none, such as ``GET /users``."""
    path = re.sub(r"^([a-z]+:)?//[^/?#]*", "", address, flags=re.IGNORECASE)
    return f"{method.upper() or 'GET'} {re.split('[?#]', path)[0] or '/'}"
