"""A ``curl`` command line as a request.

Source: curl 8.16 manual page, OPTIONS; secrets stay in the request and are offered as a credential
by ``core/preparing/secret_offer.py``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, unquote_plus

import msgspec
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
from aiurdesk.core.preparing.wire_body import URLENCODED
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql_text import recognized_body
from aiurdesk.core.request.request import (
    ANY_BYTES,
    PLAIN_TEXT,
    Body,
    FileBody,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    Request,
    Row,
    SendOptions,
    TextBody,
    Value,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import usual_name
from aiurdesk.importers.curl_words import (
    StandardInput,
    Unsplittable,
    shell_variables,
    without_input,
    words_of,
)
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.importers.left_out import LeftOut, LeftOutKind, LeftOutList
from aiurdesk.importers.request_parts import EMPTY_SEGMENT, IF_MISTAKE, has_empty_segment, text_body

_COMMAND = re.compile(r"\s*(?:\$\s+)?(?:\S*[/\\])?curl(?:\.exe)?(?=\s|$)", re.IGNORECASE)
_PART_OPTION = re.compile(r";(?=(?:type|filename|headers|encoder)=)")
"""A semicolon alone may belong to the name of the file."""
_PORT = re.compile(r":\d+$")
_PAIR = re.compile(r"[^=&\s]+=[^&]*")
"""A name without blanks: JSON, too, may hold an equals sign."""


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


class _Data(msgspec.Struct, frozen=True):
    """What one ``-d`` or one of its relatives adds to the body."""

    text: str = ""
    file: str = ""
    pair: tuple[str, str] | None = None
    """Name and value of ``--data-urlencode``, which are not encoded yet."""


class _Reading:
    """Collects what the options of a command line say."""

    def __init__(self, given: StandardInput | None = None) -> None:
        """Begin.

        Args:
            given: The standard input of the command, if it is written behind it.
        """
        self._input = given
        self.url = ""
        self._url_word = ""
        self._is_url_sure = False
        self.notes = LeftOutList()
        self._given: dict[str, str] = {}
        """The last value of each option."""
        self._headers: list[Header] = []
        self._data: list[_Data] = []
        self._json: list[str] = []
        self._form: list[Row] = []
        self._upload = ""
        self._sent = ""
        """What ``-T -`` sends."""
        self._is_post = False
        """Whether there is a body that could not be carried over."""
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
        body = self._body()
        # As curl chooses it; -X comes before all of that.
        has_body = self._is_post or not isinstance(body, NoBody)
        usual = "POST" if has_body and "--get" not in self._given else "GET"
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

    def _take_data(self, text: str, *, reads_files: bool = True, keeps_lines: bool = False) -> None:
        if reads_files and text == "@-" and self._input is not None:
            said = self._input.text
            # curl takes the ends of lines out; in JSON they mean nothing and can be read.
            lines = said.removesuffix("\n") if _is_json(said) else re.sub(r"[\r\n]", "", said)
            self._data.append(_Data(said if keeps_lines else lines))
        elif reads_files and text == "@-":
            self._leave_input_out("-d @-")
        elif reads_files and text.startswith("@"):
            self._data.append(_Data(file=text[1:]))
        else:
            self._data.append(_Data(text))

    def _take_urlencoded(self, text: str) -> None:
        # Whichever comes first: content, =content, name=content, @file or name@file.
        mark = next((at for at, character in enumerate(text) if character in "=@"), -1)
        if mark >= 0 and text[mark:] == "@-" and self._input is not None:
            said = self._input.text
            pair = (text[:mark], said) if mark else None
            self._data.append(_Data("" if pair else quote(said, safe=""), pair=pair))
        elif mark >= 0 and text[mark] == "@":
            self._is_post = True
            self.left_out(tr("--data-urlencode {text}: the file was not read.").format(text=text))
        elif mark > 0:
            self._data.append(_Data(pair=(text[:mark], text[mark + 1 :])))
        else:
            self._data.append(_Data(quote(text.removeprefix("="), safe="")))

    def _leave_input_out(self, option: str) -> None:
        self._is_post = True
        self.left_out(
            tr("{option}: standard input was not imported.").format(option=option), LeftOutKind.BODY
        )

    def _take_json(self, text: str) -> None:
        if text == "@-" and self._input is not None:
            self._json.append(self._input.text.removesuffix("\n"))
            return
        if text == "@-":
            self._leave_input_out("--json @-")
            return
        if text.startswith("@"):
            self._data.append(_Data(file=text[1:]))
        self._json.append("" if text.startswith("@") else text)

    def _take_form(self, text: str) -> None:
        name, _, value = text.partition("=")
        if _PART_OPTION.split(value)[0] in ("@-", "<-"):
            self._leave_input_out(f"-F {name}")
            return
        self._form.append(Row(name, self._form_value(name, value)))

    def _form_value(self, name: str, value: str) -> Value:
        content, *options = _PART_OPTION.split(value)
        said = {part.partition("=")[0]: part.partition("=")[2] for part in options}
        if not value.startswith(("@", "<")):
            if said:
                self.left_out(
                    tr("-F {name}: the type of a text field was not imported.").format(name=name)
                )
            return content.strip('"') if content.startswith('"') else content
        if value.startswith("<"):
            self.left_out(
                tr("-F {name}: the content of a file is sent as a file, not as text.").format(
                    name=name
                )
            )
        path = content[1:].strip('"')
        filename = said.get("filename", re.split(r"[/\\]", path)[-1]).strip('"')
        return FileValue(path, filename, said.get("type", ANY_BYTES))

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
            added += [_written(data) for data in self._data]
        # The query goes before the fragment.
        start, hash_mark, rest = self.url.partition("#")
        mark = "&" if "?" in start else "?"
        return f"{start}{mark}{'&'.join(added)}{hash_mark}{rest}" if added else self.url

    def _body(self) -> Body:
        if self._upload:
            return FileBody(self._upload, self._taken_type() or ANY_BYTES)
        if self._sent:
            return text_body(self._sent, self._taken_type() or PLAIN_TEXT)
        if self._form:
            self._leave_types_out()
            return MultipartBody(tuple(self._form))
        if "--get" in self._given or not (self._data or self._json):
            return NoBody()
        files = [data.file for data in self._data if data.file]
        if files:
            return self._file_body(files)
        if self._json:
            if not any(header.name.lower() == "accept" for header in self._headers):
                self._headers.append(Header("Accept", "application/json"))
            self._drop_json_type()
            return JsonBody("".join(self._json))
        return self._text_body()

    def _file_body(self, files: list[str]) -> Body:
        if len(files) + len([data for data in self._data if not data.file]) > 1:
            self.left_out(
                tr("-d: only the file {value} was imported; parts cannot be joined.").format(
                    value=files[0]
                )
            )
        usual = "application/json" if self._json else URLENCODED
        return FileBody(files[0], self._taken_type() or usual)

    def _text_body(self) -> Body:
        text = "&".join(_written(data) for data in self._data)
        content_type = self._type()
        if "json" in content_type.lower():
            self._drop_json_type()
            return JsonBody(text)
        # A type that was given says what the text is.
        if content_type and content_type.partition(";")[0].strip().lower() != URLENCODED:
            return TextBody(text, self._taken_type())
        # Pairs become a form that can be edited; anything else stays one text.
        rows = [row for data in self._data for row in _rows(data)]
        if all(row is not None for row in rows):
            self._taken_type()
            return FormBody(tuple(row for row in rows if row is not None))
        if _is_json(text):
            self.left_out(
                tr("curl sends this JSON as a form; choose JSON in the Body tab to send its type.")
            )
        return TextBody(text, self._taken_type() or URLENCODED)

    def _types(self) -> list[str]:
        return [h.value for h in self._headers if _is_type(h)]

    def _type(self) -> str:
        return next(iter(self._types()), "")

    def _taken_type(self) -> str:
        """Return the content type, which belongs to the body from now on."""
        content_type = self._type()
        # curl sends several as they are; a body has one, so they stay headers, which replace it.
        if len(self._types()) == 1:
            self._headers = [h for h in self._headers if not _is_type(h)]
        return content_type

    def _leave_types_out(self) -> None:
        # The boundary in a copied type belongs to the parts that were sent then.
        if any(
            not content_type.lower().startswith("multipart/form-data")
            for content_type in self._types()
        ):
            self.left_out(
                tr("-H 'Content-Type': a body of parts is sent with its own type."),
                LeftOutKind.HEADER,
            )
        self._headers = [h for h in self._headers if not _is_type(h)]

    def _drop_json_type(self) -> None:
        # JSON is sent with this type anyway; another one, such as a vendor's, stays a header.
        if self._type().lower().replace(" ", "") in ("application/json", _JSON_UTF_8):
            self._taken_type()

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

    def _set_upload(self, text: str) -> None:
        if text in ("-", ".") and self._input is not None:
            self._sent = self._input.text
        elif text in ("-", "."):
            self.left_out(tr("-T: standard input was not imported."), LeftOutKind.BODY)
        else:
            self._upload = text

    def _add_header(self, name: str, value: str) -> None:
        self._headers.append(Header(name, value))


_OF_CONNECTION = ("content-length", "transfer-encoding")
_JSON_UTF_8 = "application/json;charset=utf-8"


def _is_type(header: Header) -> bool:
    return header.name.lower() == "content-type"


def _written(data: _Data) -> str:
    if data.pair is not None:
        return f"{data.pair[0]}={quote(data.pair[1], safe='')}"
    return data.text


def _rows(data: _Data) -> list[Row | None]:
    """Return the pairs of a form, None for what is not a pair."""
    if data.pair is not None:
        return [Row(unquote_plus(data.pair[0]), data.pair[1])]
    return [_row(pair) for pair in data.text.split("&")] if data.text else []


def _row(pair: str) -> Row | None:
    if not _PAIR.fullmatch(pair):
        return None
    name, _, value = pair.partition("=")
    # What is not UTF-8 could not be sent again as it was.
    try:
        return Row(unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict"))
    except UnicodeDecodeError:
        return None


def _is_json(text: str) -> bool:
    try:
        # Python refuses to read a number of more than 4,300 digits as an int.
        return isinstance(json.loads(text, parse_int=str), dict | list)
    except (ValueError, RecursionError):
        return False


_HANDLERS: Mapping[str, Callable[[_Reading, str], None]] = {
    "--header": _Reading._take_header,
    "--data": _Reading._take_data,
    "--data-ascii": _Reading._take_data,
    "--data-binary": lambda reading, text: reading._take_data(text, keeps_lines=True),
    "--data-raw": lambda reading, text: reading._take_data(text, reads_files=False),
    "--data-urlencode": _Reading._take_urlencoded,
    "--json": _Reading._take_json,
    "--form": _Reading._take_form,
    "--form-string": lambda reading, text: reading._form.append(Row(*text.partition("=")[::2])),
    "--user": _Reading._take_user,
    "--aws-sigv4": _Reading._sign,
    "--cookie": _Reading._take_cookies,
    "--user-agent": lambda reading, text: reading._add_header("User-Agent", text),
    "--referer": lambda reading, text: reading._add_header("Referer", text),
    "--oauth2-bearer": lambda reading, text: reading._add_header("Authorization", f"Bearer {text}"),
    "--range": lambda reading, text: reading._add_header("Range", f"bytes={text}"),
    "--url": _Reading._take_url,
    "--url-query": lambda reading, text: reading._query.append(text.removeprefix("+")),
    "--upload-file": _Reading._set_upload,
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
