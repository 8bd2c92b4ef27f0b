"""What keeps the window from opening, told before Qt ends the process."""

from pathlib import Path

import pytest

from aiurdesk.ui.requirements import (
    LIBRARIES,
    _load_trouble,
    _platform_plugins,
    explain_missing,
    has_display,
    missing_for_window,
)


def test_a_library_that_is_not_there_is_named_with_its_packages():
    text = explain_missing({"libGL.so.1": LIBRARIES["libGL.so.1"]}, "")
    assert "libGL.so.1" in text
    assert "apt-get install --no-install-recommends libgl1\n" in text
    assert "dnf install libglvnd-glx\n" in text
    assert "aiurdesk send" in text


def test_a_package_that_brings_two_libraries_is_named_once():
    names = ("libglib-2.0.so.0", "libgthread-2.0.so.0")
    text = explain_missing({name: LIBRARIES[name] for name in names}, "")
    assert text.count("libglib2.0-0t64") == 1


def test_an_unknown_trouble_is_told_as_the_linker_told_it():
    assert "libodd.so.3: no such file" in explain_missing({}, "libodd.so.3: no such file")


def test_the_linker_names_the_library_that_it_does_not_find():
    assert "libsurely-not-there.so.7" in _load_trouble("libsurely-not-there.so.7")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_each_of_three_variables_makes_a_display(name):
    assert has_display({name: "x"})
    assert not has_display({name: ""})


def test_the_plugins_checked_are_those_that_qt_would_try(tmp_path: Path):
    for name in ("libqxcb.so", "libqwayland.so", "libqminimal.so"):
        (tmp_path / name).touch()

    def names(**environment: str) -> list[str]:
        return [plugin.name for plugin in _platform_plugins(tmp_path, environment)]

    assert names(DISPLAY=":0") == ["libqxcb.so"]
    assert names(WAYLAND_DISPLAY="w", DISPLAY=":0") == ["libqwayland.so", "libqxcb.so"]
    assert names(QT_QPA_PLATFORM="offscreen", DISPLAY=":0") == []


def test_nothing_is_missing_where_the_tests_run(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert missing_for_window() == ""
