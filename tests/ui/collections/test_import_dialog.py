from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QCheckBox, QPushButton, QTabWidget, QWidget

from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.services.imports.imported_files import ImportedFiles
from aiurdesk.services.imports.importing import ImportPlan, ImportSource, LeftOut
from aiurdesk.ui.collections.collection_import import ImportDialog

CREDENTIAL = OfferedCredential(
    "basic", "Shop", "", (("user", "ann"),), (("password", Secret("pw-of-ann")),)
)
FILES = ImportedFiles(
    (("collection.toml", ""), ("A%2FB.request.toml", ""), ("environments/E.toml", "")),
    1,
    ("E",),
    (LeftOut("the test script.", "A"),),
    0,
    (CREDENTIAL,),
)
PLAN = ImportPlan(ImportSource("/x/shop.json"), Path("/x/shop"), FILES)


def test_all_that_was_found_is_shown(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportDialog(theme, holder, PLAN)
    (tabs,) = dialog.findChildren(QTabWidget)
    titles = [tabs.tabText(number) for number in range(tabs.count())]
    assert titles == ["Requests 1", "Environments 1", "Secrets 1", "Not carried over 1"]
    accept = dialog.findChild(QPushButton, "import_accept")
    assert isinstance(accept, QPushButton)
    assert (accept.text(), accept.isEnabled()) == ("Import", True)
    (box,) = dialog.findChildren(QCheckBox)
    assert box.text() == "Shop: password of ann"
    assert dialog.kept == (CREDENTIAL,)
    box.setChecked(False)
    assert not dialog.kept


def test_a_folder_that_cannot_take_it_says_why(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportDialog(theme, holder, PLAN)
    accept = dialog.findChild(QPushButton, "import_accept")
    assert isinstance(accept, QPushButton)
    dialog.show_problem("It is not empty.")
    assert (dialog.plan, dialog.kept, accept.isEnabled()) == (None, (), False)
    merged = replace(PLAN, is_merge=True, replaced=("A%2FB.request.toml",))
    dialog.show_plan(merged)
    assert (dialog.plan, accept.text(), accept.isEnabled()) == (merged, "Merge", True)
