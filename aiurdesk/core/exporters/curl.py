"""A request as a command line of curl, which sends the same bytes.

Source: curl 8.14 manual page, options ``--form``, ``--data-binary``, ``--header``, ``--globoff``,
``--digest``, ``--aws-sigv4``.
"""

import re
from urllib.parse import urlsplit

from aiurdesk.core.auth.aws import scope_for
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.environments.proxies import ProxyChoice, ProxyMode
from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exporters.code_request import (
    DOT_SEGMENTS,
    CodeFormat,
    continued,
    placeholder,
    printf,
    row_text,
    word,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.lost_in_code import lost_in_curl
from aiurdesk.core.preparing.header import DEFAULT_PORTS
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    Header,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)

_EXPECTING = 1024 * 1024
"""Bytes. With a longer body curl asks first, by the header Expect, whether it may send it."""
_VERSIONS = {
    ("https", HttpVersion.HTTP1): "--http1.1",
    ("https", HttpVersion.HTTP2): "--http2",
    ("http", HttpVersion.HTTP1): "--http1.1",
    ("http", HttpVersion.HTTP2): "--http2-prior-knowledge",
}
_GLOBBED = re.compile(r"[\[\]{}]")


def write_curl(request: ExportedRequest) -> str:
    """Return the command; a body that no argument can hold comes from a pipe."""
    words = ["curl"]
    if _GLOBBED.search(request.url):
        words.append("--globoff")
    # curl refuses to sign such a path.
    if DOT_SEGMENTS.search(request.url) and not (request.signed and request.signed.scheme == "aws"):
        words.append("--path-as-is")
    words += _route(request)
    words += _method(request)
    words.append(word(request.url))
    # Without this, curl adds a content type of its own.
    no_type = [] if request.has("content-type") else ["-H 'Content-Type:'"]
    if request.has("accept-encoding"):
        # It changes nothing of the request: curl decodes the response.
        words.append("--compressed")
    words += _signing(request)
    # "Name:" would take a header of curl's own away; a semicolon sends an empty one.
    written = (f"{h.name}: {h.value}" if h.value else f"{h.name};" for h in _headers(request))
    words += [f"-H {word(header)}" for header in written]
    pipe, length = "", 0
    match request.body:
        case MultipartBody(rows):
            # Without it, curl writes %22 for a quote in the name of a file.
            names = (row.value.filename for row in rows if isinstance(row.value, FileValue))
            words += ["--form-escape"] * any('"' in name for name in names)
            words += map(_part, rows)
        case FileBody(path):
            words += [*no_type, f"--data-binary {word('@' + path)}", "-H 'Expect:'"]
        case TextBody(text):
            length = len(text.encode())
            words += [*no_type, f"--data-raw {word(text)}"]
        case bytes(data):
            length = len(data)
            pipe = f"{printf(data)} | "
            words += [*no_type, "--data-binary @-"]
    words += ["-H 'Expect:'"] if length > _EXPECTING else []
    return pipe + continued(words)


def _route(request: ExportedRequest) -> list[str]:
    route, split = request.route, urlsplit(request.url)
    version = _VERSIONS[split.scheme, route.http_version] if route.http_version else ""
    words = [version] if version else []
    host, port = split.hostname or "", split.port or DEFAULT_PORTS[split.scheme]
    if addresses := route.addresses_of(host, port):
        # Without a proxy, as here: curl would let the proxy look the host up.
        resolved = word(f"{host}:{port}:{','.join(addresses)}")
        return [*words, "--noproxy '*'", f"--resolve {resolved}"]
    return [*words, *_proxy(route.proxy)]


def _proxy(proxy: ProxyChoice | None) -> list[str]:
    if proxy is None or proxy.mode is ProxyMode.SYSTEM:
        return []
    if proxy.mode is ProxyMode.NONE:
        return ["--noproxy '*'"]
    # The proxy looks names up, and connects without looking into the request, as here.
    words = [f"--proxy {word(proxy.url.replace('socks5:', 'socks5h:', 1))}", "--proxytunnel"]
    if proxy.exceptions:
        words.append(f"--noproxy {word(','.join(proxy.exceptions))}")
    return [*words, '--proxy-user "$PROXY_USER:$PROXY_PASSWORD"'] if proxy.credential else words


def _method(request: ExportedRequest) -> list[str]:
    has_body = request.body != NoBody()
    if request.method == "HEAD" and not has_body:
        # With -X HEAD, curl would wait for a body.
        return ["--head"]
    usual = "POST" if has_body else "GET"
    return [] if request.method == usual else [f"-X {word(request.method)}"]


def _signing(request: ExportedRequest) -> list[str]:
    """Return the options by which curl computes what the program computes."""
    signed = request.signed
    if signed is None:
        return []
    values = dict(signed.values)
    if signed.scheme == "digest":
        user = f"{values.get('user', '')}:{placeholder('PASSWORD')}"
        return ["--digest", f"--user {word(user)}"]
    user = f"{values.get('access_key', '')}:{placeholder('SECRET_KEY')}"
    try:
        credential = Credential("", "", signed.scheme, values=signed.values)
        scope = ":".join(scope_for(credential, urlsplit(request.url).hostname or ""))
    except AuthError:
        scope = ""
    provider = f"aws:amz:{scope}".rstrip(":")
    return [f"--aws-sigv4 {word(provider)}", f"--user {word(user)}"]


def _headers(request: ExportedRequest) -> list[Header]:
    """Return the headers without those that curl computes."""
    computed = request.signed.headers if request.signed else ()
    # The token is not computed; it only belongs to what is.
    names = {name.lower() for name in computed} - {"x-amz-security-token"}
    return [header for header in request.headers if header.name.lower() not in names]


def _part(row: Row) -> str:
    file = row.value
    if not isinstance(file, FileValue):
        return f"--form-string {word(f'{row.name}={row_text(row)}')}"
    path = file.path.replace("\\", "\\\\").replace('"', '\\"')
    name = file.filename.replace("\\", "\\\\").replace('"', '\\"')
    kind = f";type={file.content_type}" if file.content_type else ""
    written = f'{row.name}=@"{path}";filename="{name}"{kind}'
    return f"--form {word(written)}"


CURL = CodeFormat("curl", "curl", write_curl, signs=frozenset({"digest", "aws"}), lost=lost_in_curl)
