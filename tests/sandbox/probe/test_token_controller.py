"""Issuing site tokens."""

import pytest


def test_a_token_expires_after_its_lifespan(probe, clock):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed", LifespanSeconds="10")
    assert probe.upload("closed", token=token)["code"] == 0
    clock.advance(seconds=11)
    assert probe.upload("closed", token=token)["code"] == -8


def test_a_token_without_a_lifespan_works_for_an_hour(probe, clock):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    clock.advance(minutes=59)
    assert probe.upload("closed", token=token)["code"] == 0
    clock.advance(minutes=2)
    assert probe.upload("closed", token=token)["code"] == -8


@pytest.mark.read_only
@pytest.mark.parametrize("lifespan", ["9", "31536001", "abc"])
def test_a_lifespan_out_of_range_is_invalid(probe, lifespan):
    form = {"SiteName": "sandbox", "Permissions": "Upload", "LifespanSeconds": lifespan}
    assert probe.post("Token/GetToken", **form)["code"] == -10


def test_a_token_requires_an_own_site_and_its_exact_name(probe, other_token):
    probe.make_site()
    form = {"Permissions": "Upload"}
    assert probe.post("Token/GetToken", SiteName="my-site", **form)["code"] == 0
    assert probe.post("Token/GetToken", SiteName="MY-site", **form)["code"] == -4
    assert probe.post("Token/GetToken", SiteName="no-such-site", **form)["code"] == -4
    other = probe.post("Token/GetToken", SiteName="my-site", AccessToken=other_token, **form)
    assert other["code"] == -8
    assert len(probe.post("Token/GetToken", AccessToken="")["items"]) == 3
