"""Reads a collection of any program: what all of them have in requests, folders and variables."""

import re
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping

from aiurdesk.core.collection.file_name import readable_name
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.environments.environment import is_variable_name
from aiurdesk.core.environments.scope import DYNAMIC
from aiurdesk.core.request.request import ANY_BYTES, FileValue, Header, Row
from aiurdesk.core.translation import tr
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedFolder,
    ImportedVariable,
)
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOut, LeftOutKind, LeftOutList, purpose_of

_REFUSED = re.compile(r"[{}\s]+")
"""What ends a reference to a credential, and white space of all kinds."""
_LONGEST = 60


class FreeNames:
    """Gives out names, with a number behind one that is taken."""

    def __init__(self, fold: Callable[[str], str], taken: Iterable[str] = ()) -> None:
        """Prepare.

        Args:
            fold: Returns what names have in common that count as equal.
            taken: Names that are not given out.
        """
        self._fold = fold
        self._taken = set(map(fold, taken))
        # By name: thousands may be called the same, and each would try all numbers before.
        self._next_number: dict[str, int] = {}

    def take(self, usual: str) -> str:
        """Return a name that was not given out yet, and is this one where that is free."""
        folded = self._fold(usual)
        name = usual
        if folded in self._taken:
            number = self._next_number.get(folded, 2)
            while self._fold(f"{usual} {number}") in self._taken:
                number += 1
            self._next_number[folded] = number + 1
            name = f"{usual} {number}"
        self._taken.add(self._fold(name))
        return name


class CredentialNames:
    """Gives equal credentials one name, and others another one."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Prepare.

        Args:
            taken: Names that are not given out.
        """
        self._names: dict[Hashable, str] = {}
        self._free = FreeNames(str.casefold, taken)

    def name_for(self, credential: Hashable, usual: str) -> str:
        """Return the name of a credential.

        Args:
            credential: All that it consists of.
            usual: What it is called where that is free, such as the name of a folder.
        """
        if credential not in self._names:
            printable = "".join(filter(str.isprintable, _REFUSED.sub(" ", usual)))
            start = printable.strip()[:_LONGEST].strip() or "Imported"
            self._names[credential] = self._free.take(start)
        return self._names[credential]


_LONGEST_NAME = 60
_DEEPEST = 30
"""Folders within folders; only a text that was made to do harm has more."""
_DYNAMIC = re.compile(r"\{\{\s*(\$[A-Za-z]+)\s*\}\}")
_SAME = {"$guid": "$uuid", "$randomUUID": "$uuid"}
"""Dynamic variables of other programs that have another name here."""


class CollectionReading:
    """Collects credentials, variables, environments, and what cannot be carried over."""

    def __init__(self, rewrite: Callable[[str], str] = str) -> None:
        """Begin.

        Args:
            rewrite: Returns a text of the program with variables as they are written here.
        """
        self.left_out = LeftOutList()
        self.rewrite = rewrite
        self.credential_names = CredentialNames()
        self.offered: dict[str, OfferedCredential] = {}
        """The credentials whose secrets stand in the text, by their names."""
        self._variables: dict[str, ImportedVariable] = {}
        self._environments: list[ImportedEnvironment] = []

    def reading(self, title: str = "") -> "ItemReading":
        """Return what reads the collection itself, or an environment, of this name."""
        return ItemReading(self, title)

    def add_variables(self, variables: Iterable[ImportedVariable], reading: "ItemReading") -> None:
        """Add variables of the collection, or of a folder, which are of the collection here."""
        for variable in variables:
            other = self._variables.setdefault(variable.name, variable)
            if other.value != variable.value:
                reading.note(
                    tr(
                        "the variable {name}, which has another value elsewhere in the collection."
                    ).format(name=variable.name),
                    "",
                    LeftOutKind.VARIABLE,
                    tr("Give it another name there."),
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
            tuple(self.offered.values()),
        )


