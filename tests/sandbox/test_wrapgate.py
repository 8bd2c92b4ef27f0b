"""Creating, listing, changing, deleting and following short links."""

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


@pytest.fixture
def send(client, server, access_token):
    """Return a function that posts to ``Records``, by default with the token of the ready app."""

    def call(action: str, token: str = access_token, **form: str):
        address = f"{server.base_urls['wrapgate']}/Records/{action}"
        return client.post(address, data={"AccessToken": token, **form}).json()

    return call


@pytest.fixture
def create(send):
    def call(name: str = "welcome", **form: str):
        values = {"Type": "Redirect", "TargetUrl": "https://e.example", "Enabled": "true"}
        return send("CreateNewRecord", **{**values, "NewRecordName": name, **form})

    return call


def test_a_record_is_created_and_listed(create, send):
    assert create(Type="3", Enabled="false")["code"] == 0
    response = send("ViewMyRecords")
    assert list(response) == ["appId", "records", "code", "message"]
    assert response["appId"] == READY_APP.id
    (record,) = response["records"]
    assert record | {"creationTime": ""} == {
        "id": 1,
        "appId": READY_APP.id,
        "recordUniqueName": "welcome",
        "targetUrl": "https://e.example",
        "type": 3,
        "creationTime": "",
        "enabled": False,
    }


def test_a_name_in_use_is_rejected_for_every_app(create, other_token):
    create()
    assert create()["code"] == -7
    assert create(token=other_token)["code"] == -7


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("form", "items"),
    [
        ({"name": "abc"}, 1),
        ({"name": "has space"}, 1),
        ({"TargetUrl": "x"}, 2),
        ({"Type": "Nonsense"}, 1),
        ({"Enabled": "yes"}, 1),
        ({"name": "", "TargetUrl": ""}, 2),
    ],
)
def test_each_validation_error_is_listed(create, form, items):
    response = create(**form)
    assert response["code"] == -10
    assert len(response["items"]) == items


def test_a_record_can_be_changed(create, send):
    create()
    create("another")
    changed = {"OldRecordName": "welcome", "NewType": "1", "NewUrl": "https://new.example"}
    assert send("UpdateRecordInfo", NewRecordName="another", **changed)["code"] == -7
    assert send("UpdateRecordInfo", NewRecordName="farewell", **changed)["code"] == 0
    names = [record["recordUniqueName"] for record in send("ViewMyRecords")["records"]]
    assert names == ["farewell", "another"]
    assert send("UpdateRecordInfo", NewRecordName="farewell", **changed)["code"] == -4


def test_only_the_owner_can_delete(create, send, other_token):
    create()
    assert send("DeleteRecord", RecordName="welcome", token=other_token)["code"] == -8
    assert send("DeleteRecord", RecordName="welcome")["code"] == 0
    assert send("DeleteRecord", RecordName="welcome")["code"] == -4


def test_deleting_the_app_succeeds_with_code_minus_six(create, send):
    create()
    assert send("DeleteApp", AppId=OTHER_APP.id)["code"] == -8
    assert send("DeleteApp", AppId=READY_APP.id)["code"] == -6
    assert send("ViewMyRecords")["records"] == []


@pytest.mark.read_only
def test_an_invalid_token_gets_minus_eight_and_a_missing_one_minus_ten(send):
    assert send("ViewMyRecords", token="not-a-token")["code"] == -8
    assert send("ViewMyRecords", token="")["code"] == -10


@pytest.fixture
def wrap(client, server, access_token):
    """Return a function that creates a short link and follows it."""
    base = server.base_urls["wrapgate"]

    def follow(type_: str, target: str, rest: str = "", enabled: str = "true", **request):
        form = {"NewRecordName": "welcome", "Type": type_, "TargetUrl": target, "Enabled": enabled}
        data = {"AccessToken": access_token, **form}
        created = client.post(f"{base}/Records/CreateNewRecord", data=data).json()
        assert created["code"] == 0
        return client.request(request.pop("method", "GET"), f"{base}/Wrap/welcome{rest}", **request)

    return follow


@pytest.mark.parametrize(("type_", "status"), [("Redirect", 302), ("PermanentRedirect", 301)])
def test_a_redirect_keeps_path_and_query(wrap, type_, status):
    response = wrap(type_, "https://e.example/base/", "/some/path%20x/?a=b%20c&d=%E4%BD%A0")
    assert response.status_code == status
    location = "https://e.example/base/some/path x/?a=b%20c&d=%E4%BD%A0"
    assert response.headers["location"] == location


def test_a_target_with_other_characters_than_ascii_is_escaped(wrap):
    response = wrap("Redirect", "https://例.example", "/你")
    assert response.headers["location"] == "https://%E4%BE%8B.example/%E4%BD%A0"


def test_a_frame_has_the_escaped_target(wrap):
    response = wrap("IFrame", "https://e.example/?a=1&b=2")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert 'src="https://e.example/?a=1&amp;b=2/"' in response.text


def test_a_link_that_forwards_fails_as_if_its_target_was_down(wrap):
    response = wrap("ReverseProxy", "http://127.0.0.1:9/")
    assert (response.status_code, response.json()["code"]) == (500, -5)


def test_a_disabled_unknown_or_missing_name_is_not_found(wrap, client, server):
    assert wrap("Redirect", "https://e.example", enabled="false").status_code == 404
    base = server.base_urls["wrapgate"]
    assert client.get(f"{base}/Wrap/no-such-record").status_code == 404
    assert client.get(f"{base}/Wrap").status_code == 404


@pytest.mark.read_only
def test_capitals_in_a_name_are_invalid(client, server):
    response = client.get(f"{server.base_urls['wrapgate']}/wrap/WELCOME").json()
    assert (response["code"], len(response["items"])) == (-10, 1)
