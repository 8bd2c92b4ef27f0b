"""The address of a request of Postman: a text, or an object with its parts.

Postman sends the parts; the text beside them is only shown, and may be older.
"""

from collections.abc import Iterator

import msgspec

from aiurdesk.core.addresses.custom_url import path_names
from aiurdesk.core.request.request import OffRow, Row
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.request_parts import complete_address


class Address(msgspec.Struct, frozen=True):
    """The address of a request, and the values that belong to it."""

    text: str
    values: tuple[Row, ...] = ()
    """Of the path."""
    off: tuple[OffRow, ...] = ()
    """Of the query."""


def read_address(request: JsonObject, reading: ItemReading) -> Address:
    """Return the address of a request; empty where it has none."""
    typed = request.string("url").strip()
    if typed:
        return Address(complete_address(reading.value(typed, request.pointer_to("url"))))
    url = request.inner("url")
    pairs = [_pair(row, reading) for row in url.objects("query")]
    address = complete_address(reading.value(_written(url, pairs, reading), url.pointer))
    off = (
        OffRow(index, pair.name, reading.value(pair.text, url.pointer_to("query")))
        for index, pair in enumerate(pairs)
        if pair.is_off
    )
    return Address(address, tuple(_path_values(url, address, reading)), tuple(off))


class _Pair(msgspec.Struct, frozen=True):
    """One entry of the query."""

    name: str
    text: str
    has_value: bool
    is_off: bool

    @property
    def typed(self) -> str:
        return f"{self.name}={self.text}" if self.has_value else self.name

    @property
    def sent(self) -> str:
        """The entry as Postman sends it."""
        # Only what would end it: a person may have encoded the rest.
        name = self.name.replace("&", "%26").replace("#", "%23").replace("=", "%3D")
        text = self.text.replace("&", "%26").replace("#", "%23")
        return f"{name}={text}" if self.has_value else name


def _pair(row: JsonObject, reading: ItemReading) -> _Pair:
    name = row.text("key")
    reading.describe("Query", name, row)
    # What Postman adds to the entries of a text that it takes apart.
    row.pass_over("equals", "type")
    return _Pair(name, row.text("value"), "value" in row, row.is_off)


def _written(url: JsonObject, pairs: list[_Pair], reading: ItemReading) -> str:
    start, fragment = _start(url), url.text("hash")
    raw_start, raw_query, raw_fragment = _divided(url.string("raw").strip())
    said = {*raw_query.split("&")} - {"", *(pair.typed for pair in pairs)}
    is_other = raw_start and not f"://{start}".rstrip("/").endswith(f"://{raw_start}".rstrip("/"))
    if start and (is_other or pairs and said or raw_fragment not in ("", fragment)):
        reading.note(
            tr("the text of the address, which is not what is sent."), url.pointer_to("raw")
        )
    query = "&".join(pair.sent for pair in pairs if not pair.is_off)
    # An object without these parts was written by hand, and means its text.
    query = query if pairs else raw_query
    fragment = fragment if start else fragment or raw_fragment
    return f"{start or raw_start}{query and f'?{query}'}{fragment and f'#{fragment}'}"


def _start(url: JsonObject) -> str:
    """Return what comes before the query; empty where the object does not say it."""
    host = ".".join(url.texts("host")).rstrip("/")
    if not host:
        return ""
    protocol, port = url.text("protocol").removesuffix("://"), url.text("port")
    segments = url.texts("path")
    scheme = f"{protocol}://" if protocol and "://" not in host else ""
    path = "/".join(segments).removeprefix("/")
    return f"{scheme}{host}{port and f':{port}'}{segments and '/' or ''}{path}"


def _divided(address: str) -> tuple[str, str, str]:
    """Return the start, the query and the fragment of an address."""
    before, _, fragment = address.partition("#")
    start, _, query = before.partition("?")
    return start, query, fragment


def _path_values(url: JsonObject, address: str, reading: ItemReading) -> Iterator[Row]:
    names = {name.casefold() for name in path_names(address)}
    for row in url.objects("variable"):
        name = row.text("key") or row.text("id")
        row.pass_over("id", "type", "name")
        value = reading.value(row.text("value"), row.pointer)
        reading.describe("Path", name, row)
        if name.casefold() in names and not row.is_off:
            yield Row(name, value)
        elif name or value:
            # Postman keeps the ones that were taken out of the address.
            reading.note(
                tr("the path variable {name}, which the address lacks.").format(name=name),
                row.pointer,
            )
