"""OAuth 1.0a over a real connection; the server verifies with oauthlib."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import RequestValidator, ResourceEndpoint

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import FormBody, JsonBody, Row
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.services.credentials.test_signatures import Sender

KEY, TOKEN = "consumer-key-of-a-test".replace("-", "0"), "token-of-ann-for-a-test".replace("-", "0")
CONSUMER_SECRET, TOKEN_SECRET = "consumer & secret", "token=secret+é"
RSA_KEY = rsa.generate_private_key(65537, 2048)
METHODS = ("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT")


class Validator(RequestValidator):
    """Knows one client and one token, and takes each nonce once."""

    enforce_ssl = False
    dummy_client = dummy_access_token = "d" * 20

    def __init__(self):
        super().__init__()
        self.nonces = set()

    @property
    def allowed_signature_methods(self):
        return (*METHODS, "RSA-SHA1", "RSA-SHA256", "RSA-SHA512")

    @property
    def nonce_length(self):
        return 20, 40

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, *_, **__):
        is_new = nonce not in self.nonces
        self.nonces.add(nonce)
        return is_new

    def validate_client_key(self, client_key, request):
        return client_key == KEY

    def validate_access_token(self, client_key, token, request):
        return token == TOKEN

    def validate_realms(self, *_, **__):
        return True

    def get_client_secret(self, client_key, request):
        return CONSUMER_SECRET

    def get_access_token_secret(self, client_key, token, request):
        return TOKEN_SECRET

    def get_rsa_key(self, client_key, request):
        public = RSA_KEY.public_key()
        return public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()


def oauth1_handler():
    endpoint = ResourceEndpoint(Validator())

    class Handler(QuietHandler):
        seen: list[str] = []

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            address = f"http://{self.headers['Host']}{self.path}"
            headers = {name.title(): value for name, value in self.headers.items()}
            self.seen.append(headers.get("Authorization", ""))
            # What is no form is no part of what is signed.
            is_form = headers.get("Content-Type") == "application/x-www-form-urlencoded"
            given = body if is_form else None
            if not is_form:
                headers.pop("Content-Type", None)
            is_valid, _ = endpoint.validate_protected_resource_request(
                address, self.command, given, headers
            )
            self.respond(b"{}", 200 if is_valid else 401, Content_Type="application/json")

        do_POST = do_GET

    return Handler


class OAuth1Sender(Sender):
    """Sends with a consumer key."""

    scheme = "oauth1"

    def __init__(self, folder, url, method, **secrets):
        super().__init__(folder, url)
        self.values = (("signature_method", method), ("consumer_key", KEY), ("token", TOKEN))
        self.given = {"consumer_secret": CONSUMER_SECRET, "token_secret": TOKEN_SECRET, **secrets}

    def secrets(self):
        return {name: Secret(text) for name, text in self.given.items()}


@pytest.mark.parametrize("method", METHODS)
async def test_the_server_lets_in_what_is_signed(tmp_path, method):
    handler = oauth1_handler()
    with http_serving(handler) as url:
        async with OAuth1Sender(tmp_path, url, method) as sender:
            addresses = ("/a", "/a/b%20c?d=e%2Ff+g&h&d=%C3%A9", "/a//b?")
            assert await sender.statuses(*addresses) == [200, 200, 200]
            form = FormBody((Row("a", "é & +"), Row("a", ""), Row("b c", "1")))
            for body in (form, JsonBody('{"a": 1}')):
                exchange = await sender.exchange("/a?b=1", "POST", body=body)
                assert exchange.outcome.status == 200


@pytest.mark.parametrize("method", ["RSA-SHA1", "RSA-SHA256", "RSA-SHA512"])
async def test_a_private_key_signs(tmp_path, method):
    pem = RSA_KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    handler = oauth1_handler()
    with http_serving(handler) as url:
        async with OAuth1Sender(tmp_path, url, method, private_key=pem) as sender:
            await sender.exchange("/a?b=c")
    (header,) = handler.seen
    assert header.startswith(f'OAuth oauth_consumer_key="{KEY}"')
    assert f'oauth_signature_method="{method}"' in header


async def test_a_wrong_secret_is_refused_and_never_sent(tmp_path):
    handler = oauth1_handler()
    with http_serving(handler) as url:
        async with OAuth1Sender(
            tmp_path, url, "HMAC-SHA1", consumer_secret="another-secret"
        ) as sender:
            assert await sender.statuses("/a") == [401]
    assert "another-secret" not in "".join(handler.seen)
    assert TOKEN_SECRET not in "".join(handler.seen)
