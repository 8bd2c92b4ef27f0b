"""A collection that Postman exported, as requests.

Source: Postman Collection Format 2.0.0 and 2.1.0,
schema.getpostman.com/json/collection/v2.1.0/collection.json. Secrets stay in the requests; who
saves them takes them out.
"""

import re
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.request import Request, Row
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedFolder,
    NamedRequest,
)
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.item_reading import ItemReading, description_of, is_off
from aiurdesk.importers.json_document import JsonObject, NotAnObject, read_object
from aiurdesk.importers.left_out import LeftOutList
from aiurdesk.importers.postman_address import read_address
from aiurdesk.importers.postman_auth import PostmanAuth
from aiurdesk.importers.postman_body import read_body
from aiurdesk.importers.postman_examples import read_examples
from aiurdesk.importers.postman_scripts import ScriptReading, read_test_script
from aiurdesk.importers.postman_variables import IDENTITIES, read_variables
from aiurdesk.importers.request_parts import RequestParts, is_possible, request_of

_SCHEMA = re.compile(r"/collection/v(\d+)\.")
_DEEPEST = 30
"""Folders within folders; only a text that was made to do harm has more."""


def is_postman(text: str) -> bool:
    """Tell whether a text is a collection of Postman, of any version."""
    if text.lstrip()[:1] != "{":
        return False
    has_schema = '"info"' in text and _SCHEMA.search(text) is not None
    # Written by hand without a schema, or by the first version, which had none.
    is_first = '"requests"' in text and '"order"' in text
    return has_schema or is_first or '"item"' in text and '"request"' in text


