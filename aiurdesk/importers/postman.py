"""A collection that Postman exported, as requests.

Source: Postman Collection Format 2.1.0, schema.getpostman.com/json/collection/v2.1.0/
collection.json. Secrets stay in the requests; who saves them takes them out.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import quote

from aiurdesk.core.request.address import with_scheme
from aiurdesk.core.request.custom_url import endpoint_for_typed_url, path_names
from aiurdesk.core.request.dynamic_variables import DYNAMIC
from aiurdesk.core.request.environment import is_variable_name
from aiurdesk.core.request.header import check_header
from aiurdesk.core.request.request import (
    ANY_BYTES,
    PLAIN_TEXT,
    Body,
    FileBody,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    OffRow,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.request_head import FRAMING
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedFolder,
    NamedRequest,
)
from aiurdesk.importers.imported_request import ImportMistake

Members: TypeAlias = Mapping[str, object]
_SCHEMA = "/collection/v2."
_DYNAMIC = re.compile(r"\{\{\s*(\$[A-Za-z]+)\s*\}\}")
_SAME = {"$guid": "$uuid", "$randomUUID": "$uuid"}
"""Dynamic variables of Postman that have another name here."""
_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
    "text": PLAIN_TEXT,
}
_DEEPEST = 30
"""Folders within folders; more are those of a text that was made to do harm."""


def is_postman(text: str) -> bool:
    """Tell whether a text is a collection of Postman."""
    return text.lstrip()[:1] == "{" and '"info"' in text and _SCHEMA in text


def parse_postman(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests of an exported collection."""
    try:
        # Numbers stay text: nothing is done with them.
        whole = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        return ImportMistake(f"The Postman collection is not JSON: {error}.")
    if not isinstance(whole, dict) or not isinstance(whole.get("item"), list):
        return ImportMistake("The Postman collection has no list of requests.")
    reading = _Reading()
    name = _text(_members(whole, "info"), "name") or "Postman collection"
    reading.note_what_is_left_out(whole, name)
    entries = reading.entries(whole, _auth(whole, {}), 0)
    variables = tuple(reading.variables(whole))
    return ImportedCollection(ImportedFolder(name, entries), variables, tuple(reading.notes))


