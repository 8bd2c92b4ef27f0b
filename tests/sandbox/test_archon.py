import base64
import json

import httpx
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from aiurdesk.sandbox.server import SandboxServer


def ask(client: httpx.Client, server: SandboxServer, **parameters: str) -> dict[str, object]:
    response = client.get(f"{server.base_urls['archon']}/API/AccessToken", params=parameters)
    assert response.status_code == 200
    return dict(response.json())


def test_the_right_pair_gets_a_token_for_20_minutes(client, server, clock):
    response = ask(client, server, appId=READY_APP.id, appSecret=READY_APP.secret)
    assert list(response) == ["accessToken", "deadTime", "code", "message"]
    assert response["code"] == 0
    payload = json.loads(base64.b64decode(str(response["accessToken"]).split(".")[0]))
    assert payload == {"appId": READY_APP.id, "expires": response["deadTime"]}


def test_the_published_key_verifies_the_token(client, server, access_token):
    key = client.get(f"{server.base_urls['archon']}/").json()
    numbers = rsa.RSAPublicNumbers(
        int.from_bytes(base64.b64decode(key["exponent"]), "big"),
        int.from_bytes(base64.b64decode(key["modulus"]), "big"),
    )
    payload, signature = (base64.b64decode(part) for part in access_token.split("."))
    numbers.public_key().verify(signature, payload, padding.PKCS1v15(), SHA256())
    assert payload.startswith(b'{"appId":')


def test_a_wrong_pair_is_a_wrong_key(client, server):
    wrong = ask(client, server, appId=READY_APP.id, appSecret=OTHER_APP.secret)
    assert wrong["code"] == -1
    assert list(wrong) == ["code", "message"]


def test_missing_and_malformed_values_are_named_by_the_member(client, server):
    response = ask(client, server, appId="lab")
    assert response["code"] == -10
    assert response["items"] == [
        "The AppId has to be a GUID.",
        "The AppSecret field is required.",
    ]
