"""The sign-in flow: its query parameters, the redirect back to the app, and the last step."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.response import (
    Header,
    HttpError,
    Response,
    UnhandledError,
    html_page,
    redirect,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, Access, User, set_cookie

_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}


@dataclass(frozen=True, slots=True)
class SignInFlow:
    """The query parameters of a sign-in page."""

    app_id: str
    redirect_uri: str
    state: str | None

    @classmethod
    def from_request(cls, request: Request) -> "SignInFlow":
        """Read the flow from a request to a sign-in page.

        Raises:
            UnhandledError: The redirect URI cannot be parsed. The real server fails as well.
        """
        values = request.values
        flow = cls(values.text("appid"), values.text("redirect_uri"), values.text_or_none("state"))
        try:
            urlsplit(flow.redirect_uri).port  # noqa: B018 - reading it is the check
        except ValueError:
            raise UnhandledError from None
        return flow

    def page_url(self, page: str) -> str:
        """Return the path and query of another page of this sign-in."""
        query = {"appid": self.app_id, "redirect_uri": self.redirect_uri}
        if self.state is not None:
            query["state"] = self.state
        return with_query(f"/OAuth/{page}", query)

    @property
    def host(self) -> str:
        """Host of the redirect URI."""
        return urlsplit(self.redirect_uri).hostname or ""

    @property
    def origin(self) -> str:
        """Scheme, host and port of the redirect URI, with the port always written."""
        split = urlsplit(self.redirect_uri)
        # urlsplit removes the brackets of an IPv6 address.
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{split.scheme}://{host}:{split.port or _DEFAULT_PORTS.get(split.scheme, 80)}"

    def redirect_url(self, code: int, *, has_trailing_slash: bool = False) -> str:
        """Return the redirect URI with the sign-in code. Its own query is dropped.

        Args:
            has_trailing_slash: Adds a slash before the query, as the service of 2023 does.
        """
        query = {} if self.state is None else {"state": self.state}
        path = urlsplit(self.redirect_uri).path or "/"
        path = f"{path.rstrip('/')}/" if has_trailing_slash else path
        return with_query(f"{self.origin}{path}", {**query, "code": str(code)})


def with_query(address: str, pairs: Mapping[str, str]) -> str:
    """Append a query to a URL and percent-encode its values."""
    return f"{address}?{urlencode(pairs, quote_via=quote, safe='')}"


def flow_and_app(access: Access, request: Request) -> tuple[SignInFlow, App]:
    """Return the sign-in flow of a request and the app that it is for.

    Raises:
        HttpError: The app is not registered. The real server sends a page with status 404.
        UnhandledError: The redirect URI cannot be parsed.
    """
    flow = SignInFlow.from_request(request)
    app = access.state.apps.get(flow.app_id)
    if app is None:
        text = "<p>There is no such app.</p>"
        raise HttpError(html_page("Not found", text, status=404, content_type=None))
    return flow, app


def complete_sign_in(
    access: Access, flow: SignInFlow, app: App, user: User, *, starts_session: bool = False
) -> Response:
    """Redirect a user to the app with a sign-in code, or to the consent page first.

    Args:
        starts_session: Whether to set a new session cookie.
    """
    headers: tuple[Header, ...] = ()
    if starts_session:
        headers = (set_cookie(SESSION_COOKIE, access.sessions.open(user.id)),)
    # A trusted app needs no consent, so the grant is stored without a question.
    if app.is_trusted:
        access.user_store.grants.add((user.id, app.id))
    if (user.id, app.id) not in access.user_store.grants:
        return redirect(flow.page_url("AuthorizeConfirm"), *headers)
    code = access.user_store.issue_code(user, app.id)
    return_url = flow.redirect_url(code.number, has_trailing_slash=access.is_2023)
    return redirect(return_url, *headers)