class _Reading:
    """Collects requests, and what cannot be carried over."""

    def __init__(self) -> None:
        # A dict instead of a set: in their order, and each sentence once.
        self.notes: dict[str, None] = {}

    def entries(
        self, holder: Members, auth: Members, depth: int
    ) -> tuple[NamedRequest | ImportedFolder, ...]:
        """Return the requests and folders in a folder.

        Args:
            holder: The folder.
            auth: The authentication of requests that have none of their own.
            depth: How many folders it lies in.
        """
        found: list[NamedRequest | ImportedFolder] = []
        for item in _list(holder, "item"):
            name = _text(item, "name").strip() or "Request"
            self.note_what_is_left_out(item, name)
            if "item" not in item:
                found.append(NamedRequest(name, self._request(item, name, auth)))
            elif depth < _DEEPEST:
                entries = self.entries(item, _auth(item, auth), depth + 1)
                found.append(ImportedFolder(name, entries))
            else:
                self._note(f"{name}: the folder lies too deep.")
        return tuple(found)

    def variables(self, holder: Members) -> Iterator[tuple[str, str]]:
        """Yield the variables of the collection."""
        for each in _list(holder, "variable"):
            name = _text(each, "key") or _text(each, "id")
            if is_variable_name(name):
                yield name, self._value(_text(each, "value"), name)
            elif name:
                self._note(f"The variable {name} has a name that is not possible here.")

    def note_what_is_left_out(self, item: Members, name: str) -> None:
        """Note scripts, examples and the like of a request or folder."""
        for event in _list(item, "event"):
            script = _members(event, "script").get("exec")
            # Postman writes an empty script into nearly every request.
            is_empty = not any(map(str.strip, map(str, script if isinstance(script, list) else ())))
            if not is_empty:
                kind = {"prerequest": "pre-request script", "test": "test script"}
                listens = _text(event, "listen")
                self._note(f"{name}: the {kind.get(listens, listens or 'script')}.")
        if examples := len(_list(item, "response")):
            self._note(f"{name}: {examples} saved {'example' if examples == 1 else 'examples'}.")
        if "item" in item and _description(item):
            self._note(f"{name}: the description of the folder.")

    def _request(self, item: Members, name: str, inherited: Members) -> Request:
        raw = item.get("request")
        # The short form of the format: an address alone.
        if isinstance(raw, str):
            raw = {"url": raw}
        request: Members = raw if isinstance(raw, dict) else {}
        method = (_text(request, "method") or "GET").upper()
        address = self._value(self._address(request), name)
        headers, off = self._headers(request, name)
        headers, address = self._with_auth(_auth(request, inherited), headers, address, name)
        body = self._body(_members(request, "body"), headers, name)
        if isinstance(body, TextBody | JsonBody | FileBody):
            headers = _without_type(headers, body)
        values = tuple(self._path_values(request, address, name))
        names = tuple(name for name, _ in values)
        return Request(
            endpoint_for_typed_url(address, method, names, body),
            values=values,
            headers=headers,
            headers_off=off,
            values_off=tuple(self._switched_off(_list(_members(request, "url"), "query"), name)),
            body=body,
            notes=_description(request) or _description(item),
        )

    def _address(self, request: Members) -> str:
        url = request.get("url")
        address = url if isinstance(url, str) else _text(_members(request, "url"), "raw")
        address = address.strip()
        # A base address in a variable has its scheme there.
        return address if address.startswith("{{") or not address else with_scheme(address)

    def _path_values(self, request: Members, address: str, name: str) -> Iterator[tuple[str, str]]:
        wanted = {each.casefold() for each in path_names(address)}
        for each in _list(_members(request, "url"), "variable"):
            key = _text(each, "key")
            # Postman keeps values of parts that were taken out of the address.
            if key.casefold() in wanted:
                yield key, self._value(_text(each, "value"), name)

    def _headers(
        self, request: Members, name: str
    ) -> tuple[tuple[Header, ...], tuple[OffRow, ...]]:
        sent = []
        for row in _list(request, "header"):
            header = Header(_text(row, "key").strip(), self._value(_text(row, "value"), name))
            if not header.name or _is_off(row):
                continue
            if header.name.casefold() in FRAMING:
                self._note(f"{name}: the header {header.name}, which the connection writes itself.")
            elif check_header(Header(header.name, "")):
                self._note(f"{name}: the header {header.name!r}, which has no valid name.")
            else:
                sent.append(header)
        return tuple(sent), tuple(self._switched_off(_list(request, "header"), name))

    def _switched_off(self, rows: Iterable[Members], name: str) -> Iterator[OffRow]:
        for place, row in enumerate(rows):
            if _is_off(row) and _text(row, "key"):
                yield OffRow(place, _text(row, "key"), self._value(_text(row, "value"), name))

    def _with_auth(
        self, auth: Members, headers: tuple[Header, ...], address: str, name: str
    ) -> tuple[tuple[Header, ...], str]:
        """Return headers and address with what authenticates the request."""
        kind = _text(auth, "type")
        values = {_text(e, "key"): self._value(_text(e, "value"), name) for e in _list(auth, kind)}
        if kind in ("", "noauth"):
            return headers, address
        if kind == "bearer":
            return (*headers, Header("Authorization", f"Bearer {values.get('token', '')}")), address
        if kind == "apikey" and values.get("in") == "query":
            mark = "&" if "?" in address else "?"
            key, value = values.get("key", ""), values.get("value", "")
            # A variable is encoded when it has its value.
            written = value if "{{" in value else quote(value, safe="")
            return headers, f"{address}{mark}{quote(key, safe='')}={written}"
        if kind == "apikey" and values.get("key"):
            return (*headers, Header(values["key"], values.get("value", ""))), address
        self._note(f"{name}: the authentication {kind}. Choose a credential in the Auth tab.")
        return headers, address

    def _body(self, body: Members, headers: tuple[Header, ...], name: str) -> Body:
        mode = "" if body.get("disabled") is True else _text(body, "mode")
        match mode:
            case "raw":
                return self._raw(body, headers, name)
            case "urlencoded":
                return FormBody(tuple(self._rows(_list(body, mode), name)))
            case "formdata":
                return MultipartBody(tuple(self._rows(_list(body, mode), name)))
            case "file":
                return FileBody(_text(_members(body, "file"), "src"), _type_of(headers))
            case "graphql":
                graphql = _members(body, "graphql")
                members = f'"query": {json.dumps(_text(graphql, "query"), ensure_ascii=False)}'
                variables = _text(graphql, "variables").strip()
                members += f', "variables": {variables}' if variables else ""
                return JsonBody(self._value(f"{{{members}}}", name))
        if mode:
            self._note(f"{name}: the body of the kind {mode}.")
        return NoBody()

    def _raw(self, body: Members, headers: tuple[Header, ...], name: str) -> Body:
        text = self._value(_text(body, "raw"), name)
        options = _members(_members(body, "options"), "raw")
        kind = next((h.value for h in headers if h.name.casefold() == "content-type"), "")
        # A header that was typed wins over the language that was chosen, as in Postman.
        kind = kind or _TYPES.get(_text(options, "language"), "")
        if not text and not kind:
            return NoBody()
        if kind.partition(";")[0].strip().casefold() == "application/json":
            return JsonBody(text)
        return TextBody(text, kind or PLAIN_TEXT)

    def _rows(self, rows: Iterable[Members], name: str) -> Iterator[Row]:
        for row in rows:
            key, is_sent = _text(row, "key"), not _is_off(row)
            if _text(row, "type") != "file":
                yield Row(key, self._value(_text(row, "value"), name), is_sent)
                continue
            source = row.get("src")
            paths = source if isinstance(source, list) else [source]
            # One row of Postman may have several files; here each has a row.
            for path in map(str, filter(None, paths)):
                file = FileValue(path, re.split(r"[/\\]", path)[-1], ANY_BYTES)
                yield Row(key, file, is_sent)

    def _value(self, text: str, name: str) -> str:
        """Return a text with dynamic variables under their names here."""

        def renamed(found: re.Match[str]) -> str:
            variable = _SAME.get(found.group(1), found.group(1))
            if variable not in DYNAMIC:
                self._note(f"{name}: there is no variable {variable}. Write a value.")
            return "{{" + variable + "}}"

        return _DYNAMIC.sub(renamed, text)

    def _note(self, sentence: str) -> None:
        self.notes[sentence] = None


