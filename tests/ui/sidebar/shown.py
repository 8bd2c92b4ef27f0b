"""Look at views of the sidebar, and click in them."""

from PySide6.QtCore import Qt


def visible(tree):
    """Return the titles of the rows that are not below folded ones."""
    assert tree.isVisible()
    texts = []
    index = tree.model().index(0, 0)
    while index.isValid():
        texts.append(index.data())
        index = tree.indexBelow(index)
    return texts


def click(qtbot, tree, index):
    """Click in the middle of a row."""
    position = tree.visualRect(index).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)
