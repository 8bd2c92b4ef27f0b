"""Site tokens and the ownership of sites."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.probe.access import Access, SiteTokens
from aiurdesk.sandbox.probe.storage import Site, Storage
from aiurdesk.sandbox.state import fresh_state

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


def test_only_the_owner_can_access_a_site():
    state = fresh_state(lambda: NOW)
    storage = Storage()
    storage.sites.append(Site(READY_APP.id, "my-site", True, True, NOW, storage.new_root()))
    access = Access(state, storage, SiteTokens(state.clock))
    own, other = (state.tokens.issue(app.id).text for app in (READY_APP, OTHER_APP))
    assert access.own_site(own, "MY-site").name == "my-site"
    assert access.own_folder(own, "my-site", []).name == "blob"
    for token, name, code in ((own, "no-such", -4), (other, "my-site", -8), ("x", "my-site", -8)):
        with pytest.raises(ApiError) as refused:
            access.own_site(token, name)
        assert refused.value.code == code
    with pytest.raises(ApiError) as missing:
        access.own_folder(own, "my-site", ["none"])
    assert missing.value.code == -4
