"""Creating, listing, changing and deleting short links."""

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


@pytest.mark.read_only
def test_an_old_name_with_capitals_is_invalid(send):
    changed = {"NewRecordName": "farewell", "NewUrl": "https://new.example"}
    assert send("UpdateRecordInfo", OldRecordName="Welcome", **changed)["code"] == -10


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
