"""Issuing access tokens."""

import base64
import json
from datetime import datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from aiurdesk.sandbox.server import SandboxServer

pytestmark = pytest.mark.read_only


def request_token(
    client: httpx.Client, server: SandboxServer, **parameters: str
) -> dict[str, object]:
    response = client.get(f"{server.base_urls['archon']}/API/AccessToken", params=parameters)
    assert response.status_code == 200
    return dict(response.json())


def test_the_right_id_and_secret_get_a_token_for_20_minutes(client, server, clock):
    response = request_token(client, server, appId=READY_APP.id, appSecret=READY_APP.secret)
    assert list(response) == ["accessToken", "deadTime", "code", "message"]
    assert response["code"] == 0
    payload = json.loads(base64.b64decode(str(response["accessToken"]).split(".")[0]))
    assert payload == {"appId": READY_APP.id, "expires": response["deadTime"]}
    expires_at = datetime.fromisoformat(str(response["deadTime"]))
    assert expires_at == clock() + timedelta(minutes=20)


def test_the_published_key_verifies_the_token(client, server, access_token):
    key = client.get(f"{server.base_urls['archon']}/").json()
    numbers = rsa.RSAPublicNumbers(
        int.from_bytes(base64.b64decode(key["exponent"]), "big"),
        int.from_bytes(base64.b64decode(key["modulus"]), "big"),
    )
    payload, signature = (base64.b64decode(part) for part in access_token.split("."))
    numbers.public_key().verify(signature, payload, padding.PKCS1v15(), SHA256())
    assert payload.startswith(b'{"appId":')


def test_a_wrong_secret_gets_the_code_for_a_wrong_key(client, server):
    wrong = request_token(client, server, appId=READY_APP.id, appSecret=OTHER_APP.secret)
    assert wrong["code"] == -1
    assert list(wrong) == ["code", "message"]


def test_validation_errors_contain_the_member_name(client, server):
    response = request_token(client, server, appId="lab")
    assert response["code"] == -10
    assert response["items"] == [
        "The appId has to be a GUID of 32 hexadecimal digits, with or without dashes.",
        "The appSecret field is required.",
    ]
