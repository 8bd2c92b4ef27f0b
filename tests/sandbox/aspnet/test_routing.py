"""Paths and their routes."""

import pytest

from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route, Router
from tests.sandbox.aspnet.endpoints import an_endpoint


async def nothing(request: Request) -> Response:
    return Response()


def route(path: str, *methods: str) -> Route:
    return Route(an_endpoint(path, accepted_methods=methods), nothing)


ROUTER = Router(
    (
        route("/"),
        route("/Channel/ViewMyChannels"),
        route("/Download/Open/{SiteName}/{**FolderNames}"),
        route("/Third-party/sign-in/{providerName}"),
        route("/Wrap/{RecordName}/{**Path}"),
    )
)


@pytest.mark.parametrize(
    ("path", "template", "route_values"),
    [
        ("/", "Home/Index", {}),
        ("/home", "Home/Index", {}),
        ("/HOME/index/", "Home/Index", {}),
        ("/Home/Index/7", "Home/Index", {"id": "7"}),
        ("/channel/viewmychannels", "Channel/ViewMyChannels", {}),
        (
            "/Third-party/sign-in/github",
            "Third-party/sign-in/{providerName}",
            {"providerName": "github"},
        ),
        ("/Wrap/a%20b", "Wrap/{RecordName}/{**Path}", {"RecordName": "a b"}),
        ("/Wrap/x/a/b", "Wrap/{RecordName}/{**Path}", {"RecordName": "x", "Path": "a/b"}),
        (
            "/download/open/site/a%2Fb/%E4%BD%A0",
            "Download/Open/{SiteName}/{**FolderNames}",
            {"SiteName": "site", "FolderNames": "a%2Fb/你"},
        ),
    ],
)
def test_a_path_matches_its_route(path, template, route_values):
    [(matched, values)] = ROUTER.matches(path)
    assert matched.path == template
    assert dict(values) == route_values


@pytest.mark.parametrize(
    "path", ["/nothing", "/Home/Nothing", "/Home/Index/7/8", "/Third-party/sign-in", "/Channel"]
)
def test_other_paths_match_no_route(path):
    assert ROUTER.matches(path) == []


def test_one_path_can_have_a_route_for_each_method():
    router = Router((route("/a/b", "GET"), route("/A/B", "POST")))
    assert [one.endpoint.accepted_methods for one, _ in router.matches("/a/b")] == [
        ("GET",),
        ("POST",),
    ]
