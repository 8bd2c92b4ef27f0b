"""Pages of a long list: which one a response is, and the requests for those beside it.

Recognised are links (``Link`` headers and members such as ``next``), cursors, numbers of pages, and
offsets; a person can point at what is not. Only of GET requests: sending them again changes
nothing. GraphQL is left out: its cursors go into a variable of the query, whichever that is.

Sources: RFC 8288 (links); AiurProtocol (``totalCount``, ``currentPage``, ``currentPageSize``); the
documented lists of GitHub, GitLab, Slack, Stripe, Intercom, Google, Microsoft Graph, DRF, Laravel
and Spring; OData 4.01 part 1, 11.2.6.7; JSON:API 1.1, pagination; draft-kelly-json-hal.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.formats.json.value_path import pattern_steps
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.query_rows import query_rows, with_rows
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request, Row
from aiurdesk.core.response.page_facts import (
    MOST_BYTES,
    NOTHING_POINTED,
    PageFacts,
    PointedPages,
    page_facts,
    plain_name,
)
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import listed, tr

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
    "nextpage": "page", "startingafter": "starting_after",
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
    is_pointed: bool = False
    """Whether a person pointed at what says so, or at the list."""


class PageEntries(msgspec.Struct, frozen=True):
    """What a page adds to the list of all pages."""

    entries: tuple[bytes, ...]
    """Each as it was received."""
    total: int | None = None
    """How many entries all pages have, as this page says."""


class ReadPage(msgspec.Struct, frozen=True):
    """What one response says about its list."""

    pages: Pages | None = None
    """As ``pages_of`` returns it."""
    entries: PageEntries | None = None
    """None where it has no list that can be told."""


def pages_of(
    request: Request, response: Response, pointed: PointedPages = NOTHING_POINTED
) -> Pages | None:
    """Return where a response is among the pages of its list; None where nothing says so."""
    return read_page(request, response, pointed).pages


def read_page(
    request: Request,
    response: Response,
    pointed: PointedPages = NOTHING_POINTED,
    most_bytes: int = MOST_BYTES,
) -> ReadPage:
    """Return what a response says about its list.

    Args:
        pointed: What a person pointed at.
        most_bytes: A larger body is not looked into.
    """
    facts = page_facts(response, pointed, most_bytes)
    entries = None
    if facts.rows is not None:
        rows = tuple(bytes(memoryview(row)) for row in facts.rows)
        entries = PageEntries(rows, facts.number(_TOTALS))
    if request.sent_method.upper() != "GET" or response.status >= 400:
        return ReadPage(None, entries)
    return ReadPage(_found_pages(request, response, facts, pointed), entries)


def _found_pages(
    request: Request, response: Response, facts: PageFacts, pointed: PointedPages
) -> Pages | None:
    if pointed.next:
        return _with_totals(_by_pointing(request, response, facts, pointed), facts)
    finders = (_by_headers, _by_links, _by_last_entry, _by_cursor, _by_number, _by_offset)
    for find in finders:
        found = find(request, response, facts)
        if found is not None:
            is_pointed = bool(pointed.entries)
            return _with_totals(replace(found, is_pointed=is_pointed), facts)
    # It can be forgotten again only where it is shown.
    return _with_totals(Pages(pointed.entries, is_pointed=True), facts) if pointed.entries else None


def _with_totals(pages: Pages, facts: PageFacts) -> Pages:
    count = pages.count or _page_count(facts, facts.number(_SIZES))
    return replace(pages, total=facts.number(_TOTALS), count=count, entries=facts.entries)


def _page_count(facts: PageFacts, size: int | None) -> int | None:
    count, total = facts.number(_COUNTS), facts.number(_TOTALS)
    return -(-total // size) if count is None and total is not None and size else count


def _has_more(facts: PageFacts, entries: int, size: int | None, by_total: bool | None) -> bool:
    """Return whether a page follows: as the body says, else as its totals and entries suggest."""
    more, last = facts.flag(_MORE), facts.flag(_LAST)
    if more is None and last is not None:
        more = not last
    if more is None:
        more = by_total
    return entries > 0 and (size is None or entries >= size) if more is None else more


def _by_headers(request: Request, response: Response, facts: PageFacts) -> Pages | None:
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


def _by_links(request: Request, response: Response, facts: PageFacts) -> Pages | None:
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
    # A template of HAL (RFC 6570) is no address yet.
    return text.startswith(("http://", "https://", "/", "?")) and "{" not in text


def _linked(
    request: Request, response: Response, source: str, links: Mapping[str, str], facts: PageFacts
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


def page_parameter(request: Request, path: str) -> str:
    """Return the parameter that a value of a path most likely goes into; empty without one."""
    names = [step for step in pattern_steps(path) or () if isinstance(step, str)]
    last = plain_name(names[-1]) if names else ""
    usual = _CURSORS.get(last, "")
    known = _parameter(request, (plain_name(usual), last.removeprefix("next"), last))
    return known or _parameter(request, map(plain_name, _CURSORS.values())) or usual or "cursor"


def parameter_problem(request: Request, name: str) -> Problem | None:
    """Return why the request cannot have a parameter of a name in its query, or None."""
    if not name.strip():
        return Problem(tr("Enter the name of a parameter."))
    if _with(request, name, "") is None:
        names = listed(_query_names(request)) or tr("none")
        text = tr("The endpoint has no query parameter {name}. It has: {names}.")
        return Problem(text.format(name=name, names=names))
    return None


def _by_pointing(
    request: Request, response: Response, facts: PageFacts, pointed: PointedPages
) -> Pages:
    """Return the pages that a person pointed at; without a next one where the value is missing."""
    following, first, value = None, None, facts.pointed
    if pointed.parameter:
        first = _without(request, pointed.parameter)
        following = _with(request, pointed.parameter, value) if value else None
    elif _is_address(value):
        following = _at(request, response.url, value)
    if following == request or facts.flag(_MORE) is False:
        following = None
    return Pages(pointed.next, first=first, next=following, is_pointed=True)


def _by_last_entry(request: Request, response: Response, facts: PageFacts) -> Pages | None:
    """Return the pages of a list as Stripe has it: the id of its last entry leads to the next.

    Going backwards, ``has_more`` is about the pages before.
    """
    more = facts.flag(("hasmore",))
    after = _parameter(request, ("startingafter",))
    before = _parameter(request, ("endingbefore",))
    is_list = facts.members.get("object") == "list"
    if more is None or not facts.rows or not (is_list or after or before):
        return None
    first_id, last_id = (_id_of(facts.rows[place]) for place in (0, -1))
    is_after, is_before = _is_sent(request, after), _is_sent(request, before)
    start = _without_any(request, after, before)
    following = previous = None
    if last_id and (more or is_before):
        following = _with(start, after or "starting_after", last_id)
    if first_id and (is_after or (more and is_before)):
        previous = _with(start, before or "ending_before", first_id)
    if following is None and previous is None:
        return None
    first = start if start != request else None
    return Pages("has_more", first=first, previous=previous, next=following)


def _id_of(entry: msgspec.Raw) -> str:
    try:
        found = msgspec.json.decode(entry, type=_Identified).id
    except msgspec.ValidationError:
        return ""
    return str(found)


class _Identified(msgspec.Struct):
    """An entry of a list."""

    id: str | int = ""


def _is_sent(request: Request, name: str) -> bool:
    if not name:
        return False
    if request.is_typed:
        return any(row.name == name and row.is_sent for row in query_rows(request))
    return bool(request.value(name))


def _without_any(request: Request, *names: str) -> Request:
    for name in names:
        request = (_without(request, name) if name else None) or request
    return request


def _by_cursor(request: Request, response: Response, facts: PageFacts) -> Pages | None:
    if facts.flag(_MORE) is False:
        return None
    for member, usual in _CURSORS.items():
        name, cursor = facts.text((member,))
        if not cursor:
            number = facts.number((member,)) if member.startswith("next") else None
            name, cursor = (member, str(number)) if number is not None else ("", "")
        if not cursor or _is_address(cursor):
            continue
        parameter = _parameter(request, (plain_name(usual), member.removeprefix("next"), member))
        if parameter == "" and member in ("after", "cursor"):
            # Without a parameter of that name it may as well be the place of this page.
            continue
        following = _with(request, parameter or usual, cursor)
        if following is None or following == request:
            continue
        first = _without(request, parameter) if parameter else None
        return Pages(name, first=first, next=following)
    return None


def _by_number(request: Request, response: Response, facts: PageFacts) -> Pages | None:
    parameter = _parameter(request, _PAGE_PARAMETERS)
    if not parameter or facts.entries is None:
        return None
    told, typed = facts.number(_NUMBERS), _number(request, parameter)
    usual = 0 if plain_name(parameter) == "pageindex" else 1
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


def _by_offset(request: Request, response: Response, facts: PageFacts) -> Pages | None:
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
    known = {plain_name(name): name for name in _query_names(request)}
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
