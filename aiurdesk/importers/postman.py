"""A collection that Postman exported, as requests.

Source: Postman Collection Format 2.0.0 and 2.1.0,
schema.getpostman.com/json/collection/v2.1.0/collection.json. Secrets stay in the requests; who
saves them takes them out.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import Header, Request, Row
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import (
    ImportedAuthentication,
    authentication_of,
    jwt_values,
    oauth1_values,
    oauth2_values,
)
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading
from aiurdesk.importers.examples import headers_of, note_rest, status_of
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedExample,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.postman_request import read_address, read_body
from aiurdesk.importers.postman_scripts import ScriptReading, read_test_script
from aiurdesk.importers.postman_variables import IDENTITIES, read_variables
from aiurdesk.importers.request_parts import RequestParts, is_possible, request_of

_SCHEMA = re.compile(r"/collection/v(\d+)\.")
_KINDS = frozenset(
    {"basic", "bearer", "apikey", "digest", "awsv4", "jwt", "oauth1", "oauth2", "noauth"}
)
"""The other ones are listed with all that they say."""
_COMPUTED = frozenset({
    "algorithm", "clientNonce", "disableRetryRequest", "nonce", "nonceCount", "opaque", "qop",
    "realm",
})  # fmt: skip
"""What the server says of Digest, and Postman lets a person fill in."""
_OTHER_VERSION = tr(
    "This is a Postman collection of version {}. Import it into Postman, and "
    "export it from there as 2.1."
)


def is_postman(text: str) -> bool:
    """Tell whether a text is a collection of Postman, of any version."""
    if text.lstrip()[:1] != "{":
        return False
    has_schema = '"info"' in text and _SCHEMA.search(text) is not None
    # Written by hand without a schema, or by the first version, which had none.
    is_first = '"requests"' in text and '"order"' in text
    return has_schema or is_first or '"item"' in text and '"request"' in text


def parse_postman(text: str) -> ImportedCollection | Problem:
    """Return the requests of an exported collection."""
    whole = read_object(text, tr("The Postman collection cannot be read: {error}."))
    if isinstance(whole, Problem):
        return whole
    # As the API of Postman returns it.
    if "item" not in whole and "item" in whole.inner("collection"):
        whole = whole.inner("collection")
    if whole.is_list("requests") and "item" not in whole:
        return Problem(_OTHER_VERSION.format("1"))
    info = whole.inner("info")
    version = _SCHEMA.search(info.text("schema"))
    if version and version[1] != "2":
        return Problem(_OTHER_VERSION.format(version[1]))
    if not whole.is_list("item"):
        return Problem(tr("The Postman collection has no list of requests."))
    own, usual = info.text("name").strip(), whole.text("name").strip()
    reader = CollectionReading()
    if own and usual not in ("", own):
        words = tr("another name of the collection.")
        reader.left_out.add(words, own, whole.pointer_to("name"))
    info.pass_over(*IDENTITIES)
    reading = reader.reading(own or usual or tr("Postman collection"))
    root = _folder(whole, reading, keeps_bodies=False)
    descriptions = filter(None, (info.description, root.notes))
    root = replace(root, notes="\n\n".join(dict.fromkeys(descriptions)))
    reader.add_variables(read_variables(whole.objects("variable"), reading), reading)
    reading.note_rest(whole)
    return reader.collection(root)


def _folder(holder: JsonObject, reading: ItemReading, *, keeps_bodies: bool) -> ImportedFolder:
    """Return a folder, or the collection, with all in it.

    Args:
        holder: What it says.
        reading: Its reading.
        keeps_bodies: Whether a method such as GET is sent with a body where nothing else is said.
    """
    own = read_authentication(holder, reading, is_shared=True).credential
    keeps_bodies = _keeps_bodies(holder, keeps_bodies)
    _scripts(holder, reading, is_request=False)
    notes = holder.description
    entries = (_entry(item, reading, keeps_bodies) for item in holder.objects("item"))
    return ImportedFolder(
        reading.name, tuple(entry for entry in entries if entry is not None), own, notes=notes
    )


def _entry(
    item: JsonObject, above: ItemReading, keeps_bodies: bool
) -> ImportedRequest | ImportedFolder | None:
    reading = above.within(item.name("Request"))
    entry: ImportedRequest | ImportedFolder
    if "item" not in item:
        entry = _request(item, reading, keeps_bodies)
    elif not reading.is_too_deep:
        entry = _folder(item, reading, keeps_bodies=keeps_bodies)
    else:
        reading.leave_out(item, tr("the folder lies too deep."), LeftOutKind.REQUEST)
        return None
    reading.note_unread(item)
    return entry


def read_authentication(
    holder: JsonObject, reading: ItemReading, *, is_shared: bool
) -> ImportedAuthentication:
    """Return how a collection, folder or request authenticates."""
    auth = holder.inner("auth")
    kind = auth.text("type")
    if kind and kind not in _KINDS:
        auth.take_unread()
        return authentication_of(kind, {}, reading, auth.pointer, is_shared=is_shared)
    values = {
        name: reading.value(text, auth.pointer)
        for name, text in auth.pairs(kind).items()
        if kind != "digest" or name not in _COMPUTED
    }
    source = auth.pointer_to(kind)
    if kind == "awsv4" and values.pop("addAuthDataToQuery", "").casefold() == "true":
        reading.note(
            tr("the signature in the query; it is sent in headers."),
            source,
            LeftOutKind.AUTHENTICATION,
        )
    if kind == "jwt":
        values = jwt_values(values, reading, source)
    if kind == "oauth1":
        values = oauth1_values(values, reading, source)
    if kind == "oauth2":
        values = oauth2_values(values)
    return authentication_of(kind, values, reading, source, is_shared=is_shared)


def _scripts(
    item: JsonObject, reading: ItemReading, *, is_request: bool
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
            reading.note_script(f"{part}the {name}.", event.pointer, text)
        event.take_unread()
    return tuple(tests), tuple(captures)


def _request(item: JsonObject, reading: ItemReading, keeps_bodies: bool) -> ImportedRequest:
    tests, captures = _scripts(item, reading, is_request=True)
    examples = tuple(read_examples(item, reading))
    # The short form of the format: an address alone.
    short = item.string("request")
    request = JsonObject({"url": short}) if short else item.inner("request")
    request.pass_over(*IDENTITIES)
    method = request.text("method").strip().upper() or "GET"
    address = read_address(request, reading)
    rows = tuple(_header_rows(request, reading))
    auth = read_authentication(request, reading, is_shared=False)
    is_kept = _keeps_bodies(item, keeps_bodies)
    body = read_body(request, method, sent_headers(rows), reading, is_kept=is_kept)
    request_parts = RequestParts(
        method=method,
        address=address.text,
        values=address.values,
        off=address.off,
        headers=rows,
        body=body,
        authentication=auth,
        notes=reading.notes(request.description, item.description),
        tests=tests,
        captures=captures,
    )
    made = request_of(request_parts, reading, request.pointer_to("header"))
    return replace(made, examples=examples)


def _keeps_bodies(item: JsonObject, usual: bool) -> bool:
    behaviour = item.inner("protocolProfileBehavior")
    is_kept = behaviour.is_true("disableBodyPruning")
    return is_kept or usual and not behaviour.is_false("disableBodyPruning")


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
                LeftOutKind.HEADER,
            )
        value = reading.value(entry.text("value"), entry.pointer)
        row = Row(name, value, not entry.is_off)
        if is_possible(row, reading, entry.pointer):
            yield row


def read_examples(item: JsonObject, reading: ItemReading) -> Iterator[ImportedExample]:
    """Yield the responses that are kept with a request; what is left of one is noted."""
    for example in item.objects("response"):
        name, written = example.text("name").strip() or tr("Example"), example.text("code")
        status = status_of(written)
        # What was sent then is read apart: notes on it would repeat those on the request.
        apart, sent = CollectionReading(), example.inner("originalRequest")
        request = _sent_for(sent, apart.reading(name)) if "url" in sent else None
        # Postman repeats what the request itself says, and the names of headers.
        own, of_request = sent.description, item.inner("request").description
        notes = example.description or ("" if own == of_request else own)
        is_other = any(h.text("name") not in ("", h.text("key")) for h in example.objects("header"))
        is_other |= bool(written and not status)
        yield ImportedExample(
            name,
            status,
            example.text("status"),
            tuple(_example_headers(example)),
            example.text("body"),
            request,
            notes,
        )
        example.pass_over("_postman_previewlanguage", "responseTime", *IDENTITIES)
        note_rest(name, example, reading, apart, is_other=is_other)
    item.count("response")


def _sent_for(sent: JsonObject, reading: ItemReading) -> Request:
    sent.pass_over(*IDENTITIES)
    method = sent.text("method").strip().upper() or "GET"
    address = read_address(sent, reading)
    rows = tuple(_header_rows(sent, reading))
    parts = RequestParts(
        method=method,
        address=address.text,
        values=address.values,
        off=address.off,
        headers=rows,
        body=read_body(sent, method, sent_headers(rows), reading, is_kept=True),
        authentication=ImportedAuthentication(),
    )
    return request_of(parts, reading).request


def _example_headers(example: JsonObject) -> Iterator[Header]:
    for line in example.string("header").splitlines():
        name, _, value = line.partition(":")
        yield Header(name.strip(), value.strip())
    yield from headers_of(example.objects("header"))
