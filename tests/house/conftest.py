"""A copy of the project for tests that follow the recipes of the README."""

from pathlib import Path

import pytest

from tests.house.tree_copy import TreeCopy


@pytest.fixture
def copy(tmp_path: Path) -> TreeCopy:
    """A copy of the project that the test may change."""
    folder = tmp_path / "copy"
    folder.mkdir()
    return TreeCopy(folder)
