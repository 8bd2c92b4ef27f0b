"""Creating, listing, changing and deleting short links over TLS."""

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


@pytest.fixture
def send(client, server, access_token):
    """Return a function that calls Records as the ready app, or as ``token`` says."""

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


def test_a_taken_name_is_refused_to_every_app(create, other_token):
    create()
    assert create()["code"] == -7
    assert create(token=other_token)["code"] == -7


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
def test_each_mistake_is_listed(create, form, items):
    response = create(**form)
    assert response["code"] == -10
    assert len(response["items"]) == items


def test_everything_about_a_record_can_change(create, send):
    create()
    create("another")
    changed = {"OldRecordName": "welcome", "NewType": "1", "NewUrl": "https://new.example"}
    assert send("UpdateRecordInfo", NewRecordName="another", **changed)["code"] == -7
    assert send("UpdateRecordInfo", NewRecordName="farewell", **changed)["code"] == 0
    names = [record["recordUniqueName"] for record in send("ViewMyRecords")["records"]]
    assert names == ["farewell", "another"]
    assert send("UpdateRecordInfo", NewRecordName="farewell", **changed)["code"] == -4


def test_an_old_name_with_capitals_is_a_mistake(send):
    changed = {"NewRecordName": "farewell", "NewUrl": "https://new.example"}
    assert send("UpdateRecordInfo", OldRecordName="Welcome", **changed)["code"] == -10


def test_only_the_owner_changes_and_deletes(create, send, other_token):
    create()
    assert send("DeleteRecord", RecordName="welcome", token=other_token)["code"] == -8
    assert send("DeleteRecord", RecordName="welcome")["code"] == 0
    assert send("DeleteRecord", RecordName="welcome")["code"] == -4


def test_deleting_the_app_worked_although_the_code_is_minus_six(create, send):
    create()
    assert send("DeleteApp", AppId=OTHER_APP.id)["code"] == -8
    assert send("DeleteApp", AppId=READY_APP.id)["code"] == -6
    assert send("ViewMyRecords")["records"] == []


def test_a_bad_token_is_minus_eight_and_none_is_minus_ten(send):
    assert send("ViewMyRecords", token="not-a-token")["code"] == -8
    assert send("ViewMyRecords", token="")["code"] == -10
