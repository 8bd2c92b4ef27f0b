"""A ``curl`` command line as a request.

Source: curl 8.16 manual page, OPTIONS; secrets stay in the request and are offered as a credential
by ``core/preparing/secret_offer.py``.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.credentials.user_info import UserAndPassword, basic_header
from aiurdesk.core.environments.proxies import (
    ProxyChoice,
    ProxyMode,
    proxy_choice,
    split_exceptions,
)
from aiurdesk.core.environments.route import AddressOverride, HttpVersion, Route, parse_resolve
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.address import with_scheme
from aiurdesk.core.preparing.secret_offer import offer_of
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql_text import recognized_body
from aiurdesk.core.request.request import Header, NoBody, Request, SendOptions
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import usual_name
from aiurdesk.importers.curl_body import CurlBody
from aiurdesk.importers.curl_words import (
    StandardInput,
    Unsplittable,
    shell_variables,
    without_input,
    words_of,
)
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.importers.left_out import LeftOut, LeftOutKind, LeftOutList
from aiurdesk.importers.request_parts import EMPTY_SEGMENT, IF_MISTAKE, has_empty_segment

_COMMAND = re.compile(r"\s*(?:\$\s+)?(?:\S*[/\\])?curl(?:\.exe)?(?=\s|$)", re.IGNORECASE)
_PORT = re.compile(r":\d+$")


def is_curl(text: str) -> bool:
    """Tell whether a text is a command line of curl."""
    return _COMMAND.match(text) is not None


def parse_curl(text: str, *, has_environment: bool = False) -> ImportedRequest | Problem:
    """Return the request that a command line would send.

    Args:
        has_environment: Whether its route gets into an environment; otherwise what to enter there
            is told.
    """
    text, given = without_input(text)
    try:
        words, behind = words_of(text)
    except Unsplittable:
        return Problem(tr("A quote in this curl command is not closed. Copy all of it."))
    reading = _Reading(given)
    reading.read(words[1:])
    if not has_environment:
        reading.tell_route()
    for name in dict.fromkeys((*shell_variables(text), *(given.variables if given else ()))):
        reading.left_out(
            tr(
                "${name} is a variable of the shell and was taken as text; write "
                "{{{{env:{name}}}}}."
            ).format(name=name),
            LeftOutKind.VARIABLE,
        )
    if behind:
        reading.left_out(
            tr("What follows the command was not imported: {names}").format(
                names=" ".join(behind[:4])
            ),
            LeftOutKind.OTHER,
        )
    if not reading.url:
        return Problem(tr("This curl command has no address. Copy all of it."))
    request = reading.request()
    if has_empty_segment(request.url):
        entry = LeftOut(EMPTY_SEGMENT, kind=LeftOutKind.EMPTY_SEGMENT, next_step=IF_MISTAKE)
        reading.notes.append(entry)
    offer = reading.offer(offer_of(request))
    name = usual_name(request.sent_method, request.url)
    return ImportedRequest(name, request, reading.notes.entries, offer, reading.route())


class _Reading:
    """Collects what the options of a command line say."""

    def __init__(self, given: StandardInput | None = None) -> None:
        """Begin.

        Args:
            given: The standard input of the command, if it is written behind it.
        """
        self.url = ""
        self._url_word = ""
        self._is_url_sure = False
        self.notes = LeftOutList()
        self._given: dict[str, str] = {}
        """The last value of each option."""
        self._headers: list[Header] = []
        self._body = CurlBody(self._headers, self.notes, given)
        self._query: list[str] = []
        self._version: HttpVersion | None = None
        self._proxy: ProxyChoice | None = None
        self._addresses: list[AddressOverride] = []

        self._signs_with: str | None = None
        """What ``--aws-sigv4`` says; empty for ``--digest``, None for neither."""

    def offer(self, basic: OfferedCredential | None) -> OfferedCredential | None:
        """Return the credential that user and password are for."""
        if basic is None or basic.scheme != "basic" or self._signs_with is None:
            return basic
        if not self._signs_with:
            return replace(basic, scheme="digest")
        (_, user), (_, password) = basic.values[0], basic.secrets[0]
        # provider1[:provider2[:region[:service]]]
        region, service = (*self._signs_with.split(":")[2:], "", "")[:2]
        named = (("access_key", user), ("region", region), ("service", service))
        values = tuple((name, text) for name, text in named if text)
        return replace(basic, scheme="aws", values=values, secrets=(("secret_key", password),))

    def left_out(self, words: str, kind: LeftOutKind = LeftOutKind.OPTION) -> None:
        self.notes.append(LeftOut(words, kind=kind))

    def read(self, words: list[str]) -> None:
        """Read options and address; what is unknown is told and left out."""
        # An iterator, because options take their value from the words behind them.
        left = iter(words)
        for word in left:
            # Ends the options of curl; here an address is known without it.
            if word == "--":
                continue
            if word.startswith("--"):
                name, equals, value = word.partition("=")
                self._read_option(name, value if equals else None, left)
            elif word.startswith("-") and len(word) > 1:
                self._read_letters(word[1:], left)
            elif word.strip():
                self._take_url(word)

    def request(self) -> Request:
        """Return the request."""
        in_query = "--get" in self._given
        body = self._body.body(in_query=in_query)
        # As curl chooses it; -X comes before all of that.
        has_body = self._body.is_left_out or not isinstance(body, NoBody)
        usual = "POST" if has_body and not in_query else "GET"
        # -T sends a file with PUT.
        usual = "PUT" if "--upload-file" in self._given else usual
        usual = "HEAD" if "--head" in self._given else usual
        method = self._given.get("--request", "").upper() or usual
        address = self._address()
        body = recognized_body(address, body)
        return Request(
            Typed(address, method),
            headers=tuple(self._headers),
            body=body,
            options=SendOptions(http_version=self._version),
        )

    def _read_letters(self, letters: str, left: Iterator[str]) -> None:
        # Several letters share one dash, and the last one may have its value attached: -sXPOST.
        for position, letter in enumerate(letters):
            name = _LETTERS.get(letter, f"-{letter}")
            rest = letters[position + 1 :]
            # A letter with a value takes the rest of the word, so no option follows in it.
            if name in _TAKES_VALUE:
                self._read_option(name, rest or None, left)
                return
            self._read_option(name, None, left)

    def _read_option(self, name: str, value: str | None, left: Iterator[str]) -> None:
        if name in _TAKES_VALUE and value is None:
            value = next(left, "")
        self._given[name] = value or ""
        self._version = _VERSIONS.get(name, self._version)
        if name in _HANDLERS:
            _HANDLERS[name](self, value or "")
        elif name in _REFUSED:
            self.left_out(f"{name}: {_REFUSED[name]}")
        elif name not in _IGNORED:
            self.left_out(tr("{name} is not known here and was not imported.").format(name=name))

    def _take_url(self, url: str) -> None:
        # The value of an option that is not known here looks like an address without a scheme.
        if self.url and (self._is_url_sure or "://" not in url):
            self.left_out(
                tr("Only the first address of several was imported."), LeftOutKind.ADDRESS
            )
            return
        if self.url:
            self.left_out(
                tr("{url_word} was not imported.").format(url_word=self._url_word),
                LeftOutKind.ADDRESS,
            )
        self.url, self._url_word = with_scheme(url), url
        self._is_url_sure = "://" in url

    def _take_header(self, text: str) -> None:
        if text.startswith("@"):
            self.left_out(
                tr("-H {text}: files with headers are not read.").format(text=text),
                LeftOutKind.HEADER,
            )
            return
        name, colon, value = text.partition(":")
        # How curl writes a header without a value.
        if not colon and text.endswith(";"):
            name, value = text[:-1], ""
        elif not value.strip():
            # curl removes a header of its own this way.
            self.left_out(
                tr("-H '{text}': a header of the program cannot be removed.").format(text=text)
            )
            return
        if name.strip().lower() in _OF_CONNECTION:
            self.left_out(
                tr("-H '{strip}': the connection writes this header itself.").format(
                    strip=name.strip()
                )
            )
            return
        self._headers.append(Header(name.strip(), value.strip()))

    def _take_user(self, text: str) -> None:
        user, colon, password = text.partition(":")
        if not colon:
            self.left_out(tr("-u: curl asks for the password; enter it in a Basic credential."))
        # As a header at first: the offer of a credential finds it there.
        both = UserAndPassword(user, Secret(password))
        self._headers.append(Header("Authorization", basic_header(both)))

    def _sign(self, text: str = "") -> None:
        self._signs_with = text
        name = "--aws-sigv4" if text else "--digest"
        self.left_out(
            tr(
                "{name}: keep user and password as a credential, which does that. Until "
                "then they are sent as Basic."
            ).format(name=name),
            LeftOutKind.AUTHENTICATION,
        )

    def _take_cookies(self, text: str) -> None:
        if "=" in text:
            self._headers.append(Header("Cookie", text))
        else:
            self.left_out(
                tr("-b {text}: files with cookies are not read.").format(text=text),
                LeftOutKind.HEADER,
            )

    def _address(self) -> str:
        added = [*self._query]
        if "--get" in self._given:
            added += self._body.query_parts()
        # The query goes before the fragment.
        start, hash_mark, rest = self.url.partition("#")
        mark = "&" if "?" in start else "?"
        return f"{start}{mark}{'&'.join(added)}{hash_mark}{rest}" if added else self.url

    def _take_proxy(self, text: str) -> None:
        scheme, mark, rest = text.rpartition("://")
        # Without what may be a password.
        host = rest.rpartition("@")[2].rstrip("/")
        # Without a port, curl takes the port of SOCKS for all proxies without TLS.
        port = "" if scheme == "https" or _PORT.search(host) else ":1080"
        try:
            self._proxy = proxy_choice(f"{scheme}{mark}{host}{port}")
        except ProblemError as mistake:
            self.left_out(tr("--proxy: the proxy {mistake}.").format(mistake=mistake))

    def _take_override(self, text: str) -> None:
        try:
            self._addresses.append(parse_resolve(text))
        except ProblemError as mistake:
            self.left_out(tr("--resolve: it {mistake}.").format(mistake=mistake))

    def route(self) -> Route:
        """Return how the request would reach its server, but for the version of HTTP."""
        proxy, exceptions = self._proxy, split_exceptions(self._given.get("--noproxy", ""))
        if "*" in exceptions:
            proxy = ProxyChoice(ProxyMode.NONE)
        elif proxy is not None:
            proxy = replace(proxy, exceptions=exceptions)
        return Route(proxy, tuple(self._addresses))

    def tell_route(self) -> None:
        """Tell what belongs to an environment."""
        route = self.route()
        if route.proxy is not None:
            words = tr("--proxy: enter {proxy} as the proxy of the environment.")
            self.left_out(words.format(proxy=route.proxy.text))
        for override in route.addresses:
            words = tr(
                "--resolve: enter {addresses} as the address of {target} in the environment."
            )
            self.left_out(words.format(addresses=override.text, target=override.target))

    def _add_header(self, name: str, value: str) -> None:
        self._headers.append(Header(name, value))


_OF_CONNECTION = ("content-length", "transfer-encoding")
_HANDLERS: Mapping[str, Callable[[_Reading, str], None]] = {
    "--header": _Reading._take_header,
    "--data": lambda reading, text: reading._body.take_data(text),
    "--data-ascii": lambda reading, text: reading._body.take_data(text),
    "--data-binary": lambda reading, text: reading._body.take_data(text, keeps_lines=True),
    "--data-raw": lambda reading, text: reading._body.take_data(text, reads_files=False),
    "--data-urlencode": lambda reading, text: reading._body.take_urlencoded(text),
    "--json": lambda reading, text: reading._body.take_json(text),
    "--form": lambda reading, text: reading._body.take_form(text),
    "--form-string": lambda reading, text: reading._body.take_form_text(text),
    "--user": _Reading._take_user,
    "--aws-sigv4": _Reading._sign,
    "--cookie": _Reading._take_cookies,
    "--user-agent": lambda reading, text: reading._add_header("User-Agent", text),
    "--referer": lambda reading, text: reading._add_header("Referer", text),
    "--oauth2-bearer": lambda reading, text: reading._add_header("Authorization", f"Bearer {text}"),
    "--range": lambda reading, text: reading._add_header("Range", f"bytes={text}"),
    "--url": _Reading._take_url,
    "--url-query": lambda reading, text: reading._query.append(text.removeprefix("+")),
    "--upload-file": lambda reading, text: reading._body.take_upload(text),
    "--proxy": _Reading._take_proxy,
    "--socks5": lambda reading, text: reading._take_proxy(f"socks5://{text}"),
    "--socks5-hostname": lambda reading, text: reading._take_proxy(f"socks5://{text}"),
    "--resolve": _Reading._take_override,
    "--digest": _Reading._sign,
}
_VERSIONS: Mapping[str, HttpVersion | None] = {
    "--http1.1": HttpVersion.HTTP1,
    "--http2": None,
    "--http2-prior-knowledge": HttpVersion.HTTP2,
}
_LETTERS: Mapping[str, str] = {
    "X": "--request", "H": "--header", "d": "--data", "F": "--form", "u": "--user",
    "b": "--cookie", "A": "--user-agent", "e": "--referer", "r": "--range", "T": "--upload-file",
    "G": "--get", "I": "--head", "k": "--insecure", "x": "--proxy", "L": "--location",
    "o": "--output", "O": "--remote-name", "s": "--silent", "S": "--show-error", "v": "--verbose",
    "i": "--include", "f": "--fail", "m": "--max-time", "w": "--write-out", "E": "--cert",
    "c": "--cookie-jar", "D": "--dump-header", "K": "--config", "N": "--no-buffer",
    "g": "--globoff", "n": "--netrc", "4": "--ipv4", "6": "--ipv6", "U": "--proxy-user",
    "C": "--continue-at", "#": "--progress-bar",
    "q": "--disable", "J": "--remote-header-name", "0": "--http1.0",
}  # fmt: skip
_IGNORED_WITH_VALUE = frozenset({
    "--output", "--write-out", "--dump-header", "--cookie-jar", "--trace", "--trace-ascii",
    "--stderr", "--output-dir",
})  # fmt: skip
_LOOKED_UP = frozenset({"--request", "--noproxy"})
_IGNORED = frozenset({
    *_LOOKED_UP, *_VERSIONS, *_IGNORED_WITH_VALUE, "--get", "--head",
    "--location", "--compressed", "--silent", "--show-error", "--verbose", "--include", "--fail",
    "--fail-with-body", "--no-buffer", "--globoff", "--progress-bar", "--disable", "--basic",
    "--remote-name", "--remote-header-name", "--no-progress-meter", "--proxytunnel",
    "--tlsv1.2", "--tlsv1.3", "--path-as-is", "--location-trusted", "--no-keepalive",
})  # fmt: skip
"""What changes nothing that is sent, what the program does anyway, or what is looked up."""
_OTHER_CERTIFICATES = tr(
    "certificates are chosen elsewhere: “Certificates…” in the window, or 'aiurdesk certificates'."
)
_LIMITS = tr("the limits in the settings are used.")
_REFUSED_WITH_VALUE: Mapping[str, str] = {
    "--proxy-user": tr("add a Basic credential, and name it beside the proxy of the environment."),
    "--preproxy": tr("one proxy is used, not two."),
    "--cert": _OTHER_CERTIFICATES,
    "--key": _OTHER_CERTIFICATES,
    "--cacert": _OTHER_CERTIFICATES,
    "--capath": _OTHER_CERTIFICATES,
    "--max-time": _LIMITS,
    "--connect-timeout": _LIMITS,
    "--max-redirs": _LIMITS,
    "--retry": tr("a request is never repeated by itself."),
    "--retry-delay": tr("a request is never repeated by itself."),
    "--config": tr("the file was not read."),
    "--netrc-file": tr("the file was not read."),
    "--connect-to": tr("the request goes to its own host."),
    "--interface": tr("the system chooses the network."),
    "--continue-at": tr("a download begins at its start."),
    "--limit-rate": tr("the speed is not limited."),
}
_REFUSED: Mapping[str, str] = {
    **_REFUSED_WITH_VALUE,
    "--insecure": tr("certificates are always verified; trust the one of the server instead."),
    "--ntlm": tr("NTLM is not supported."),
    "--negotiate": tr("Negotiate is not supported."),
    "--anyauth": tr("the credential is sent as Basic."),
    "--netrc": tr("the file .netrc is not read."),
    "--ipv4": tr("the system chooses the version of IP."),
    "--ipv6": tr("the system chooses the version of IP."),
    "--http1.0": tr("HTTP/2 or HTTP/1.1 is used."),
    "--http3": tr("HTTP/2 or HTTP/1.1 is used."),
    "--next": tr("only the first request was imported."),
}
_TAKES_VALUE = frozenset(
    {*_HANDLERS, *_LOOKED_UP, *_IGNORED_WITH_VALUE, *_REFUSED_WITH_VALUE} - {"--digest"}
)
