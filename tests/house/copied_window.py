"""Runs a test of the window in a copy of the project, with the window of the copy."""

import textwrap

from tests.house.tree_copy import TreeCopy


def check_in_window(copy: TreeCopy, test: str, **settings: str) -> None:
    """Run the text of a test module in the copy; it has the fixtures of ``tests/ui``.

    Args:
        settings: Variables of the environment, for what only the calling test knows.
    """
    module = copy.folder / "tests" / "ui" / "test_recipe.py"
    module.write_text(textwrap.dedent(test), encoding="utf-8")
    done = copy.pytest(
        str(module),
        QT_QPA_PLATFORM="offscreen",
        QT_API="pyside6",
        **settings,
    )
    assert done.returncode == 0, done.stdout + done.stderr