def _without_type(headers: tuple[Header, ...], body: Body) -> tuple[Header, ...]:
    """Return headers without the content type, which the body has; another one of JSON stays."""
    plain = "application/json"

    def stays(header: Header) -> bool:
        is_type = header.name.casefold() == "content-type"
        return not is_type or (isinstance(body, JsonBody) and header.value.casefold() != plain)

    return tuple(header for header in headers if stays(header))


def _type_of(headers: tuple[Header, ...]) -> str:
    return next((h.value for h in headers if h.name.casefold() == "content-type"), ANY_BYTES)


def _auth(holder: Members, inherited: Members) -> Members:
    """Return the authentication of a request or folder, or that of what it lies in."""
    own = holder.get("auth")
    return own if isinstance(own, dict) else inherited


def _description(item: Members) -> str:
    said = item.get("description")
    return (
        said.strip() if isinstance(said, str) else _text(_members(item, "description"), "content")
    )


def _is_off(row: Members) -> bool:
    return row.get("disabled") is True


def _text(members: Members, key: str) -> str:
    value = members.get(key)
    if value is None or isinstance(value, dict | list):
        return ""
    return ("false", "true")[value] if isinstance(value, bool) else str(value)


def _members(holder: Members, key: str) -> Members:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def _list(holder: Members, key: str) -> list[Members]:
    """Return the objects in a list; anything else is left out."""
    value = holder.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
