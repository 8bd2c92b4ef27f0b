"""Connections through a proxy, which then carry what would go to the server directly.

All requests go through a tunnel, also those without TLS: so a proxy never sees a credential, and
nothing that it says itself can pass for a response of the server.

Source: RFC 9110 section 9.3.6 (CONNECT), RFC 1928 (SOCKS 5) and RFC 1929 (its user names).
"""

import ssl
from http import HTTPStatus
from typing import Any

import h11
import httpcore
from socksio import socks5

from aiurdesk.core.credentials.user_info import UserAndPassword, basic_header
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.address import format_host_port
from aiurdesk.transport.network import TrackedBackend, TrackedStream, received_data
from aiurdesk.transport.proxy import ConnectionOptions, Proxy

_READ_BYTES = 16 * 1024
_ASKS = Phrase(marked("the proxy asks for a user name and a password"))
_REFUSED = Phrase(marked("the proxy did not accept the user name and the password"))
_CLOSED = Phrase(marked("the proxy closed the connection before the server was connected"))
_LONGEST_LOGIN = 255
"""Bytes of a user name or a password. Source: RFC 1929 section 2."""
_SOCKS5, _NO_LOGIN, _WITH_LOGIN = 5, 0, 2
_REPLIES = {
    1: Phrase(marked("the proxy reports a failure")),
    2: Phrase(marked("the proxy does not allow the connection")),
    3: Phrase(marked("the proxy cannot reach the network of the server")),
    4: Phrase(marked("the proxy cannot reach the server")),
    5: Phrase(marked("the server refused the connection of the proxy")),
    6: Phrase(marked("the connection of the proxy to the server took too long")),
    7: Phrase(marked("the proxy does not allow connections of this kind")),
    8: Phrase(marked("the proxy does not understand this kind of address")),
}
"""Source: RFC 1928 section 6."""
_ADDRESS_BYTES = {1: 4, 4: 16}
"""Kind of address in a reply → its length; a name has its length before it."""
_NAME = 3


