import importlib
import inspect
import json
import os
import re
import subprocess
import sys

import pytest

from aiurdesk import resources
from aiurdesk.core import translation
from aiurdesk.core.request.conversation import ANY_FRAME, EVERY_FRAME
from aiurdesk.core.translation import language, tr
from aiurdesk.language import VARIABLE, set_language


@pytest.fixture(autouse=True)
def _english_afterwards(monkeypatch):
    # Set and not deleted, so that what a test sets in the environment is undone.
    monkeypatch.setenv(VARIABLE, "en")
    yield
    translation.use(None)


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({}, ""),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, ""),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:de:en"}, "de"),
        ({"LANG": "fr_FR.UTF-8"}, ""),
        ({"LANG": "zh_CN.GB18030"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, ""),
        ({"LANG": "de_DE", "LC_MESSAGES": "zh_CN"}, "zh_CN"),
        ({"LANG": "de_DE", "LC_ALL": "en_GB"}, ""),
        ({"LANG": "de_DE", VARIABLE: "en"}, ""),
        ({"LANG": "en_GB", VARIABLE: "zh-Hans"}, "zh_CN"),
    ],
)
def test_the_system_and_a_variable_choose_the_language(tmp_path, environ, name):
    set_language(tmp_path, environ)
    assert language() == name
    # For the processes that this one starts.
    assert os.environ[VARIABLE] == (name or "en")


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"language": "de"}, "de"),
        ({"language": "system"}, "zh_CN"),
        ({"language": 5}, "zh_CN"),
        ([], "zh_CN"),
    ],
)
def test_the_setting_counts_before_the_system(tmp_path, settings, name):
    (tmp_path / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    set_language(tmp_path, {"LANG": "zh_CN.UTF-8"})
    assert language() == name


def test_settings_that_are_damaged_choose_nothing(tmp_path):
    (tmp_path / "settings.json").write_text("{", encoding="utf-8")
    set_language(tmp_path, {})
    assert language() == ""


def test_every_language_has_its_texts(tmp_path):
    texts = set()
    for name in ("de", "zh_CN"):
        assert f"languages/{name}.mo" in resources.list_names("languages")
        set_language(tmp_path, {VARIABLE: name})
        texts.add(tr("Send"))
    assert len(texts - {"Send"}) == 2


def test_no_module_with_texts_is_imported_before_the_language_is_chosen():
    loaded = "import sys, aiurdesk.__main__, aiurdesk.language; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    names = [name for name in run.stdout.split() if name.startswith("aiurdesk")]
    assert "aiurdesk.language" in names
    with_texts = [
        name
        for name in names
        if name != "aiurdesk.core.translation"
        and re.search(r"\btrn?\(", inspect.getsource(importlib.import_module(name)))
    ]
    assert with_texts == []


_IN_GERMAN = """
from aiurdesk.language import set_language
set_language(None)
import msgspec
from aiurdesk.core.collection.literal_secrets import place_words
from aiurdesk.core.expectations.captures import origin_words
from aiurdesk.core.expectations.frame_tests import read_frame_test, title_of
from aiurdesk.core.expectations.typed_tests import frame_row, typed_frame_test
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.form.response_test_line import FrameTestLine
from aiurdesk.ui.startup.app import make_application
from aiurdesk.ui.theme.theme import Theme

test = read_frame_test({"frame": "every", "equals": "a"})
application = make_application()
theme = Theme(application)
theme.apply(ColourScheme.LIGHT, 100)
line = FrameTestLine(theme)
line.restore(frame_row(test))
told = [line.frame.line.text(), typed_frame_test(line.row()).frame]
line.frame.line.setText("Irgendeiner")
told.append(typed_frame_test(line.row()).frame)
line.frame.line.setText("any")
told.append(typed_frame_test(line.row()).frame)
told += [title_of(test), origin_words("header Link"), place_words("value Token")]
print(msgspec.json.encode(told).decode())
"""


def test_words_that_files_keep_in_english_are_shown_in_the_language_of_the_person():
    environ = {**os.environ, VARIABLE: "de", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _IN_GERMAN]
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    told = json.loads(run.stdout.splitlines()[-1])
    assert told[:4] == ["jeder", EVERY_FRAME, ANY_FRAME, ANY_FRAME]
    assert told[4:] == ["jeder Frame: Text ist gleich a", "Header Link", "Wert Token"]
