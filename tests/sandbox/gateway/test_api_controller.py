"""An app's grants, and the language."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON


def test_those_who_granted_the_app_are_paged_the_newest_first(gateway):
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


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ({"PageNumber": "0"}, ["The field PageNumber must be between 1 and 2147483647."]),
        ({"PageSize": "101"}, ["The field PageSize must be between 1 and 100."]),
        ({"PageSize": "x"}, ["The value 'x' is not valid for PageSize."]),
    ],
)
def test_a_page_out_of_range_is_a_mistake(gateway, query, items):
    assert gateway.get("API/AllUserGranted", **query)["items"] == items


def test_grants_are_for_the_owner_of_the_token(gateway):
    assert gateway.get("API/AllUserGranted", AccessToken="x")["code"] == -8
    assert gateway.post("API/DropGrants", AccessToken="x")["code"] == -8


def test_dropping_all_grants_works_again_and_again(gateway):
    for _ in range(2):
        assert gateway.post("API/DropGrants")["code"] == 0
    assert gateway.get("API/AllUserGranted")["items"] == []
    assert gateway.get("User/ViewPhoneNumber")["code"] == -8


def test_the_language_is_kept_in_a_cookie(browser, gateway):
    page = browser.open("/Api/SetLang", Host="https://lab.example", Path="/a b")
    response = browser.submit(page, Culture="zh-CN")
    assert response.status_code == 302
    location = "https://lab.example/Api/SetSonLang?Culture=zh-CN&ReturnUrl=%2Fa%20b"
    assert response.headers["location"] == location
    assert response.headers["set-cookie"].startswith(".AspNetCore.Culture=c%3Dzh-CN%7Cuic%3Dzh-CN;")


def test_what_is_no_language_is_minus_ten_and_nothing_at_all_the_form_again(gateway):
    place = {"Host": "https://lab.example", "Path": "/"}
    response = gateway.post("Api/SetLang", Culture="not a language!", **place)
    assert (list(response), response["code"]) == (["code", "message"], -10)
    page = gateway.send("POST", "Api/SetLang")
    assert (page.status_code, 'role="alert"' in page.text) == (200, True)


def test_a_signed_in_user_speaks_the_language_from_then_on(browser, gateway):
    browser.sign_in(READY_APP.id, "https://localhost/", READY_PERSON.email, READY_PERSON.password)
    page = browser.open("/Api/SetLang", Host="https://lab.example", Path="/")
    browser.submit(page, Culture="zh-CN")
    assert gateway.get("")["user"]["preferedLanguage"] == "zh-CN"
