"""Where a site token comes from, and how it gets into the request."""

import gettext
from io import BytesIO

import pytest
from msgspec.structs import replace

from aiurdesk.core import translation
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.fixes import TokenSource, token_source, with_token
from aiurdesk.resources import read_bytes
from aiurdesk.services.library import Library, load_service

LIBRARY = Library()
PROBE = LIBRARY.endpoints_of("probe")


def endpoint(name) -> Endpoint:
    hit = LIBRARY.catalogue.endpoint(name)
    assert hit is not None
    return hit


def source_of(name, values=()) -> TokenSource:
    source = token_source(Request(endpoint(name), values=values, credential="Mine"), PROBE)
    assert source is not None
    return source


@pytest.mark.parametrize(
    ("name", "parameter", "permission"),
    [
        ("probe.download.open", "token", "Download"),
        ("probe.download.video", "token", "Download"),
        ("probe.files.uploadfile", "Token", "Upload"),
    ],
)
def test_the_issuer_is_asked_with_the_values_of_the_request(name, parameter, permission):
    source = source_of(name, (("sitename", "my-site"), ("FolderNames", "a/b")))
    assert source.parameter == parameter
    assert source.member == "value"
    assert source.request.endpoint.id == "probe.token.gettoken"
    assert source.request.values == (("SiteName", "my-site"), ("Permissions", permission))
    assert source.request.credential == "Mine"


def test_an_endpoint_that_takes_no_such_token_has_no_source():
    assert token_source(Request(endpoint("probe.files.deletefile")), PROBE) is None
    assert token_source(Request(endpoint("probe.home.index")), PROBE) is None


def test_without_one_clear_issuer_there_is_no_source():
    request = Request(endpoint("probe.download.open"))
    issuer = endpoint("probe.token.gettoken")
    assert token_source(request, ()) is None
    assert token_source(request, (issuer, replace(issuer, id="probe.token.other"))) is None
    assert token_source(request, (replace(issuer, response_fields=()),)) is None


def test_the_token_of_the_response_replaces_the_one_before():
    values = (("token", "old"), ("SiteName", "my-site"))
    source = source_of("probe.download.open", values)
    request = Request(endpoint("probe.download.open"), values=values)
    filled = with_token(request, source, b'{"value": "new", "code": 0, "message": ""}')
    assert filled is not None
    assert filled.values == (("SiteName", "my-site"), ("token", "new"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b'{"code": -8}', b'{"value": ""}', b'{"value": 7}', b"\xff"]
)
def test_a_response_without_a_token_fills_nothing(body):
    source = source_of("probe.download.open")
    assert with_token(Request(endpoint("probe.download.open")), source, body) is None


@pytest.mark.parametrize("language", ["de", "zh_CN"])
def test_the_choice_is_found_in_every_language(language):
    catalogue = read_bytes(f"languages/{language}.mo")
    translation.use(gettext.GNUTranslations(BytesIO(catalogue)), language)
    try:
        probe = load_service("probe").descriptions[0].endpoints
    finally:
        translation.use(None)
    (upload,) = (one for one in probe if one.id == "probe.files.uploadfile")
    assert upload.description != endpoint(upload.id).description
    source = token_source(Request(upload), probe)
    assert source is not None
    assert source.request.values == (("Permissions", "Upload"),)
