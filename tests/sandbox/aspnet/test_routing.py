"""Paths and their routes."""

import pytest

from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route, Router


async def nothing(request: Request) -> Response:
    return Response()


def route(path: str, *other_paths: str) -> Route:
    return Route(path, nothing, other_paths=other_paths)


ROUTER = Router(
    (
        route("Home/Index"),
        route("Channel/ViewMyChannels"),
        route(
            "Download/Open/{SiteName}/{**FolderNames}", "Download/File/{SiteName}/{**FolderNames}"
        ),
        route("Third-party/sign-in/{providerName}"),
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
        ("/Wrap/a%20b", "/Wrap/{RecordName}/{**Path}", {"RecordName": "a b"}),
        ("/Wrap/x/a/b", "/Wrap/{RecordName}/{**Path}", {"RecordName": "x", "Path": "a/b"}),
        (
            "/download/file/site/a%2Fb/%E4%BD%A0",
            "Download/Open/{SiteName}/{**FolderNames}",
            {"SiteName": "site", "FolderNames": "a%2Fb/你"},
        ),
    ],
)
def test_a_path_matches_its_route(path, template, route_values):
    (match,) = ROUTER.matches(path)
    assert match.route.path == template
    assert dict(match.route_values) == route_values


@pytest.mark.parametrize(
    "path", ["/nothing", "/Home/Nothing", "/Home/Index/7/8", "/Third-party/sign-in", "/Channel"]
)
def test_other_paths_match_no_route(path):
    assert ROUTER.matches(path) == []


def test_one_path_can_have_a_route_for_each_method():
    router = Router(
        (Route("a/b", nothing, methods=("GET",)), Route("A/B", nothing, methods=("POST",)))
    )
    assert [match.route.methods for match in router.matches("/a/b")] == [("GET",), ("POST",)]


def test_a_route_lists_all_its_paths():
    assert route("a/b", "c/d").paths == ("a/b", "c/d")
