"""Tests of collections never touch the trash of the person."""

import pytest


@pytest.fixture(autouse=True)
def own_trash(tmp_path_factory, monkeypatch):
    """Give the test a trash of its own."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder
