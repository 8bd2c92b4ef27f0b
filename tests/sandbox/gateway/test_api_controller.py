"""The grants of an app, and the language."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON


@pytest.mark.read_only
def test_the_users_of_an_app_are_listed_in_pages_newest_grant_first(gateway):
    first = gateway.get("API/AllUserGranted")
    assert list(first) == [
        "totalCount",
        "currentPage",
        "currentPageSize",
        "items",
        "code",
        "message",
    ]
    assert (first["totalCount"], first["currentPage"], len(first["items"])) == (11, 1, 10)
    (last,) = gateway.get("API/AllUserGranted", PageNumber="2")["items"]
    assert list(last) == ["userInfo", "appId", "grantTime", "gatewayUserId"]
    assert (last["appId"], last["gatewayUserId"]) == (READY_APP.id, READY_PERSON.id)
    assert last["userInfo"]["email"] == ""


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("query", "items"),
    [
        ({"PageNumber": "0"}, ["The field PageNumber must be between 1 and 2147483647."]),
        ({"PageSize": "101"}, ["The field PageSize must be between 1 and 100."]),
        ({"PageSize": "x"}, ["The value 'x' is not valid for PageSize."]),
    ],
)
def test_a_page_out_of_range_is_invalid(gateway, query, items):
    assert gateway.get("API/AllUserGranted", **query)["items"] == items


@pytest.mark.read_only
def test_grants_require_a_valid_token(gateway):
    assert gateway.get("API/AllUserGranted", AccessToken="x")["code"] == -8
    assert gateway.post("API/DropGrants", AccessToken="x")["code"] == -8


def test_all_grants_can_be_dropped_repeatedly(gateway):
    for _ in range(2):
        assert gateway.post("API/DropGrants")["code"] == 0
    assert gateway.get("API/AllUserGranted")["items"] == []
    assert gateway.get("User/ViewPhoneNumber")["code"] == -8


@pytest.mark.read_only
def test_the_language_is_stored_in_a_cookie(browser, gateway):
    page = browser.open("/Api/SetLang", Host="https://lab.example", Path="/a b")
    response = browser.submit(page, Culture="zh-CN")
    assert response.status_code == 302
    location = "https://lab.example/Api/SetSonLang?Culture=zh-CN&ReturnUrl=%2Fa%20b"
    assert response.headers["location"] == location
    assert response.headers["set-cookie"].startswith(".AspNetCore.Culture=c%3Dzh-CN%7Cuic%3Dzh-CN;")


@pytest.mark.read_only
def test_an_invalid_language_gets_minus_ten_and_a_missing_one_the_form_again(gateway):
    place = {"Host": "https://lab.example", "Path": "/"}
    response = gateway.post("Api/SetLang", Culture="not a language!", **place)
    assert (list(response), response["code"]) == (["code", "message"], -10)
    page = gateway.send("POST", "Api/SetLang")
    assert (page.status_code, 'role="alert"' in page.text) == (200, True)


def test_the_language_is_stored_for_a_signed_in_user(browser, gateway):
    browser.sign_in(READY_APP.id, "https://localhost/", READY_PERSON.email, READY_PERSON.password)
    page = browser.open("/Api/SetLang", Host="https://lab.example", Path="/")
    browser.submit(page, Culture="zh-CN")
    assert gateway.get("")["user"]["preferedLanguage"] == "zh-CN"
