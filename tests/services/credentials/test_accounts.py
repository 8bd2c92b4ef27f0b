"""Credentials and login, loaded when they are first asked for."""

import subprocess
import sys

from aiurdesk.services.credentials.accounts import Accounts
from tests.services.login_setup import LoginSetup

BUILT = """
import sys
from aiurdesk.assembly import build_services
AUTHENTICATOR = "aiurdesk.services.credentials.authenticator"
services = build_services(None)
print(AUTHENTICATOR in sys.modules, "aiurdesk.core.auth" in sys.modules)
services.authenticator
print(AUTHENTICATOR in sys.modules, "keyring" in sys.modules)
"""


def test_they_are_loaded_when_first_asked_for_and_the_keyring_is_not_loaded_even_then():
    told = subprocess.run(
        [sys.executable, "-c", BUILT], capture_output=True, text=True, check=True, timeout=30
    )
    assert told.stdout.split() == ["False", "False", "True", "False"]


async def test_both_are_built_once_and_closed_only_if_they_were(tmp_path):
    setup, built = LoginSetup(tmp_path), []

    def build():
        built.append(1)
        return setup.both()

    accounts = Accounts(build)
    accounts.close()
    assert built == []
    assert (accounts.credentials, accounts.authenticator) == setup.both()
    await setup.added()
    accounts.close()
    assert built == [1]
    assert await setup.secrets.get("c1/app_secret") is None
