"""A copy of the project for tests that follow the recipes of the README."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree_copy import TreeCopy, changes_of, copy_project


@pytest.fixture(scope="session")
def unchanged_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose files all other copies share."""
    folder = tmp_path_factory.mktemp("unchanged")
    copy_project(folder)
    return folder


@pytest.fixture
def copy(tmp_path: Path, unchanged_copy: Path) -> Iterator[TreeCopy]:
    """A copy of the project that the test may change."""
    before = changes_of(unchanged_copy)
    yield TreeCopy(tmp_path / "copy", unchanged_copy)
    assert changes_of(unchanged_copy) == before, "a file was written before it was separated"
