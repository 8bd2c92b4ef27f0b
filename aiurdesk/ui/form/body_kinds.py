"""The kinds of bodies that a person can choose, and what one hands on to another."""

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.formats.json.layout import formatted
from aiurdesk.core.request.graphql_text import graphql_body, graphql_json
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.styled import styled


class BodyKind(msgspec.Struct, frozen=True):
    """Titles of a kind of body in the panel and at the tab."""

    title: str
    """In the list of the panel."""
    in_tab: str
    """Behind the title of the tab."""


# In the order of the list, in which the pages of the stack are, too.
BODY_KINDS: Mapping[type[Body], BodyKind] = {
    NoBody: BodyKind(tr("None"), ""),
    FormBody: BodyKind(tr("Form"), tr("form")),
    MultipartBody: BodyKind(tr("Multipart"), tr("multipart")),
    JsonBody: BodyKind("JSON", "JSON"),
    GraphqlBody: BodyKind("GraphQL", "GraphQL"),
    TextBody: BodyKind(tr("Text"), tr("text")),
    FileBody: BodyKind(tr("File"), tr("file")),
}

CONTENT_TYPES = (
    "text/plain; charset=utf-8",
    "application/xml",
    "text/xml",
    "text/html",
    "text/csv",
    "text/markdown",
    "application/graphql",
    "application/x-ndjson",
    "application/yaml",
    "application/json",
    "application/octet-stream",
    "application/pdf",
    "application/zip",
    "image/png",
    "image/jpeg",
)
"""Offered for the text and the file of a body, the most usual ones first."""


def body_of_kind(body: Body, kind: type[Body], kept: Body | None) -> Body:
    """Return a body of another kind with the same text or rows, or else the last such body.

    Args:
        body: The body that is shown.
        kind: What was chosen instead.
        kept: What a body of that kind held last; None where none was shown yet.
    """
    match body:
        case FormBody() if kind is MultipartBody:
            # The files that the form could not hold come back behind its rows.
            files = kept.rows if isinstance(kept, MultipartBody) else ()
            return MultipartBody((*body.rows, *filter(_is_file, files)))
        case MultipartBody() if kind is FormBody:
            # A form without multipart cannot carry files. They are kept for the way back.
            return FormBody(tuple(row for row in body.rows if not _is_file(row)))
        case JsonBody() if kind is TextBody and body.text:
            return TextBody(body.text)
        case TextBody() if kind is JsonBody and body.text:
            return JsonBody(body.text)
        case TextBody() if kind is GraphqlBody and body.text:
            return GraphqlBody(body.text)
        case GraphqlBody() if kind is JsonBody and body.query:
            written = graphql_json(body)
            return JsonBody(formatted(written) or written)
        case JsonBody() if kind is GraphqlBody and (read := graphql_body(body.text)):
            return read
    return kind() if kept is None else kept


def _is_file(row: Row) -> bool:
    return isinstance(row.value, FileValue)


_OTHER = tr("Another one")


class BodyTypeRow(QWidget):
    """Hidden where there is nothing to choose."""

    chosen = Signal(str)
    """Emitted with the content type that the person chose."""

    def __init__(self) -> None:
        super().__init__()
        self._box = styled(ChoiceBox(), spoken=tr("Content type"))
        label = labelled(tr("Content type"), self._box)
        row_of(self, label, self._box, 1, margins=0, spacing=10)
        self._box.activated.connect(self._on_activated)
        self.hide()

    def show_types(self, types: tuple[str, ...], current: str) -> None:
        """Show what can be chosen, and what is.

        Args:
            types: Of which there may be none.
            current: One of them; empty where the body is of none.
        """
        self.setVisible(len(types) > 1)
        listed = types if current or not types else (*types, _OTHER)
        self._box.clear()
        self._box.addItems(list(listed))
        self._box.setCurrentText(current or _OTHER)

    def _on_activated(self, index: int) -> None:
        text = self._box.itemText(index)
        if text != _OTHER:
            self.chosen.emit(text)
