"""A command whose libraries are not installed."""

import pytest

from aiurdesk.cli.extras import require
from aiurdesk.core.errors import ProblemError


def test_a_missing_extra_is_named_with_the_command_that_installs_it():
    # What is installed is not asked for.
    require("fuzz", "json", "asyncio")
    with pytest.raises(ProblemError, match=r"pip install 'aiurdesk\[fuzz\]'"):
        require("fuzz", "json", "no_module_has_this_name")