class TunnelBackend(TrackedBackend):
    """Opens tracked connections through a proxy."""

    def __init__(
        self,
        stream_class: type[TrackedStream],
        proxy: Proxy,
        context: ssl.SSLContext | None,
    ) -> None:
        """Prepare; nothing is connected.

        Args:
            stream_class: Class of the connections.
            proxy: What they go through.
            context: For a proxy that is reached over TLS.
        """
        super().__init__(stream_class)
        self._proxy = proxy
        self._context = context

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **options: Any
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the proxy, and let it connect to the host, whose name it looks up."""
        proxy = self._proxy
        stream = await super().connect_tcp(proxy.host, proxy.port, *args, **options)
        # What the proxy says is not the beginning of a response.
        token = received_data.set(None)
        is_open = False
        try:
            if self._context is not None:
                stream = await stream.start_tls(self._context, proxy.host)
            opening = _open_socks if proxy.scheme == "socks5" else _open_http
            await opening(stream, host, port, proxy.login)
            is_open = True
        except httpcore.NetworkError as error:
            # The reason of a failing handshake is told; what is left is a lost connection.
            if isinstance(error, httpcore.ConnectError):
                raise
            raise httpcore.ProxyError(_CLOSED) from error
        finally:
            received_data.reset(token)
            if not is_open:
                await stream.aclose()
        return stream


def network_of(
    way: ConnectionOptions, stream_class: type[TrackedStream], proxy_context: ssl.SSLContext | None
) -> TrackedBackend:
    """Return what opens connections on a way.

    Args:
        way: Whether they go through a proxy, or to other addresses.
        stream_class: Class of the connections.
        proxy_context: For a proxy that is reached over TLS.
    """
    if way.proxy is None:
        return TrackedBackend(stream_class, way.addresses)
    return TunnelBackend(stream_class, way.proxy, proxy_context)


async def _open_http(
    stream: httpcore.AsyncNetworkStream, host: str, port: int, login: UserAndPassword | None
) -> None:
    target = format_host_port(host, port)
    headers = [("Host", target)]
    if login is not None:
        headers.append(("Proxy-Authorization", basic_header(login)))
    connection = h11.Connection(h11.CLIENT)
    request = connection.send(h11.Request(method="CONNECT", target=target, headers=headers))
    await stream.write(request or b"")
    connection.send(h11.EndOfMessage())
    try:
        status = await _status_of(connection, stream)
    except h11.RemoteProtocolError:
        raise httpcore.ProxyError(Phrase(marked("the answer of the proxy is not HTTP"))) from None
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        told = Phrase("{told} (407)", {"told": _REFUSED if login else _ASKS})
        raise httpcore.ProxyError(told)
    if not 200 <= status < 300:
        # Not the words of the proxy, which may repeat the password.
        phrases = {member.value: member.phrase for member in HTTPStatus}
        phrase = f"{status} {phrases.get(status, '')}".strip()
        raise httpcore.ProxyError(
            Phrase(
                marked("the proxy refused to connect to the server ({phrase})"), {"phrase": phrase}
            )
        )
    if connection.trailing_data[0]:
        raise httpcore.ProxyError(Phrase(marked("the proxy sent more than an answer")))


async def _status_of(connection: h11.Connection, stream: httpcore.AsyncNetworkStream) -> int:
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            return event.status_code
        if event is h11.NEED_DATA:
            data = await stream.read(_READ_BYTES)
            if not data:
                raise httpcore.ProxyError(_CLOSED)
            connection.receive_data(data)


async def _open_socks(
    stream: httpcore.AsyncNetworkStream, host: str, port: int, login: UserAndPassword | None
) -> None:
    methods = [socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED]
    if login is not None:
        methods.append(socks5.SOCKS5AuthMethod.USERNAME_PASSWORD)
    await stream.write(socks5.SOCKS5AuthMethodsRequest(methods).dumps())
    version, method = await _exactly(stream, 2)
    if version != _SOCKS5:
        raise httpcore.ProxyError(Phrase(marked("the answer of the proxy is not SOCKS 5")))
    if method == _WITH_LOGIN and login is not None:
        await _sign_in(stream, login)
    elif method != _NO_LOGIN:
        raise httpcore.ProxyError(_REFUSED if login else _ASKS)
    command = socks5.SOCKS5CommandRequest.from_address(
        socks5.SOCKS5Command.CONNECT, (host.encode("ascii"), port)
    )
    await stream.write(command.dumps())
    version, reply, _, kind = await _exactly(stream, 4)
    if version != _SOCKS5:
        raise httpcore.ProxyError(Phrase(marked("the answer of the proxy is not SOCKS 5")))
    if reply:
        text = marked("the proxy refused with code {reply}")
        raise httpcore.ProxyError(_REPLIES.get(reply, Phrase(text, {"reply": reply})))
    length = _ADDRESS_BYTES.get(kind, 0)
    if kind == _NAME:
        (length,) = await _exactly(stream, 1)
    # The address and the port that the proxy uses, which nothing is done with.
    await _exactly(stream, length + 2)


async def _sign_in(stream: httpcore.AsyncNetworkStream, login: UserAndPassword) -> None:
    # As in ``basic_header``: half a character is sent too, and refused by the proxy.
    user, password = (
        text.encode("utf-8", "surrogatepass") for text in (login.user, login.password.reveal())
    )
    if max(len(user), len(password)) > _LONGEST_LOGIN:
        raise httpcore.ProxyError(
            Phrase(
                marked("SOCKS allows {longest_login} bytes for a name, and as many for a password"),
                {"longest_login": _LONGEST_LOGIN},
            )
        )
    await stream.write(socks5.SOCKS5UsernamePasswordRequest(user, password).dumps())
    _, status = await _exactly(stream, 2)
    if status:
        raise httpcore.ProxyError(_REFUSED)


async def _exactly(stream: httpcore.AsyncNetworkStream, count: int) -> bytes:
    data = b""
    while len(data) < count:
        received = await stream.read(count - len(data))
        if not received:
            raise httpcore.ProxyError(_CLOSED)
        data += received
    return data
