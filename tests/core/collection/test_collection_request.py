from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest, Inherited, request_name
from aiurdesk.core.preparing.custom_url import with_own_body
from aiurdesk.core.request.request import Header, NoBody, Request
from aiurdesk.core.request.typed import Typed

REQUEST = Request(Typed("https://localhost/a"), headers=(Header("A", "1"),))
REQUEST_FILE = CollectionRequest("A", "/x/A.request.toml")


def test_the_name_comes_from_the_file():
    assert request_name("/x/Create channel.request.toml") == "Create channel"
    assert request_name("C:\\x\\a%2Fb.request.toml") == "a/b"
    assert REQUEST_FILE.moved_to("/x/B.request.toml").name == "B"


def test_what_the_file_does_not_hold_is_to_be_saved():
    copy = replace(REQUEST_FILE, opened=REQUEST)
    assert not copy.differs(REQUEST)
    assert copy.differs(Request(REQUEST.endpoint))
    assert REQUEST_FILE.differs(REQUEST)


def test_the_form_of_the_window_is_not_an_edit_of_values():
    read = Request(Typed("https://localhost/a", "POST"), values=(("a", "1"),))
    copy = replace(REQUEST_FILE, opened=read)
    assert not copy.differs(with_own_body(read))
    assert copy.differs(replace(with_own_body(read), body=NoBody()))


def test_folders_add_headers_and_a_credential():
    copy = replace(REQUEST_FILE, inherited=Inherited("Work", (Header("a", "2"), Header("B", "3"))))
    sent = copy.with_inherited(REQUEST)
    assert sent.headers == (Header("B", "3"), Header("A", "1"))
    assert sent.credential == "Work"
    own = Request(REQUEST.endpoint, credential="")
    assert copy.with_inherited(own).credential == ""


def test_a_request_without_a_dialect_has_the_one_of_its_folder():
    copy = replace(REQUEST_FILE, inherited=Inherited(dialect="slack"))
    assert copy.with_inherited(REQUEST).dialect == "slack"
    assert copy.with_inherited(replace(REQUEST, dialect="http")).dialect == "http"
