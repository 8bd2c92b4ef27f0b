import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.query_rows import shown_address
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.response.page_facts import MOST_BYTES, PointedPages
from aiurdesk.core.response.paging import Pages, pages_of, read_page
from aiurdesk.core.response.response import Response, ResponseBody

URL = "https://shop.example/lamps"
PAGED = Endpoint(
    "shop.lamps.list", "shop", "Lamps", "List", "GET", "/lamps",
    parameters=(
        Parameter("PageNumber", ParameterKind.INTEGER, Location.QUERY, default="1"),
        Parameter("PageSize", ParameterKind.INTEGER, Location.QUERY, default="10"),
    ),
)  # fmt: skip


def response(body: object, url: str = URL, link: str = "", status: int = 200) -> Response:
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = (Header("Link", link),) if link else ()
    return Response(status, "HTTP/1.1", headers, ResponseBody(data=data, size_bytes=len(data)), url)


def typed(url: str, body: object, link: str = "") -> Pages | None:
    return pages_of(custom_request(url), response(body, url, link))


def addresses(pages: Pages | None) -> list[str]:
    """The first, the previous and the next page; ``-`` where there is none."""
    assert pages is not None
    steps = (pages.first, pages.previous, pages.next)
    return ["-" if step is None else shown_address(step) for step in steps]


def test_links_of_a_header_are_followed():
    link = (
        '<https://shop.example/lamps?page=3&size=2>; rel="next", '
        '<https://shop.example/lamps?page=1&size=2>; rel="first prev"'
    )
    pages = typed(f"{URL}?page=2&size=2", [1, 2], link)
    assert addresses(pages) == [
        f"{URL}?page=1&size=2",
        f"{URL}?page=1&size=2",
        f"{URL}?page=3&size=2",
    ]
    assert pages is not None
    assert (pages.source, pages.entries) == ("Link", 2)


@pytest.mark.parametrize(
    ("body", "following"),
    [
        ({"count": 9, "next": "https://shop.example/lamps?page=2", "results": [1]}, "?page=2"),
        ({"@odata.nextLink": "https://shop.example/lamps?$skip=2", "value": [1]}, "?%24skip=2"),
        ({"_links": {"next": {"href": "/lamps?page=2"}}, "items": []}, "?page=2"),
        ({"links": {"next": "?page=2", "prev": None}, "data": []}, "?page=2"),
        ({"ok": True, "response_metadata": {"next_cursor": "dXNlcg=="}}, "?cursor=dXNlcg%3D%3D"),
        ({"items": [], "nextPageToken": "abc"}, "?pageToken=abc"),
        ({"items": [], "next_page": 2}, "?page=2"),
        ({"value": [1], "@nextLink": "https://shop.example/lamps?page=2"}, "?page=2"),
        ({"links": {"next": {"href": "/lamps?page=2"}}, "data": []}, "?page=2"),
        ({"pages": {"next": "https://shop.example/lamps?page=2"}, "users": [1]}, "?page=2"),
        ({"pages": {"next": {"page": 2, "starting_after": "WzE2"}}}, "?starting_after=WzE2"),
    ],
)
def test_a_next_page_is_recognised_in_a_body(body, following):
    assert addresses(typed(URL, body))[2] == URL + following


@pytest.mark.parametrize(
    "body",
    [
        {"next": None, "results": [1]},
        {"next": "", "results": [1]},
        {"next": "step two", "items": []},
        {"cursor": "abc", "items": []},
        {"response_metadata": {"next_cursor": ""}},
        {"nextCursor": "abc", "hasMore": False},
        {"after": "noon"},
        {"_links": {"next": {"href": "/lamps{?page}", "templated": True}}},
        {"data": {"lamps": {"pageInfo": {"hasNextPage": True, "endCursor": "x"}, "edges": []}}},
        [1, 2, 3],
        "text",
        b"\xff\xfe",
        b"",
    ],
)
def test_a_body_that_ends_the_list_or_has_none_leads_nowhere(body):
    assert typed(URL, body) is None


def test_a_cursor_leads_back_to_the_first_page():
    pages = typed(f"{URL}?limit=2&cursor=one", {"items": [1, 2], "next_cursor": "two"})
    assert addresses(pages) == [f"{URL}?limit=2", "-", f"{URL}?limit=2&cursor=two"]


