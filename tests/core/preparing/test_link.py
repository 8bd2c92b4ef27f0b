"""Links fill a form in. What a stranger wrote in one cannot take secrets or files of a person."""

import string
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.preparing.link import (
    Link,
    is_link,
    path_of_uri,
    read_link,
    request_of,
    typed_path,
)
from aiurdesk.core.problem import Problem
from tests.promised import promised

ENDPOINT = Endpoint(
    id="a.b.c",
    service_id="a",
    group="B",
    name="C",
    method="POST",
    path="/b/c",
    parameters=(
        Parameter("Name", ParameterKind.TEXT, Location.FORM),
        Parameter("Tags", ParameterKind.LIST, Location.QUERY),
        Parameter("Password", ParameterKind.SECRET, Location.FORM),
        Parameter("Upload", ParameterKind.FILE, Location.MULTIPART),
        Parameter("Whole", ParameterKind.FILE, Location.JSON),
    ),
)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("aiurdesk:open", Link()),
        ("AIURDESK://open/", Link()),
        (
            "aiurdesk:open?endpoint=a.b.c&Name=x+y&Name=%C3%A9",
            Link(endpoint="a.b.c", values=(("Name", "x y"), ("Name", "é"))),
        ),
        ("aiurdesk:open?endpoint=a.b.c&url=u", Link(endpoint="a.b.c", values=(("url", "u"),))),
        (
            "aiurdesk:open?url=https%3A%2F%2Fa.test%2F%3Fb%3Dc%26d%3De",
            Link(url="https://a.test/?b=c&d=e"),
        ),
        ("aiurdesk:open?file=/a/B.request.toml", Link(file="/a/B.request.toml")),
        ("aiurdesk:open?file=C%3A%5Ca%5Ccollection.toml", Link(file="C:\\a\\collection.toml")),
    ],
)
def test_a_link_names_what_it_opens(text, link):
    assert is_link(text)
    assert read_link(text) == link


REFUSED = [
    ("aiurdesk:send?endpoint=a.b.c", "does not say what to open"),
    ("aiurdesk:", "does not say what to open"),
    ("aiurdesk:open?Name=x&endpoint=a.b.c", "Only an endpoint takes values"),
    ("aiurdesk:open?send=1", "does not say what to open"),
    ("aiurdesk:open?url=https://a.test/?b=c&d=e", "%26"),
    ("aiurdesk:open?url=file:///etc/passwd", "does not begin with http"),
    ("aiurdesk:open?url=javascript:alert(1)", "does not begin with http"),
    ("aiurdesk:open?file=A.request.toml", "by its path"),
    ("aiurdesk:open?file=/", "by its path"),
    ("aiurdesk:open?file=/etc/passwd", "by its path"),
    ("aiurdesk:open?file=/a/mycollection.toml", "by its path"),
    ("aiurdesk:open?file=//server/A.request.toml", "by its path"),
    ("aiurdesk:open?file=/%5Cserver/A.request.toml", "by its path"),
    ("aiurdesk:open?file=%5C%5Cserver%5CA.request.toml", "by its path"),
    ("aiurdesk:open?url=https://a.test/%7B%7Bsecret:Work%7D%7D", "uses variables"),
    ("aiurdesk:open?endpoint=a.b.c&Name={{token}}", "uses variables"),
    ("aiurdesk:open?endpoint=a.b.c&{{token}}=x", "uses variables"),
    ("aiurdesk:open?endpoint=a.b.c&Name=a%00b", "control characters"),
    ("aiurdesk:open?url=https://a.test/%E2%80%AEgpj", "control characters"),
    ("aiurdesk:open?endpoint=%FF", "UTF-8"),
    ("aiurdesk:open?endpoint", "cannot be read"),
    ("aiurdesk:open?endpoint=a.b.c" + "&n=x" * 101, "at most 100 values"),
    ("aiurdesk:open?url=https://a.test/" + "x" * 9000, "longer than"),
]


def test_other_links_are_refused_with_the_reason():
    assert [text for text, reason in REFUSED if reason not in refusal(text)] == []


def refusal(text):
    problem = read_link(text)
    assert isinstance(problem, Problem)
    return problem.sentence


def test_secrets_files_and_unknown_names_are_left_out():
    link = read_link(
        "aiurdesk:open?endpoint=a.b.c&name=x&Tags=1&tags=2&Password=p"
        "&Upload=@/etc/passwd&Whole=/etc/passwd&other=1&other=2&Name=last"
    )
    request, left_out = request_of(promised(link), ENDPOINT)
    assert request.values == (("Name", "last"), ("Tags", ("1", "2")))
    assert left_out == ("Password", "Upload", "Whole", "other")


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
                lambda name: "{{" not in name
            ),
            st.text(string.printable[:95], max_size=20).filter(lambda text: "{{" not in text),
        ),
        max_size=20,
    )
)
def test_every_text_comes_out_of_a_link_as_it_was_put_in(pairs):
    query = urlencode([("endpoint", "a.b.c"), *pairs], quote_via=quote)
    assert promised(read_link(f"aiurdesk:open?{query}")).values == tuple(pairs)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    link = read_link(f"aiurdesk:open?{text}")
    assert isinstance(link, Problem) or "{{" not in repr(link)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/A%20b.request.toml", "/home/me/A b.request.toml"),
        ("file://localhost/home/me", "/home/me"),
        ("file:/home/me", "/home/me"),
    ],
)
def test_a_file_manager_names_a_file_by_its_address(uri, path):
    assert path_of_uri(uri) == path


@pytest.mark.parametrize(
    "uri", ["file://server/share", "file:////server/share", "file:a", "file:///a%00", "file://[/a"]
)
def test_a_file_elsewhere_is_refused(uri):
    problem = path_of_uri(uri)
    assert isinstance(problem, Problem)
    assert "this computer" in problem.sentence


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (" /home/ann/shop.json ", "/home/ann/shop.json"),
        ('"C:\\shop\\a.json"', "C:\\shop\\a.json"),
        ("~/shop", "~/shop"),
        ("file:///home/ann/a%20b.json", "/home/ann/a b.json"),
        ("//example.com/items", ""),
        ("localhost:8000/items", ""),
        ("example.com", ""),
        ("~", ""),
    ],
)
def test_a_path_is_told_from_an_address(text, path):
    assert typed_path(text) == path


def test_a_path_on_another_computer_is_refused():
    problem = typed_path("file://server/share/a.json")
    assert isinstance(problem, Problem)
