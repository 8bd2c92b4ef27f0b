"""Steps of a person who works with collections in the real window."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from aiurdesk.core.request.request import Request
from aiurdesk.ui.collections.collections_section import CollectionsSection

PUSH = "stargate.message.pushmessage"


def put(file: Path, number: int | str = 2, **more: str) -> None:
    """Write the file of a saved request."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {json.dumps(text)}" for key, text in more.items()]
    head = "\n".join([f'endpoint = "{PUSH}"', *lines])
    file.write_text(f'{head}\nvalues = [\n    ["ChannelId", "{number}"],\n]\n', encoding="utf-8")


def a_collection(folder: Path, *names: str) -> Path:
    """Write a collection with some requests."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "collection.toml").write_text('format = 1\nname = "Checks"\n')
    for name in names or ("A", "B", "inner/C"):
        put(folder / f"{name}.request.toml")
    return folder


async def open_collection(opened: Any, folder: Path) -> CollectionsSection:
    """Open a collection and unfold everything in it."""
    opened.controller.collections_tab.open_folder(str(folder))
    await opened.scope.idle()
    section: CollectionsSection = opened.controller.collections.section
    unfold(section)
    return section


def unfold(section: CollectionsSection) -> None:
    """Unfold everything in the collections."""
    below = list(section.tree.rows.roots)
    while below:
        node = below.pop()
        section.tree.view.setExpanded(section.tree.rows.index_of(node), True)
        below += node.children


async def open_request(opened: Any, file: Path) -> Any:
    """Open a saved request in a tab."""
    opened.controller.opener.open_target(str(file))
    await opened.scope.idle()
    assert opened.current.copy.path == str(file)
    return opened.current


async def press_keys(opened: Any, widget: Any, *keys: Any) -> None:
    """Press keys in a widget, and wait for what they do."""
    widget.setFocus()
    for key in keys:
        modifiers = Qt.KeyboardModifier.NoModifier
        if isinstance(key, tuple):
            modifiers, key = key
        QTest.keyClick(widget, key, modifiers)
    await opened.scope.idle()


def set_channel(opened: Any, number: str) -> None:
    """Type another value into the form of the request in front."""
    opened.page.set_values((("ChannelId", number),))


def channel(opened: Any) -> Any:
    """Return the value in the form of the request in front."""
    return dict(opened.page.editors.values.fields.values()).get("ChannelId")


def rows_of(section: CollectionsSection) -> list[str]:
    """Return the titles in the tree, those below others indented."""
    model = section.tree.view.model()

    def below(parent: QModelIndex, depth: int) -> list[str]:
        rows = []
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            rows.append("  " * depth + str(index.data()))
            if model.canFetchMore(index):
                model.fetchMore(index)
            rows += below(index, depth + 1)
        return rows

    roots = section.tree.rows.roots
    return below(section.tree.rows.index_of(roots[0]).parent(), 0) if roots else []


def told(opened: Any) -> list[str]:
    """Return the messages of the window."""
    return [message.text for message in opened.window.message_bar.messages]


def edited(request: Request) -> dict[str, Any]:
    """Return the values of a request by name."""
    return dict(request.values)