def parse_postman(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests of an exported collection."""
    try:
        whole = read_object(text)
    except NotAnObject as error:
        return ImportMistake(
            tr("The Postman collection cannot be read: {error}.").format(error=error)
        )
    if whole.is_list("requests") and "item" not in whole:
        return ImportMistake(_OTHER_VERSION.format("1"))
    version = _SCHEMA.search(whole.inner("info").text("schema"))
    if version and version[1] != "2":
        return ImportMistake(_OTHER_VERSION.format(version[1]))
    if not whole.is_list("item"):
        return ImportMistake(tr("The Postman collection has no list of requests."))
    return _Reading().collection(whole)


_OTHER_VERSION = tr(
    "This is a Postman collection of version {}. Import it into Postman, and "
    "export it from there as 2.1."
)


class _Above(msgspec.Struct, frozen=True):
    """What a folder gives to all in it."""

    credential: str | None = None
    keeps_bodies: bool = False
    """Whether a method such as GET is sent with a body too."""


class _Reading:
    """Reads folders and requests, and collects what cannot be carried over."""

    def __init__(self) -> None:
        self._left_out = LeftOutList()
        self._auth = PostmanAuth()

    def collection(self, whole: JsonObject) -> ImportedCollection:
        """Return the whole collection."""
        info = whole.inner("info")
        own, usual = info.text("name").strip(), whole.text("name").strip()
        name = own or usual or tr("Postman collection")
        if own and usual not in ("", own):
            self._left_out.add(tr("another name of the collection."), own, whole.pointer_to("name"))
        info.pass_over(*IDENTITIES)
        reading = ItemReading(name, self._left_out)
        root = self._folder(whole, name, (), reading, _Above())
        descriptions = filter(None, (description_of(info), root.notes))
        root = replace(root, notes="\n\n".join(dict.fromkeys(descriptions)))
        variables = read_variables(whole.objects("variable"), reading)
        reading.note_unread(whole)
        reading.note_repeated(whole)
        return ImportedCollection(
            root, variables, left_out=self._left_out.entries, credentials=self._auth.offered
        )

    def _folder(
        self,
        holder: JsonObject,
        name: str,
        path: tuple[str, ...],
        reading: ItemReading,
        above: _Above,
    ) -> ImportedFolder:
        """Return a folder with all in it.

        Args:
            holder: The folder or the collection.
            name: What it is called.
            path: The names of the folders that lead to it and its own; empty for the collection.
            reading: The reading of the folder.
            above: What it inherits.
        """
        own = self._auth.read(holder, reading, above.credential, is_shared=True).credential
        inherited = above.credential if own is None else own
        within = _Above(inherited, _keeps_bodies(holder, above))
        self._scripts(holder, reading, is_request=False)
        notes = description_of(holder)
        entries = (self._entry(item, path, within) for item in holder.objects("item"))
        return ImportedFolder(
            name, tuple(entry for entry in entries if entry is not None), own, notes=notes
        )

    def _entry(
        self, item: JsonObject, path: tuple[str, ...], above: _Above
    ) -> NamedRequest | ImportedFolder | None:
        name = item.text("name").strip() or "Request"
        path = (*path, name)
        reading = ItemReading("/".join(path), self._left_out)
        entry: NamedRequest | ImportedFolder
        if "item" not in item:
            entry = NamedRequest(name, self._request(item, reading, above))
        elif len(path) <= _DEEPEST:
            entry = self._folder(item, name, path, reading, above)
        else:
            reading.note(tr("the folder lies too deep."), item.pointer)
            item.take_unread()
            return None
        reading.note_unread(item)
        return entry

    def _scripts(
        self, item: JsonObject, reading: ItemReading, *, is_request: bool
    ) -> tuple[tuple[ResponseTest, ...], tuple[Capture, ...]]:
        """Return what scripts test and capture, and note the rest of what requests have."""
        item.pass_over(*IDENTITIES)
        tests: list[ResponseTest] = []
        captures: list[Capture] = []
        for event in item.objects("event"):
            script = event.inner("script")
            listens, text = event.text("listen"), "\n".join(script.texts("exec"))
            event.pass_over("disabled", *IDENTITIES)
            # Postman writes an empty script into nearly every request.
            script.pass_over("type", *IDENTITIES)
            if not text.strip():
                continue
            is_read = is_request and listens == "test" and not event.is_true("disabled")
            made = read_test_script(text) if is_read else ScriptReading()
            tests += made.tests
            captures += made.captures
            if not made.is_whole:
                kind = {"prerequest": tr("pre-request script"), "test": tr("test script")}
                part = tr("a part of ") if made.tests or made.captures else ""
                name = kind.get(listens, listens or "script")
                reading.note(f"{part}the {name}.", event.pointer)
            event.take_unread()
        return tuple(tests), tuple(captures)

    def _request(self, item: JsonObject, reading: ItemReading, above: _Above) -> Request:
        tests, captures = self._scripts(item, reading, is_request=True)
        examples = read_examples(item, reading)
        # The short form of the format: an address alone.
        short = item.string("request")
        request = JsonObject({"url": short}) if short else item.inner("request")
        request.pass_over(*IDENTITIES)
        method = request.text("method").strip().upper() or "GET"
        address = read_address(request, reading)
        rows = tuple(_header_rows(request, reading))
        auth = self._auth.read(request, reading, above.credential, is_shared=False)
        is_kept = _keeps_bodies(item, above)
        body = read_body(request, method, sent_headers(rows), reading, is_kept=is_kept)
        parts = RequestParts(
            method=method,
            address=address.text,
            values=address.values,
            off=address.off,
            headers=rows,
            body=body,
            authentication=auth,
            notes=reading.notes(description_of(request), description_of(item), examples),
            tests=tests,
            captures=captures,
        )
        return request_of(parts, reading)


def _keeps_bodies(item: JsonObject, above: _Above) -> bool:
    behaviour = item.inner("protocolProfileBehavior")
    is_kept = behaviour.is_true("disableBodyPruning")
    return is_kept or above.keeps_bodies and not behaviour.is_false("disableBodyPruning")


def _header_rows(request: JsonObject, reading: ItemReading) -> Iterator[Row]:
    source = request.pointer_to("header")
    for line in request.string("header").splitlines():
        name, _, value = line.partition(":")
        # Two slashes switch a line off.
        is_sent = not name.startswith("//")
        value = reading.value(value.strip(), source)
        row = Row(name.removeprefix("//").strip(), value, is_sent)
        if is_possible(row, reading, source):
            yield row
    for entry in request.objects("header"):
        name = entry.text("key").strip()
        reading.describe("Headers", name, entry)
        entry.pass_over("type")
        if entry.text("name") not in ("", name):
            reading.note(
                tr("the other name of the header {name}.").format(name=name),
                entry.pointer_to("name"),
            )
        value = reading.value(entry.text("value"), entry.pointer)
        row = Row(name, value, not is_off(entry))
        if is_possible(row, reading, entry.pointer):
            yield row
