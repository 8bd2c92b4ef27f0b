"""Requests to Probe."""

from typing import Any

import httpx
import pytest


class Probe:
    """Sends requests to Probe, by default with the token of the ready app."""

    def __init__(self, client: httpx.Client, base: str, token: str) -> None:
        self.client = client
        self.base = base
        self.token = token

    def post(self, path: str, **form: str) -> dict[str, Any]:
        values = {"AccessToken": self.token, **form}
        response = self.client.post(f"{self.base}/{path}", data=values)
        return dict(response.json())

    def get(self, path: str, **query: str) -> dict[str, Any]:
        values = {"AccessToken": self.token, **query}
        response = self.client.get(f"{self.base}/{path}", params=values)
        return dict(response.json())

    def make_site(self, name: str = "my-site", *, is_open: bool = True, **form: str) -> None:
        word = "true" if is_open else "false"
        values = {"NewSiteName": name, "OpenToUpload": word, "OpenToDownload": word}
        assert self.post("Sites/CreateNewSite", **{**values, **form})["code"] == 0

    def upload(
        self, path: str, name: str = "hello.txt", content: bytes = b"hello", **query: str
    ) -> dict[str, Any]:
        file = {"file": (name, content)}
        address = f"{self.base}/Files/UploadFile/{path}"
        return dict(self.client.post(address, files=file, params=query).json())

    def site_token(self, site: str, **form: str) -> str:
        values = {"SiteName": site, "Permissions": "Upload,Download", **form}
        return str(self.post("Token/GetToken", **values)["value"])


@pytest.fixture
def probe(client, server, access_token) -> Probe:
    return Probe(client, server.base_urls["probe"], access_token)
