"""A sign-in on its way: for which app, and where the browser goes afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.response import Response, UnhandledError, redirect
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.validation import guid, url
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.user_store import User

FLOW_PARAMETERS = (
    Parameter("appid", required=True, validators=(guid,), source=BindingSource.QUERY),
    Parameter("redirect_uri", required=True, validators=(url,), source=BindingSource.QUERY),
    Parameter("state", source=BindingSource.QUERY),
)
"""What every page of a sign-in carries in its query, even when it is posted."""

_PORTS = {"http": 80, "https": 443, "ftp": 21}


@dataclass(frozen=True, slots=True)
class SignInFlow:
    """The query of a sign-in page."""

    app_id: str
    redirect_uri: str
    state: str | None

    @classmethod
    def of(cls, request: Request) -> "SignInFlow":
        """Read the flow from a call with ``FLOW_FIELDS``.

        Raises:
            Crash: The address to go back to cannot be taken apart; the real server fails at it.
        """
        values = request.values
        flow = cls(values.text("appid"), values.text("redirect_uri"), values.text_or_none("state"))
        try:
            urlsplit(flow.redirect_uri).port  # noqa: B018 - reading it is the check
        except ValueError:
            raise UnhandledError from None
        return flow

    def address(self, page: str) -> str:
        """Return the address of another page of this sign-in."""
        query = {"appid": self.app_id, "redirect_uri": self.redirect_uri}
        if self.state is not None:
            query["state"] = self.state
        return with_query(f"/OAuth/{page}", query)

    @property
    def host(self) -> str:
        """Host that the browser goes back to."""
        return urlsplit(self.redirect_uri).hostname or ""

    @property
    def root(self) -> str:
        """Scheme, host and port that the browser goes back to."""
        parts = urlsplit(self.redirect_uri)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{parts.scheme}://{host}:{parts.port or _PORTS.get(parts.scheme, 80)}"

    def redirect_url(self, code: int, *, has_trailing_slash: bool = False) -> str:
        """Return where the browser goes with a sign-in code; its own query is dropped.

        Args:
            to_folder: A slash goes before the query, as since 2023.
        """
        query = {} if self.state is None else {"state": self.state}
        path = urlsplit(self.redirect_uri).path or "/"
        path = f"{path.rstrip('/')}/" if has_trailing_slash else path
        return with_query(f"{self.root}{path}", {**query, "code": str(code)})


def with_query(address: str, pairs: Mapping[str, str]) -> str:
    """Append a query with every value escaped."""
    return f"{address}?{urlencode(pairs, quote_via=quote, safe='')}"


def log_sign_in(access: Access, request: Request, user: User, app: App, *, succeeded: bool) -> None:
    """Write the audit log."""
    now = access.state.clock()
    access.user_store.log_sign_in(user, app.id, now, request.client_address, succeeded=succeeded)


def complete_sign_in(
    access: Access, flow: SignInFlow, app: App, user: User, *headers: tuple[str, str]
) -> Response:
    """Send a signed-in user back with a code, or to the page that asks for consent first.

    Args:
        headers: Further headers of the answer, such as the sign-in cookie.
    """
    if app.is_trusted:
        access.user_store.grant(user, app.id, access.state.clock())
    if not access.user_store.has_granted(user.id, app.id):
        return redirect(flow.address("AuthorizeConfirm"), *headers)
    code = access.user_store.issue_code(user, app.id)
    redirect_url = flow.redirect_url(code.number, has_trailing_slash=access.is_2023)
    return redirect(redirect_url, *headers)
