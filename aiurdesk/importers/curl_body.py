"""The body that the options of a ``curl`` command line make.

Source: curl 8.16 manual page, ``-d`` and its relatives, ``--json``, ``-F`` and ``-T``.
"""

import json
import re
from urllib.parse import quote, unquote_plus

import msgspec

from aiurdesk.core.preparing.wire_body import URLENCODED
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
    Row,
    TextBody,
    Value,
)
from aiurdesk.core.translation import tr
from aiurdesk.importers.curl_words import StandardInput
from aiurdesk.importers.left_out import LeftOut, LeftOutKind, LeftOutList
from aiurdesk.importers.request_parts import text_body

_PART_OPTION = re.compile(r";(?=(?:type|filename|headers|encoder)=)")
"""A semicolon alone may belong to the name of the file."""
_PAIR = re.compile(r"[^=&\s]+=[^&]*")
"""A name without blanks: JSON, too, may hold an equals sign."""
_JSON_UTF_8 = "application/json;charset=utf-8"


class _Data(msgspec.Struct, frozen=True):
    """What one ``-d`` or one of its relatives adds to the body."""

    text: str = ""
    file: str = ""
    pair: tuple[str, str] | None = None
    """Name and value of ``--data-urlencode``, which are not encoded yet."""


class CurlBody:
    """Collects what ``-d``, ``--json``, ``-F``, ``-T`` and their relatives say."""

    def __init__(
        self, headers: list[Header], notes: LeftOutList, given: StandardInput | None
    ) -> None:
        """Begin.

        Args:
            headers: Those of the command; the body takes its type out of them.
            notes: Gets what is left out.
            given: The standard input of the command, if it is written behind it.
        """
        self._headers = headers
        self._notes = notes
        self._input = given
        self._data: list[_Data] = []
        self._json: list[str] = []
        self._form: list[Row] = []
        self._upload = ""
        self._sent = ""
        """What ``-T -`` sends."""
        self.is_left_out = False
        """Whether there is a body that could not be carried over."""

    def _leave_out(self, words: str, kind: LeftOutKind = LeftOutKind.OPTION) -> None:
        self._notes.append(LeftOut(words, kind=kind))

    def take_data(self, text: str, *, reads_files: bool = True, keeps_lines: bool = False) -> None:
        """Take what ``-d`` or a relative of it says."""
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

    def take_urlencoded(self, text: str) -> None:
        """Take what ``--data-urlencode`` says to send."""
        # Whichever comes first: content, =content, name=content, @file or name@file.
        mark = next((at for at, character in enumerate(text) if character in "=@"), -1)
        if mark >= 0 and text[mark:] == "@-" and self._input is not None:
            said = self._input.text
            pair = (text[:mark], said) if mark else None
            self._data.append(_Data("" if pair else quote(said, safe=""), pair=pair))
        elif mark >= 0 and text[mark] == "@":
            self.is_left_out = True
            self._leave_out(tr("--data-urlencode {text}: the file was not read.").format(text=text))
        elif mark > 0:
            self._data.append(_Data(pair=(text[:mark], text[mark + 1 :])))
        else:
            self._data.append(_Data(quote(text.removeprefix("="), safe="")))

    def _leave_input_out(self, option: str) -> None:
        self.is_left_out = True
        self._leave_out(
            tr("{option}: standard input was not imported.").format(option=option), LeftOutKind.BODY
        )

    def take_json(self, text: str) -> None:
        """Take what ``--json`` says to send."""
        if text == "@-" and self._input is not None:
            self._json.append(self._input.text.removesuffix("\n"))
            return
        if text == "@-":
            self._leave_input_out("--json @-")
            return
        if text.startswith("@"):
            self._data.append(_Data(file=text[1:]))
        self._json.append("" if text.startswith("@") else text)

    def take_form(self, text: str) -> None:
        """Take what ``-F`` says to send."""
        name, _, value = text.partition("=")
        if _PART_OPTION.split(value)[0] in ("@-", "<-"):
            self._leave_input_out(f"-F {name}")
            return
        self._form.append(Row(name, self._form_value(name, value)))

    def take_form_text(self, text: str) -> None:
        """Take ``--form-string``, in which no file is named."""
        self._form.append(Row(*text.partition("=")[::2]))

    def _form_value(self, name: str, value: str) -> Value:
        content, *options = _PART_OPTION.split(value)
        said = {part.partition("=")[0]: part.partition("=")[2] for part in options}
        if not value.startswith(("@", "<")):
            if said:
                self._leave_out(
                    tr("-F {name}: the type of a text field was not imported.").format(name=name)
                )
            return content.strip('"') if content.startswith('"') else content
        if value.startswith("<"):
            self._leave_out(
                tr("-F {name}: the content of a file is sent as a file, not as text.").format(
                    name=name
                )
            )
        path = content[1:].strip('"')
        filename = said.get("filename", re.split(r"[/\\]", path)[-1]).strip('"')
        return FileValue(path, filename, said.get("type", ANY_BYTES))

    def take_upload(self, text: str) -> None:
        """Take what ``-T`` says to send."""
        if text in ("-", ".") and self._input is not None:
            self._sent = self._input.text
        elif text in ("-", "."):
            self._leave_out(tr("-T: standard input was not imported."), LeftOutKind.BODY)
        else:
            self._upload = text

    def query_parts(self) -> list[str]:
        """Return what ``--get`` adds to the address."""
        return [_written(data) for data in self._data]

    def body(self, *, in_query: bool) -> Body:
        """Return the body.

        Args:
            in_query: Whether ``--get`` puts the data into the address.
        """
        if self._upload:
            return FileBody(self._upload, self._taken_type() or ANY_BYTES)
        if self._sent:
            return text_body(self._sent, self._taken_type() or PLAIN_TEXT)
        if self._form:
            self._leave_types_out()
            return MultipartBody(tuple(self._form))
        if in_query or not (self._data or self._json):
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
            self._leave_out(
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
            self._leave_out(
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
            self._headers[:] = [h for h in self._headers if not _is_type(h)]
        return content_type

    def _leave_types_out(self) -> None:
        # The boundary in a copied type belongs to the parts that were sent then.
        if any(
            not content_type.lower().startswith("multipart/form-data")
            for content_type in self._types()
        ):
            self._leave_out(
                tr("-H 'Content-Type': a body of parts is sent with its own type."),
                LeftOutKind.HEADER,
            )
        self._headers[:] = [h for h in self._headers if not _is_type(h)]

    def _drop_json_type(self) -> None:
        # JSON is sent with this type anyway; another one, such as a vendor's, stays a header.
        if self._type().lower().replace(" ", "") in ("application/json", _JSON_UTF_8):
            self._taken_type()


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
