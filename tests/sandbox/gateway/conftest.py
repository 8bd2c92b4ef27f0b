"""Requests to Gateway from an app and from a browser."""

from typing import Any

import httpx
import pytest

from aiurdesk.sandbox.accounts import READY_PERSON
from tests.sandbox.browser import Browser


class Gateway:
    """Sends requests to Gateway, by default for the ready app and the ready user."""

    def __init__(self, client: httpx.Client, base: str, token: str) -> None:
        self.client = client
        self.base = base
        self.token = token

    def send(self, method: str, path: str, **values: str) -> httpx.Response:
        all_values = {"AccessToken": self.token, "OpenId": READY_PERSON.id, **values}
        argument = "params" if method == "GET" else "data"
        return self.client.request(method, f"{self.base}/{path}", **{argument: all_values})  # type: ignore[arg-type]

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return dict(self.send("GET", path, **query).json())

    def post(self, path: str, **form: str) -> dict[str, Any]:
        return dict(self.send("POST", path, **form).json())


@pytest.fixture
def gateway(client, server, access_token) -> Gateway:
    return Gateway(client, server.base_urls["gateway"], access_token)


@pytest.fixture
def browser(client, server) -> Browser:
    return Browser(client, server.base_urls["gateway"])
