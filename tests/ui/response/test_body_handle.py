from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QWidget

from aiurdesk.core.errors import StorageError
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.response.body_handle import BodyHandle


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def handle_of(window, theme):
    def make(to_file):
        handle = BodyHandle(theme, to_file, window)
        window.show()
        return handle

    return make


def dragged_files(handle):
    data = handle.model().mimeData([handle.model().index(0, 0, QModelIndex())])
    return [Path(url.toLocalFile()) for url in data.urls()]


def test_its_entry_is_dragged_and_copied(handle_of):
    handle = handle_of(lambda: None)
    entry = handle.indexAt(QPoint(handle.width() // 2, handle.height() // 2))
    assert handle.dragEnabled()
    assert entry.flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert handle.model().supportedDragActions() is Qt.DropAction.CopyAction


def test_the_file_is_written_only_when_it_is_dragged(handle_of, tmp_path):
    written = []

    def write():
        written.append(tmp_path / "body.zip")
        return written[-1]

    handle = handle_of(write)
    assert written == []
    assert dragged_files(handle) == [tmp_path / "body.zip"]


def test_without_a_body_nothing_is_dragged(handle_of):
    assert dragged_files(handle_of(lambda: None)) == []


def test_a_file_that_cannot_be_written_is_told(handle_of):
    def refuse():
        raise StorageError("The body could not be saved.")

    handle = handle_of(refuse)
    told: list[str] = []
    handle.failed.connect(told.append)
    assert dragged_files(handle) == []
    assert told == ["The body could not be saved."]


def test_its_icon_follows_the_theme_and_the_zoom(handle_of, theme):
    handle = handle_of(lambda: None)

    def picture():
        return handle.model().index(0, 0).data(Qt.ItemDataRole.DecorationRole).cacheKey()

    before, side = picture(), handle.width()
    theme.apply(ColourScheme.DARK, 200)
    assert picture() != before
    assert handle.width() > side


def test_its_entry_is_as_high_as_itself(handle_of, theme):
    handle = handle_of(lambda: None)
    handle.show_name("body.json")
    for zoom in (100, 200):
        theme.apply(ColourScheme.LIGHT, zoom)
        assert handle.visualRect(handle.model().index(0, 0)).height() == handle.height()
