"""What keeps the window from opening, told before Qt ends the process."""

import socket

import pytest

from aiurdesk.core.problem import sentence_of
from aiurdesk.ui.startup.requirements import (
    LIBRARIES,
    Screen,
    _load_trouble,
    display_answers,
    display_problem,
    explain_missing,
    wanted_screens,
    window_problem,
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


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ()),
        ({"DISPLAY": ""}, ()),
        ({"DISPLAY": ":0"}, (Screen.X11,)),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, (Screen.WAYLAND, Screen.X11)),
        ({"QT_QPA_PLATFORM": "offscreen"}, (Screen.NEEDS_NONE,)),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600", "DISPLAY": ":0"}, (Screen.NEEDS_NONE,)),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, (Screen.WAYLAND, Screen.X11)),
    ],
)
def test_the_screens_are_those_that_qt_would_try(environment, expected):
    assert wanted_screens(environment) == expected


def test_a_display_that_does_not_answer_is_not_used(tmp_path):
    assert not display_answers(Screen.X11, {"DISPLAY": ":4711"})
    nothing = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "nothing"}
    assert not display_answers(Screen.WAYLAND, nothing)


def test_a_wayland_display_is_a_socket_that_takes_connections(tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "w"))
        listener.listen()
        environment = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "w"}
        assert display_answers(Screen.WAYLAND, environment)


def test_another_display_serves_where_the_plugin_of_the_first_cannot_be_loaded(
    tmp_path, monkeypatch
):
    (tmp_path / "libqxcb.so").write_text("no library")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "w")
    screens = (Screen.X11, Screen.WAYLAND)
    assert "libqxcb.so" in sentence_of(display_problem(screens, tmp_path))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "w"))
        listener.listen()
        assert display_problem(screens, tmp_path) is None


def test_a_session_whose_display_is_gone_is_told_before_qt_aborts(monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")
    sentence = sentence_of(window_problem())
    assert "does not respond" in sentence or "libxcb" in sentence


def test_nothing_is_missing_where_the_tests_run(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert window_problem() is None
