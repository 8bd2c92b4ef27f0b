"""Site tokens and the ownership of sites."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.probe.access import SiteTokens, existing
from aiurdesk.sandbox.probe.storage import Site

NOW = datetime(2020, 9, 21, tzinfo=UTC)


def test_a_token_allows_its_action_site_and_path():
    tokens = SiteTokens(lambda: NOW)
    token, expires_at = tokens.issue("my-site", "inside", "Upload", timedelta(hours=1))
    assert expires_at == NOW + timedelta(hours=1)
    tokens.require(token, "upload", "my-site", "inside/a")


@pytest.mark.parametrize(
    ("action", "site", "path"),
    [
        ("download", "my-site", "inside"),
        ("upload", "other", "inside"),
        ("upload", "my-site", "out"),
    ],
)
def test_a_token_rejects_another_action_site_or_path(action, site, path):
    tokens = SiteTokens(lambda: NOW)
    token, _ = tokens.issue("my-site", "inside", "Upload", timedelta(hours=1))
    with pytest.raises(ApiError) as refused:
        tokens.require(token, action, site, path)
    assert refused.value.code == -8


@pytest.mark.parametrize("token", ["", "x", "x.y", "é.é", f"{b64encode(b'{}').decode()}.AAAA"])
def test_a_malformed_token_is_rejected(token):
    with pytest.raises(ApiError) as refused:
        SiteTokens(lambda: NOW).require(token, "upload", "my-site", "")
    assert refused.value.code == -8


def test_a_token_expires():
    moments = iter([NOW, NOW + timedelta(seconds=11)])
    tokens = SiteTokens(lambda: next(moments))
    token, _ = tokens.issue("my-site", None, "Upload", timedelta(seconds=10))
    with pytest.raises(ApiError):
        tokens.require(token, "upload", "my-site", "")


def test_a_folder_is_created_only_on_request():
    site = Site(READY_APP.id, "my-site", True, True, NOW)
    with pytest.raises(ApiError) as missing:
        existing(site, ("a", "b"))
    assert missing.value.code == -4
    assert existing(site, ("a", "b"), create=True) == ("a", "b")
    assert existing(site, ("a",)) == ("a",)