class ItemReading:
    """Sentences and notes that arise while one request or folder is imported."""

    def __init__(
        self,
        collection: CollectionReading,
        title: str,
        path: tuple[str, ...] = (),
        credential: str | None = None,
    ) -> None:
        """Begin with an item.

        Args:
            collection: Takes what is of the collection as a whole.
            title: The item with the folders that it lies in, such as ``Users/Get a user``.
            path: The same in parts; empty for the collection.
            credential: Of the folder that it lies in.
        """
        self.collection = collection
        self.title = title
        self.path = path
        self.name = path[-1] if path else title
        self.credential = credential
        """What it inherits, and what a folder hands down once its own authentication was read."""
        self.header: Header | None = None
        """The same for a secret that is a variable, which each request gets as a header."""
        self.query = ""
        """The same for one in the query."""
        self._described: dict[str, list[str]] = {}

    @property
    def is_too_deep(self) -> bool:
        """Whether the item is nested in more folders than the limit."""
        return len(self.path) > _DEEPEST

    def within(self, name: str) -> "ItemReading":
        """Return what reads an item of this folder."""
        path = (*self.path, name)
        inner = ItemReading(self.collection, "/".join(path), path, self.credential)
        inner.header, inner.query = self.header, self.query
        return inner

    def note(
        self,
        words: str,
        source: str,
        kind: LeftOutKind = LeftOutKind.OTHER,
        next_step: str = "",
        count: int = 1,
    ) -> None:
        """Note what is left out; the arguments are fields of ``LeftOut``."""
        entry = LeftOut(words, self.title, source, kind, next_step, count)
        self.collection.left_out.append(entry)

    def note_script(self, words: str, source: str, script: str) -> None:
        """Note a script that is left out, with what it is there for."""
        purpose = purpose_of(script)
        entry = LeftOut(words, self.title, source, LeftOutKind.SCRIPT, purpose=purpose)
        self.collection.left_out.append(entry)

    def note_missing(
        self, words: str, source: str, next_step: str, missing: OfferedCredential
    ) -> None:
        """Note a secret that is left out; the arguments are fields of ``LeftOut``."""
        kind = LeftOutKind.CREDENTIAL
        entry = LeftOut(words, self.title, source, kind, next_step, missing=missing)
        self.collection.left_out.append(entry)

    def leave_out(self, item: JsonObject, words: str, kind: LeftOutKind) -> None:
        """Note an object as left out with all in it."""
        self.note(words, item.pointer, kind)
        item.take_unread()

    def note_unread(self, item: JsonObject) -> None:
        """Note every member of an object that no importer has read."""
        for pointer in item.take_unread():
            name = pointer.removeprefix(f"{item.pointer}/")
            self.note(
                tr('"{name}", which has no counterpart here.').format(name=name),
                pointer,
                LeftOutKind.MEMBER,
            )

    def note_rest(self, whole: JsonObject) -> None:
        """Note all that nothing has read of a document, and what stands twice in one object."""
        self.note_unread(whole)
        for name in whole.repeated:
            self.note(
                tr('an earlier "{name}" of an object that has it twice.').format(name=name),
                "",
                LeftOutKind.MEMBER,
            )

    def note_scripts(self, holder: JsonObject, scripts: Mapping[str, str]) -> None:
        """Note the scripts of a request or folder.

        Args:
            holder: What has them.
            scripts: Names of members, and what they are.
        """
        for member, words in scripts.items():
            # The second one is what Hoppscotch writes into each request.
            script = holder.text(member)
            if script.strip() not in ("", "export {};"):
                self.note_script(words, holder.pointer_to(member), script)

    def value(self, text: str, source: str) -> str:
        """Return a text with foreign variables rewritten to ``{{variables}}``."""

        def renamed(match: re.Match[str]) -> str:
            variable = _SAME.get(match.group(1), match.group(1))
            if variable not in DYNAMIC:
                self.note(
                    tr("there is no variable {variable}.").format(variable=variable),
                    source,
                    LeftOutKind.VARIABLE,
                    tr("Write a value."),
                )
            return "{{" + variable + "}}"

        text = self.collection.rewrite(text)
        return _DYNAMIC.sub(renamed, text) if "{{" in text else text

    def member(self, holder: JsonObject, name: str) -> str:
        """Return a text member of an object with foreign variables rewritten."""
        return self.value(holder.text(name), holder.pointer_to(name))

    def rows(self, entries: Iterable[JsonObject], heading: str) -> tuple[Row, ...]:
        """Return the rows of headers, a query or a form without files.

        Args:
            entries: Objects with ``name`` or ``key``, and ``value``.
            heading: What they are called in the notes of the request.
        """
        return tuple(self._row(entry, heading) for entry in entries)

    def _row(self, entry: JsonObject, heading: str) -> Row:
        name = entry.text("name") or entry.text("key")
        self.describe(heading, name, entry)
        entry.pass_over("id", "type")
        value = self.value(entry.text("value"), entry.pointer)
        return Row(self.value(name, entry.pointer).strip(), value, not entry.is_off)

    def describe(self, heading: str, name: str, row: JsonObject) -> None:
        """Keep the description of a row for the notes of the request.

        Args:
            heading: What kind of row it is, such as ``Query``.
            name: The name of the row.
            row: The row.
        """
        if words := row.description:
            # Further lines belong to the same entry of the list.
            lines = words.replace("\n", "\n  ")
            self._described.setdefault(heading, []).append(f"- `{name}`: {lines}")

    def notes(self, *descriptions: str) -> str:
        """Return the descriptions of a request and of its rows, as Markdown."""
        lists = (
            f"**{heading}**\n\n" + "\n".join(rows) for heading, rows in self._described.items()
        )
        return "\n\n".join(dict.fromkeys(filter(None, (*descriptions, *lists))))

    def variables(
        self, pairs: Mapping[str, str], source: str, secret: Container[str] = ()
    ) -> Iterator[ImportedVariable]:
        """Yield variables; those whose names are not possible here are noted.

        Args:
            pairs: Names and values.
            source: Where they stand in the text.
            secret: The names of those that the program calls secret.
        """
        for name, value in pairs.items():
            if is_variable_name(name):
                yield ImportedVariable(name, self.value(value, source), name in secret)
            else:
                self.note(
                    tr("the variable {name!r}, whose name is not possible here.").format(name=name),
                    source,
                    LeftOutKind.VARIABLE,
                )

    def listed_variables(self, holder: JsonObject, member: str) -> Iterator[ImportedVariable]:
        """Yield the variables of a list of objects with ``name`` or ``key``, and ``value``."""
        pairs: dict[str, str] = {}
        secret: set[str] = set()
        for entry in holder.objects(member):
            name = entry.text("name") or entry.text("key")
            entry.pass_over("id", "uid", "type")
            if entry.text("description"):
                self.note(
                    tr("the description of the variable {name}.").format(name=name), entry.pointer
                )
            value = entry.text("value") or entry.text("currentValue") or entry.text("initialValue")
            entry.pass_over("initialValue")
            if entry.is_true("secret"):
                secret.add(name)
            if entry.is_off:
                self.note(
                    tr("the variable {name}, which is switched off.").format(name=name),
                    entry.pointer,
                    LeftOutKind.VARIABLE,
                )
            else:
                pairs[name] = value
        yield from self.variables(pairs, holder.pointer_to(member), secret)


def file_row(
    name: str, path: str, content_type: str = "", filename: str = "", *, is_sent: bool = True
) -> Row:
    """Return the row of a form that sends a file; without a path it is switched off."""
    filename = filename or re.split(r"[/\\]", path)[-1]
    return Row(name, FileValue(path, filename, content_type or ANY_BYTES), is_sent and bool(path))


def usual_name(method: str, address: str) -> str:
    """Return a name for a request that has none, such as ``users 5``, or else its method."""
    path = re.sub(r"^(([a-z]+:)?//[^/?#]*|\{\{[^{}]*\}\})", "", address, flags=re.IGNORECASE)
    words = readable_name(re.split("[?#]", path)[0])[:_LONGEST_NAME].strip(". ")
    return words if words.strip("/") else method.upper() or "GET"
