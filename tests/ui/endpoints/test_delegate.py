from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QCursor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QTreeView

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.endpoints.outline import (
    EndpointEntry,
    EntryPainter,
    children_of,
    outline,
    title_of,
    unreachable_below,
)
from aiurdesk.ui.widgets.rows_model import ItemRole
from aiurdesk.ui.widgets.tree_model import TreeModel
from tests.ui.endpoints.test_outline import DESCRIPTIONS, a_description
from tests.ui.endpoints.test_services_section import ENVIRONMENT


def a_tree(qtbot, theme, descriptions=DESCRIPTIONS, environment=ENVIRONMENT):
    model: TreeModel[EndpointEntry] = TreeModel(children_of, title_of)
    roots = outline(descriptions, environment)
    model.set_roots(roots)
    tree = QTreeView()
    qtbot.addWidget(tree)
    theme.apply_to(tree)
    model.setParent(tree)
    tree.setModel(model)
    delegate = EntryPainter(theme, tree)
    delegate.unreachable = unreachable_below(roots)
    tree.setItemDelegate(delegate)
    tree.expandAll()
    tree.resize(260, 400)
    return tree, delegate


def colours_of(widget):
    picture = widget.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


def test_badges_have_the_colour_of_their_method(qtbot, theme):
    tree, _ = a_tree(qtbot, theme)
    assert theme.colour("get").name() in colours_of(tree.viewport())


def test_an_endpoint_tells_its_method_and_path_under_the_pointer(qtbot, theme):
    tree, _ = a_tree(qtbot, theme)
    tree.show()
    index = tree.model().index(0, 0)
    while not isinstance(index.data(ItemRole), Endpoint):
        index = tree.model().index(0, 0, index)
    position = tree.visualRect(index).center()
    told = QHelpEvent(QEvent.Type.ToolTip, position, tree.viewport().mapToGlobal(position))
    QApplication.sendEvent(tree.viewport(), told)
    endpoint = index.data(ItemRole)
    assert QToolTip.text() == f"{endpoint.method} {endpoint.path}"
    QToolTip.hideText()


def test_a_selected_row_stands_out(qtbot, theme):
    tree, _ = a_tree(qtbot, theme)
    assert theme.colour("selection").name() not in colours_of(tree.viewport())
    tree.setCurrentIndex(tree.model().index(0, 0))
    assert theme.colour("selection").name() in colours_of(tree.viewport())


def test_the_row_under_the_pointer_stands_out(qtbot, theme):
    tree, _ = a_tree(qtbot, theme)
    tree.setMouseTracking(True)
    with qtbot.waitExposed(tree):
        tree.show()
    QCursor.setPos(tree.viewport().mapToGlobal(QPoint(300, 300)))
    assert theme.colour("hover").name() not in colours_of(tree.viewport())
    row = tree.visualRect(tree.model().index(0, 0))
    QCursor.setPos(tree.viewport().mapToGlobal(row.center()))
    qtbot.waitUntil(lambda: theme.colour("hover").name() in colours_of(tree.viewport()))


def test_a_match_is_marked(qtbot, theme):
    tree, delegate = a_tree(qtbot, theme)
    assert theme.colour("match_background").name() not in colours_of(tree.viewport())
    delegate.set_filter("STAT gate")
    assert theme.colour("match_background").name() in colours_of(tree.viewport())


def test_a_text_too_long_for_its_row_is_shortened(qtbot, theme):
    tree, delegate = a_tree(qtbot, theme)
    tree.resize(90, 400)
    delegate.set_filter("s")
    assert not tree.grab().isNull()


def test_colours_and_rows_follow_the_theme(qtbot, theme):
    tree, delegate = a_tree(qtbot, theme)
    index = tree.model().index(0, 0)
    before = tree.sizeHintForIndex(index).height()
    theme.apply(ColourScheme.DARK, 200)
    assert tree.sizeHintForIndex(index).height() > before
    assert theme.colour("get").name() in colours_of(tree.viewport())


def test_what_the_sandbox_does_not_have_is_muted(qtbot, theme):
    user = a_description("directory", "2023-2025", ("User", "One"))
    tree, _ = a_tree(qtbot, theme, (user,), SANDBOX)
    assert theme.colour("get").name() not in colours_of(tree.viewport())
    apps = a_description("directory", "2023-2025", ("Apps", "AppInfo"))
    tree, _ = a_tree(qtbot, theme, (apps,), SANDBOX)
    assert theme.colour("get").name() in colours_of(tree.viewport())


def test_a_deprecated_endpoint_is_struck_out(qtbot, theme):
    def picture(*, is_deprecated):
        service = a_description("gateway", "2020-09", ("Home", "Index"))
        endpoints = tuple(replace(e, is_deprecated=is_deprecated) for e in service.endpoints)
        tree, _ = a_tree(qtbot, theme, (replace(service, endpoints=endpoints),))
        return tree.viewport().grab().toImage()

    assert picture(is_deprecated=True) != picture(is_deprecated=False)