def test_the_paging_of_the_services_is_recognised_by_parameter_and_total():
    body = {"totalCount": 25, "currentPage": 2, "currentPageSize": 10, "items": [0] * 10, "code": 0}
    request = Request(PAGED, values=(("PageNumber", "2"),))
    pages = pages_of(request, response(body, f"{URL}?PageNumber=2"))
    assert pages is not None
    steps = (pages.first, pages.previous, pages.next)
    values = [dict(step.values) if step else None for step in steps]
    assert values == [{"PageNumber": "1"}, {"PageNumber": "1"}, {"PageNumber": "3"}]
    assert (pages.number, pages.count, pages.total, pages.entries) == (2, 3, 25, 10)
    last = pages_of(
        replace(request, values=(("PageNumber", "3"),)), response(body | {"items": [0] * 5})
    )
    assert last is not None
    assert last.next is None


def test_a_page_without_a_number_is_the_first():
    pages = pages_of(Request(PAGED), response({"items": [0] * 10}))
    assert pages is not None
    assert pages.previous is None
    assert pages.next is not None
    assert pages.next.values == (("PageNumber", "2"),)
    short = pages_of(Request(PAGED), response({"items": [0] * 9}))
    assert short is not None
    assert short.next is None


def test_pages_may_be_counted_from_zero():
    pages = typed(f"{URL}?page=0", {"content": [1], "number": 0, "last": False, "totalPages": 3})
    assert addresses(pages) == ["-", "-", f"{URL}?page=1"]


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ("?skip=0&take=2", {"items": [1, 2]}, ["-", "-", "?skip=2&take=2"]),
        ("?skip=4&take=2", {"items": [1]}, ["?skip=0&take=2", "?skip=2&take=2", "-"]),
        ("?offset=1&limit=2", {"data": [1, 2], "total": 3}, ["?offset=0&limit=2"] * 2 + ["-"]),
    ],
)
def test_offsets_move_by_what_came(query, body, expected):
    found = addresses(typed(URL + query, body))
    assert found == [step if step == "-" else URL + step for step in expected]


def test_a_link_keeps_headers_and_credential_and_only_changes_the_query():
    request = replace(
        custom_request(f"{URL}?page=1"), headers=(Header("X-Shop", "1"),), credential="shop key"
    )
    # The key in the address of the response came from the credential.
    url = f"{URL}?page=1&key=secret"
    pages = pages_of(request, response({"next": f"{URL}?page=2&key=secret"}, url))
    assert pages is not None
    assert pages.next is not None
    assert shown_address(pages.next) == f"{URL}?page=2"
    assert (pages.next.headers, pages.next.credential) == (request.headers, "shop key")


def test_a_link_to_another_host_takes_no_credential_along():
    request = replace(custom_request(URL), credential="shop key")
    pages = pages_of(request, response({"next": "https://other.example/lamps?page=2"}))
    assert pages is not None
    assert pages.next is not None
    assert shown_address(pages.next) == "https://other.example/lamps?page=2"
    assert pages.next.credential is None


@pytest.mark.parametrize("link", ["ftp://shop.example/2", "javascript:alert(1)", "http://[bad/"])
def test_a_link_that_is_no_address_of_http_leads_nowhere(link):
    pages = typed(URL, [1], f'<{link}>; rel="next"')
    assert pages is None or pages.next is None


def test_only_a_successful_get_has_pages():
    body = {"next": f"{URL}?page=2"}
    posted = replace(custom_request(URL), method="POST")
    assert pages_of(posted, response(body)) is None
    assert pages_of(custom_request(URL), response(body, status=404)) is None


def test_a_large_body_is_left_to_its_headers():
    body = b'{"next": "/lamps?page=2", "items": ["' + b"x" * MOST_BYTES + b'"]}'
    assert typed(URL, body) is None
    assert addresses(typed(URL, body, f'<{URL}?page=2>; rel="next"'))[2] == f"{URL}?page=2"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["next", "data", "links", "nextCursor", "page", "total", "hasMore"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON, st.text(max_size=60), st.sampled_from(["", "?page=2", "?skip=a&take=1", "?cursor=x"]))
