from typing import Any

from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, listing


async def test_a_credential_or_none_is_chosen(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice: Any = opened.controller.credentials.choice
        (chosen,) = [row for row in listing(opened, "sandbox app") if row.endswith("Credential")]
        assert chosen == "Sandbox app, App · chosen, Credential"
        assert choose(opened, "no credential") == "No credential, Credential"
        assert not choice.chosen
        assert "No credential, chosen, Credential" in listing(opened, "no credential")
        assert choose(opened, "sandbox session").endswith("Credential")
        assert choice.chosen.name == "Sandbox session"
        await opened.scope.idle()
