"""Pages of a long list: which one a response is, and the requests for those beside it.

Recognised are links (``Link`` headers and members such as ``next``), cursors, numbers of pages, and
offsets. Only of GET requests: sending them again changes nothing.

Sources: RFC 8288 (links); AiurProtocol (``totalCount``, ``currentPage``, ``currentPageSize``); the
documented lists of GitHub, GitLab, Slack, Stripe, Google, Microsoft Graph, DRF, Laravel and Spring.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl, urljoin, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.query_rows import query_rows, with_rows
from aiurdesk.core.request.request import Request, Row
from aiurdesk.core.response.response import Response

MOST_BYTES = 1024 * 1024
"""A larger body is not looked into, only its headers: it is read on the thread of the window."""

_Scalar: TypeAlias = str | int | bool | None
_MOST_MEMBERS = 200
_LONGEST = 4_096
"""Bytes of a member that is looked at."""
_DEEPEST = 2
_HOLDERS = frozenset([
    "data", "result", "results", "response", "meta", "metadata", "links", "_links", "page",
    "paging", "pagination", "pageinfo", "cursors", "responsemetadata", "next", "prev", "previous",
    "first", "last",
])  # fmt: skip
"""Members in which those about paging are looked for; names without signs, in small letters."""
_LISTS = (
    "items", "data", "results", "value", "values", "entries", "records", "rows", "content",
    "list", "elements", "objects", "hits",
)  # fmt: skip
_NEXT_LINKS = (
    "next", "nexturl", "nextlink", "odatanextlink", "nextpageurl", "nextpage", "nexthref",
    "links.next", "_links.next", "links.next.href", "_links.next.href", "paging.next",
    "pagination.next", "meta.next", "pagination.links.next", "paging.next.link",
)  # fmt: skip
_PREVIOUS_LINKS = tuple(
    name.replace("next", word) for word in ("previous", "prev") for name in _NEXT_LINKS
)
_FIRST_LINKS = tuple(name.replace("next", "first") for name in _NEXT_LINKS)
_CURSORS = {
    "nextcursor": "cursor", "nextpagetoken": "pageToken", "nexttoken": "nextToken",
    "nextmarker": "marker", "continuationtoken": "continuationToken",
    "continuation": "continuation", "endcursor": "after", "after": "after", "cursor": "cursor",
    "nextcursormark": "cursorMark", "nextafter": "after", "nextoffset": "offset",
    "nextpage": "page",
}  # fmt: skip
"""Members that hold the place of the next page, and the parameter that takes it."""
_PAGE_PARAMETERS = ("page", "pagenumber", "pageno", "pageindex", "currentpage", "p")
_OFFSET_PARAMETERS = ("offset", "skip", "start", "startindex")
_SIZE_PARAMETERS = (
    "pagesize", "perpage", "limit", "take", "top", "size", "count", "maxresults", "max", "rows",
)  # fmt: skip
_TOTALS = ("totalcount", "total", "totalitems", "totalelements", "totalresults", "totalrecords")
_COUNTS = ("totalpages", "pagecount", "lastpage", "pages", "numpages")
_NUMBERS = ("currentpage", "page", "pagenumber", "number", "pageindex")
_SIZES = ("currentpagesize", "pagesize", "perpage", "limit", "size", "itemsperpage")
_MORE = ("hasmore", "hasnext", "hasnextpage", "more", "ismore")
_LAST = ("islast", "last", "lastpage", "isdone", "done")
_LINK = re.compile(
    r'<([^<>]{0,4096})>((?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)'
)
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))', re.IGNORECASE)
_LONGEST_LINKS = 16_384


class Pages(msgspec.Struct, frozen=True):
    """Where a response is among the pages of its list."""

    source: str
    """What says so: the name of a header, member or parameter."""
    first: Request | None = None
    previous: Request | None = None
    next: Request | None = None
    number: int | None = None
    """Of the page, as the service counts."""
    count: int | None = None
    """How many pages there are."""
    total: int | None = None
    """How many entries all pages have."""
    entries: int | None = None
    """How many entries this page has."""


class _Facts(msgspec.Struct, frozen=True):
    """What a body says about its pages."""

    members: Mapping[str, _Scalar] = {}
    """By their paths in small letters without signs, such as ``meta.nextcursor``."""
    rows: tuple[msgspec.Raw, ...] | None = None
    """The entries of its list; None without one, or with several that may be it."""

    @property
    def entries(self) -> int | None:
        """How many entries its list has."""
        return None if self.rows is None else len(self.rows)

    def text(self, names: Iterable[str]) -> tuple[str, str]:
        """Return the first of the members that holds a text, with its name; else two empty ones."""
        for name in names:
            value = self._value(name)
            if isinstance(value, str) and value:
                return name, value
        return "", ""

    def number(self, names: Iterable[str]) -> int | None:
        """Return the first of the members that holds a number."""
        values = map(self._value, names)
        return next((v for v in values if isinstance(v, int) and not isinstance(v, bool)), None)

    def flag(self, names: Iterable[str]) -> bool | None:
        """Return the first of the members that is true or false."""
        return next((v for v in map(self._value, names) if isinstance(v, bool)), None)

    def _value(self, name: str) -> _Scalar:
        if name in self.members:
            return self.members[name]
        end = f".{name}"
        return next((v for path, v in self.members.items() if path.endswith(end)), None)


def pages_of(request: Request, response: Response) -> Pages | None:
    """Return where a response is among the pages of its list; None where nothing says so."""
    if request.sent_method.upper() != "GET" or response.status >= 400:
        return None
    facts = _facts(response)
    for find in (_by_headers, _by_links, _by_cursor, _by_number, _by_offset):
        found = find(request, response, facts)
        if found is not None:
            return _with_totals(found, facts)
    return None


class PageEntries(msgspec.Struct, frozen=True):
    """What a page adds to the list of all pages."""

    entries: tuple[bytes, ...]
    """Each as it was received."""
    total: int | None = None
    """How many entries all pages have, as this page says."""


def page_entries(response: Response) -> PageEntries | None:
    """Return the entries of a page; None where it has no list that can be told."""
    facts = _facts(response)
    if facts.rows is None:
        return None
    entries = tuple(bytes(memoryview(row)) for row in facts.rows)
    return PageEntries(entries, facts.number(_TOTALS))


def _with_totals(pages: Pages, facts: _Facts) -> Pages:
    count = pages.count or _page_count(facts, facts.number(_SIZES))
    return replace(pages, total=facts.number(_TOTALS), count=count, entries=facts.entries)


def _page_count(facts: _Facts, size: int | None) -> int | None:
    count, total = facts.number(_COUNTS), facts.number(_TOTALS)
    return -(-total // size) if count is None and total is not None and size else count


def _has_more(facts: _Facts, entries: int, size: int | None, by_total: bool | None) -> bool:
    """Return whether a page follows: as the body says, else as its totals and entries suggest."""
    more, last = facts.flag(_MORE), facts.flag(_LAST)
    if more is None and last is not None:
        more = not last
    if more is None:
        more = by_total
    return entries > 0 and (size is None or entries >= size) if more is None else more


def _by_headers(request: Request, response: Response, facts: _Facts) -> Pages | None:
    links = _header_links(response)
    return _linked(request, response, "Link", links, facts)


def _header_links(response: Response) -> dict[str, str]:
    """Return the addresses in ``Link`` headers by their relations. RFC 8288 section 3."""
    links: dict[str, str] = {}
    for header in response.headers:
        if header.name.casefold() != "link" or len(header.value) > _LONGEST_LINKS:
            continue
        for match in _LINK.finditer(header.value):
            rel = _REL.search(match[2])
            for relation in ((rel[1] or rel[2] or "") if rel else "").casefold().split():
                links.setdefault(relation, match[1])
    return links


def _by_links(request: Request, response: Response, facts: _Facts) -> Pages | None:
    found = {
        "next": facts.text(_NEXT_LINKS),
        "prev": facts.text(_PREVIOUS_LINKS),
        "first": facts.text(_FIRST_LINKS),
    }
    links = {relation: text for relation, (_, text) in found.items() if _is_address(text)}
    if not links.keys() & {"next", "prev"}:
        return None
    name = next(name for relation, (name, _) in found.items() if relation in links)
    return _linked(request, response, name, links, facts)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "/", "?"))


def _linked(
    request: Request, response: Response, source: str, links: Mapping[str, str], facts: _Facts
) -> Pages | None:
    previous = links.get("prev") or links.get("previous") or ""
    if not links.get("next") and not previous:
        return None
    first, before, following = (
        _at(request, response.url, link) if link else None
        for link in (links.get("first", ""), previous, links.get("next", ""))
    )
    return Pages(source, first, before, following, facts.number(_NUMBERS))


def _at(request: Request, url: str, link: str) -> Request | None:
    """Return the request for the address of a page; None for one that is not sent over HTTP.

    On the same path only what the address changes in the query is changed, so that the request
    keeps its headers, its credential and what a credential adds to its query.
    """
    try:
        target = urljoin(url, link)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError:
        return None
    if there.scheme not in ("http", "https"):
        return None
    is_same_host = origin_of(url) == origin_of(target)
    if is_same_host and here.path == there.path:
        before = dict(parse_qsl(here.query, keep_blank_values=True))
        after = parse_qsl(there.query, keep_blank_values=True)
        changed: Request | None = request
        for name, value in after:
            if changed is not None and before.get(name) != value:
                changed = _with(changed, name, value)
        if changed is not None:
            return changed
    made = custom_request(target)
    # It may go there already.
    return replace(made, credential=request.credential) if is_same_host else made


def _by_cursor(request: Request, response: Response, facts: _Facts) -> Pages | None:
    if facts.flag(_MORE) is False:
        return None
    for member, usual in _CURSORS.items():
        name, cursor = facts.text((member,))
        if not cursor:
            number = facts.number((member,)) if member.startswith("next") else None
            name, cursor = (member, str(number)) if number is not None else ("", "")
        if not cursor or _is_address(cursor):
            continue
        parameter = _parameter(request, (_plain(usual), member.removeprefix("next"), member))
        if parameter == "" and member in ("after", "cursor"):
            # Without a parameter of that name it may as well be the place of this page.
            continue
        following = _with(request, parameter or usual, cursor)
        if following is None or following == request:
            continue
        first = _without(request, parameter) if parameter else None
        return Pages(name, first=first, next=following)
    return None


def _by_number(request: Request, response: Response, facts: _Facts) -> Pages | None:
    parameter = _parameter(request, _PAGE_PARAMETERS)
    if not parameter or facts.entries is None:
        return None
    told, typed = facts.number(_NUMBERS), _number(request, parameter)
    usual = 0 if _plain(parameter) == "pageindex" else 1
    number = next(value for value in (typed, told, usual) if value is not None)
    size = facts.number(_SIZES)
    if size is None:
        size = _number(request, _parameter(request, _SIZE_PARAMETERS))
    first = 0 if told == 0 or number == 0 else 1
    count = _page_count(facts, size)
    is_before_last = None if count is None else number - first + 1 < count
    more = _has_more(facts, facts.entries, size, is_before_last)
    return Pages(
        parameter,
        first=_with(request, parameter, str(first)) if number > first else None,
        previous=_with(request, parameter, str(number - 1)) if number > first else None,
        next=_with(request, parameter, str(number + 1)) if more else None,
        number=number,
        count=count,
    )


def _by_offset(request: Request, response: Response, facts: _Facts) -> Pages | None:
    parameter = _parameter(request, _OFFSET_PARAMETERS)
    size_name = _parameter(request, _SIZE_PARAMETERS)
    if not parameter or not size_name or facts.entries is None:
        return None
    offset = _number(request, parameter) or 0
    size = _number(request, size_name)
    total = facts.number(_TOTALS)
    following = offset + facts.entries
    is_before_end = None if total is None else following < total
    more = _has_more(facts, facts.entries, size, is_before_end)
    step = size or facts.entries
    has_before = offset > 0 and step > 0
    return Pages(
        parameter,
        first=_with(request, parameter, "0") if has_before else None,
        previous=_with(request, parameter, str(max(0, offset - step))) if has_before else None,
        next=_with(request, parameter, str(following)) if more and facts.entries else None,
    )


def _parameter(request: Request, names: Iterable[str]) -> str:
    """Return the parameter of the query that has one of some names; empty without one."""
    known = {_plain(name): name for name in _query_names(request)}
    return next((known[name] for name in names if name in known), "")


def _query_names(request: Request) -> list[str]:
    if request.is_typed:
        return [row.name for row in query_rows(request)]
    at = (Location.QUERY,)
    return [one.name for one in request.endpoint.parameters if one.location in at]


def _number(request: Request, name: str) -> int | None:
    """Return the number that a parameter has, or would have by default."""
    if not name:
        return None
    text: object
    if request.is_typed:
        text = next((r.value for r in query_rows(request) if r.name == name and r.is_sent), "")
    else:
        text = request.value(name)
        parameter = request.endpoint.parameter(name)
        if text is None and parameter is not None:
            text = parameter.default
    is_number = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 16
    return int(str(text)) if is_number else None


def _with(request: Request, name: str, value: str) -> Request | None:
    """Return a request with another value in its query; None where it has no place for it."""
    if request.is_typed:
        rows = list(query_rows(request))
        at = next((i for i, row in enumerate(rows) if row.name == name), None)
        if at is None:
            rows.append(Row(name, value))
        else:
            rows[at] = Row(name, value)
        return with_rows(request, rows)
    parameter = request.endpoint.parameter(name)
    if parameter is None or parameter.location is not Location.QUERY:
        return None
    folded = parameter.name.casefold()
    values = [pair for pair in request.values if pair[0].casefold() != folded]
    return replace(request, values=(*values, (parameter.name, value)))


def _without(request: Request, name: str) -> Request | None:
    """Return a request without a parameter of its query; None where it does not have it."""
    if request.is_typed:
        rows = query_rows(request)
        left = [row for row in rows if row.name != name]
        return with_rows(request, left) if len(left) < len(rows) else None
    values = tuple(pair for pair in request.values if pair[0].casefold() != name.casefold())
    return replace(request, values=values) if len(values) < len(request.values) else None


def _facts(response: Response) -> _Facts:
    data = response.body.data
    if not data or len(data) > MOST_BYTES or response.body.size_bytes > len(data):
        return _Facts()
    start = data.lstrip()[:1]
    try:
        if start == b"[":
            return _Facts(rows=msgspec.json.decode(data, type=tuple[msgspec.Raw, ...]))
        if start == b"{":
            members: dict[str, _Scalar] = {}
            lists: dict[str, msgspec.Raw] = {}
            _read(msgspec.Raw(data), "", 0, members, lists)
            listed = _listed(lists)
            read = msgspec.json.decode(listed, type=tuple[msgspec.Raw, ...]) if listed else None
            return _Facts(members, read)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    return _Facts()


def _listed(lists: Mapping[str, msgspec.Raw]) -> msgspec.Raw | None:
    """Return the list that a response is about, by its usual names, or because it is the only."""
    by_name = [lists[path] for name in _LISTS for path in lists if path.split(".")[-1] == name]
    if by_name:
        return by_name[0]
    return next(iter(lists.values())) if len(lists) == 1 else None


def _read(
    raw: msgspec.Raw,
    path: str,
    depth: int,
    members: dict[str, _Scalar],
    lists: dict[str, msgspec.Raw],
) -> None:
    """Note the members of an object, and of those in it that may be about paging."""
    read = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    for key, value in list(read.items())[:_MOST_MEMBERS]:
        name = _plain(key)
        at = f"{path}.{name}" if path else name
        view = memoryview(value)
        begin = bytes(view[:1])
        if begin == b"{":
            if depth < _DEEPEST and name in _HOLDERS:
                _read(value, at, depth + 1, members, lists)
        elif begin == b"[":
            lists[at] = value
        elif len(view) <= _LONGEST:
            scalar = msgspec.json.decode(value)
            members[at] = None if isinstance(scalar, float) else scalar


def _plain(name: str) -> str:
    """Return a name in small letters without signs: ``next_page-token`` is ``nextpagetoken``."""
    kept = "".join(char for char in name.casefold() if char.isalnum())
    return f"_{kept}" if name.startswith("_") else kept