def test_any_body_and_header_are_read_without_an_error(body, link, query):
    pages = typed(URL + query, body, link)
    assert pages is None or pages.source


def stripe(*ids: str, has_more: bool) -> dict[str, object]:
    """Return a page of a list as Stripe documents it."""
    data = [{"id": one, "object": "customer"} for one in ids]
    return {"object": "list", "url": "/v1/customers", "has_more": has_more, "data": data}


@pytest.mark.parametrize(
    ("query", "has_more", "steps"),
    [
        ("", True, ["-", "-", "?starting_after=b"]),
        ("?limit=2", True, ["-", "-", "?limit=2&starting_after=b"]),
        ("?limit=2&starting_after=z", True,
         ["?limit=2", "?limit=2&ending_before=a", "?limit=2&starting_after=b"]),
        ("?starting_after=z", False, ["", "?ending_before=a", "-"]),
        # Backwards, it tells whether there are more before, and those behind are known.
        ("?ending_before=z", True, ["", "?ending_before=a", "?starting_after=b"]),
        ("?ending_before=z", False, ["", "-", "?starting_after=b"]),
    ],
)  # fmt: skip
def test_the_id_of_the_last_entry_leads_to_the_next_page(query, has_more, steps):
    found = addresses(typed(URL + query, stripe("a", "b", has_more=has_more)))
    assert found == [step if step == "-" else URL + step for step in steps]


@pytest.mark.parametrize(
    "body",
    [
        stripe("a", has_more=False),
        stripe(has_more=True),
        # Only of a list that says that it is one.
        {"has_more": True, "data": [{"id": "a"}]},
        {"object": "list", "has_more": True, "data": ["a", None]},
        {"object": "list", "has_more": True, "data": [{"id": None}]},
    ],
)
def test_entries_without_ids_and_the_only_page_lead_nowhere(body):
    assert typed(URL, body) is None


def test_the_entries_of_a_hal_document_are_counted():
    body = {"_embedded": {"orders": [1, 2]}, "_links": {"next": {"href": "/lamps?page=2"}}}
    pages = typed(URL, body)
    assert pages is not None
    assert pages.entries == 2


ODD = {"batch": [{"key": 7}, {"key": "a b"}], "other": [1], "more": {"at": "/lamps?from=9"}}


@pytest.mark.parametrize(
    ("pointed", "following"),
    [
        (PointedPages("more.at"), "?from=9"),
        (PointedPages("batch[-1].key", "from"), "?from=a%20b"),
        (PointedPages("batch[0].key", "from"), "?from=7"),
        # What is not there, or is no address, says that no page follows.
        (PointedPages("more.elsewhere"), "-"),
        (PointedPages("batch[9].key", "from"), "-"),
        (PointedPages("batch[0].key"), "-"),
        (PointedPages("batch", "from"), "-"),
        (PointedPages("?", "from"), "-"),
    ],
)
def test_a_person_points_at_what_leads_to_the_next_page(pointed, following):
    pages = pages_of(custom_request(URL), response(ODD), pointed)
    assert addresses(pages)[2] == (following if following == "-" else URL + following)
    assert pages is not None
    assert pages.is_pointed


def test_a_person_points_at_the_list():
    pointed = PointedPages(entries="batch")
    read = read_page(custom_request(URL), response(ODD), pointed)
    assert read.pages is not None
    assert (read.pages.entries, read.pages.is_pointed) == (2, True)
    assert read.entries is not None
    assert read.entries.entries == (b'{"key":7}', b'{"key":"a b"}')
    # Of several lists, none is taken by itself.
    assert read_page(custom_request(URL), response(ODD)).entries is None


def test_what_was_sent_already_is_no_next_page():
    request = custom_request(f"{URL}?from=a+b")
    pages = pages_of(request, response(ODD), PointedPages("batch[-1].key", "from"))
    assert addresses(pages) == [URL, "-", "-"]


@given(st.text(max_size=12), st.binary(max_size=40))
def test_any_path_and_any_body_can_be_pointed_at(path, body):
    for pointed in (PointedPages(path), PointedPages(path, "a"), PointedPages("a", "b", path)):
        read = read_page(custom_request(URL), response(body), pointed)
        assert read.pages is None or read.pages.is_pointed
