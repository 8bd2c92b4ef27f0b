"""A browser without scripts: it opens pages, fills in forms and stores cookies."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx


class _Forms(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.values: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = given["action"] or ""
        elif tag == "input":
            self.values[given["name"] or ""] = given["value"] or ""


class Browser:
    """A browser at one service of the sandbox."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self._client = client
        self._base = base

    def open(self, path: str, **query: str) -> httpx.Response:
        """Open a page. Redirects are not followed."""
        return self._client.get(urljoin(self._base, path), params=query or None)

    def submit(self, page: httpx.Response, **values: str) -> httpx.Response:
        """Fill in the form of a page and submit it."""
        form = _Forms(page.text)
        address = urljoin(str(page.url), form.action)
        return self._client.post(address, data={**form.values, **values})

    def follow(self, response: httpx.Response) -> httpx.Response:
        """Open the page that a response redirects to."""
        return self._client.get(urljoin(str(response.url), response.headers["location"]))

    def sign_in(self, app_id: str, redirect_url: str, email: str, password: str) -> int:
        """Sign in to an app that needs no consent, and return the sign-in code."""
        page = self.open("/OAuth/Authorize", appid=app_id, redirect_uri=redirect_url)
        return code_of(self.submit(page, Email=email, Password=password))


def code_of(response: httpx.Response) -> int:
    """Return the sign-in code of a redirect."""
    return int(parse_qs(urlsplit(response.headers["location"]).query)["code"][0])
