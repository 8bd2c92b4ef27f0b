"""The header lines that a person adds to a request."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.preparing.header import check_header
from aiurdesk.core.request.request import FieldError, Header
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import variable_names
from aiurdesk.ui.form.pair_line import PairKind
from aiurdesk.ui.form.pairs_panel import PairsPanel
from aiurdesk.ui.theme.theme import Theme

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_KNOWN = {
    "Accept": (_JSON, "text/html", "text/plain", "application/xml", "image/*", "*/*"),
    "Accept-Encoding": ("gzip", "deflate", "br", "zstd", "identity"),
    "Accept-Language": ("en-US", "en", "zh-CN", "de"),
    "Authorization": ("Bearer ", "Basic "),
    "Cache-Control": ("no-cache", "no-store", "max-age=0"),
    "Content-Type": (_JSON, _FORM, "text/plain; charset=utf-8", "application/xml", "text/csv"),
    "Content-Disposition": ("attachment", "inline"),
    "Content-Encoding": ("gzip",),
    "Content-Language": ("en-US", "en"),
    "Cookie": (),
    "Date": (),
    "DNT": ("1",),
    "Expect": ("100-continue",),
    "Forwarded": (),
    "From": (),
    "Host": (),
    "Idempotency-Key": ("{{$uuid}}",),
    "If-Match": ("*",),
    "If-Modified-Since": (),
    "If-None-Match": ("*",),
    "If-Range": (),
    "If-Unmodified-Since": (),
    "Link": (),
    "Origin": (),
    "Pragma": ("no-cache",),
    "Prefer": ("return=minimal", "return=representation"),
    "Range": ("bytes=0-1023",),
    "Referer": (),
    "User-Agent": (),
    "X-Api-Key": (),
    "X-Correlation-Id": ("{{$uuid}}",),
    "X-Forwarded-For": (),
    "X-HTTP-Method-Override": ("PUT", "PATCH", "DELETE"),
    "X-Request-Id": ("{{$uuid}}",),
    "X-Requested-With": ("XMLHttpRequest",),
}
"""Usual headers of requests, the most usual ones of a beginning first, with usual values.

Source: IANA, HTTP Field Name Registry (2026-10), and de-facto names that begin with X-.
"""
_VALUES = {name.casefold(): values for name, values in _KNOWN.items()}


def _problem(name: str, value: str) -> str:
    # Names and values with variables are checked when they are resolved.
    named = "X" if variable_names(name) else name
    return check_header(Header(named, "" if variable_names(value) else value)) or ""


HEADERS = PairKind(
    noun=tr("header"),
    empty=tr(
        "Content-Type, Host and some others are added automatically. Add a header to send more."
    ),
    check=_problem,
    known_names=tuple(_KNOWN),
    # Not only secrets: the value of Cookie, too, tells a server who somebody is.
    hides=is_secret_name,
    known_values=lambda name: _VALUES.get(name.strip().casefold(), ()),
)


class HeadersPanel(PairsPanel):
    """Header lines one below the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(HEADERS, theme, parent)

    def headers(self) -> tuple[Header, ...]:
        """Return the header lines that are sent."""
        return sent_headers(self.filled_rows())

    def show_errors(self, errors: tuple[FieldError, ...]) -> None:
        """Show errors at their headers, and select the first invalid value."""
        for line in self.lines:
            texts = (e.text for e in errors if e.header is not None and e.header == line.pair()[0])
            line.show_texts(tuple(texts))
        self.focus_problem()
