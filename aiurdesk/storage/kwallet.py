"""Special handling of KWallet, the Secret Service of KDE.

Importing this module imports keyring, so only the keyring thread imports it.
"""

from typing import Any

from jeepney import DBusErrorResponse, MatchRule, message_bus
from jeepney.io.blocking import Proxy
from secretstorage.defines import ALGORITHM_PLAIN, SS_PATH
from secretstorage.dhcrypto import Session
from secretstorage.util import BUS_NAME, SERVICE_IFACE, DBusAddressWrapper

NAMES = ("org.kde.secretservicecompat", "org.kde.kwalletd6", "org.kde.kwalletd5")
"""Bus names of KWallet besides the common one of the Secret Service. D-Bus can activate these."""
ACTIVATION_TIMEOUT_S = 2.0
"""How long KWallet may take to own the Secret Service name after it owns its own name."""


def is_secret_service(connection: Any) -> bool:
    """Tell whether KWallet owns the bus name of the Secret Service."""
    owner = _owner(connection, BUS_NAME)
    return owner is not None and owner in [_owner(connection, name) for name in NAMES]


def activate(connection: Any) -> None:
    """Start KWallet if it is installed, and wait until it owns the name of the Secret Service.

    KWallet has no D-Bus service file for that name. Without this call there would be no Secret
    Service until another KDE program has started KWallet.

    Raises:
        DBusErrorResponse: KWallet does not start.
        TimeoutError: KWallet starts, but it is not the Secret Service. Its settings decide that.
    """
    bus = Proxy(message_bus, connection)
    # On a desktop without KDE none of the names exists, and nothing must be started.
    activatable = bus.ListActivatableNames()[0]
    name = next((candidate for candidate in NAMES if candidate in activatable), None)
    if name is None:
        return
    # Subscribe before the start, so that the signal cannot be missed.
    rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    rule.add_arg_condition(0, BUS_NAME)
    bus.AddMatch(rule)
    with connection.filter(rule) as changes:
        bus.StartServiceByName(name)
        # It may own the name as soon as it is started, before the signal is waited for.
        if _owner(connection, BUS_NAME) is None:
            connection.recv_until_filtered(changes, timeout=ACTIVATION_TIMEOUT_S)


def plain_session(connection: Any) -> Session:
    """Return a session that sends secrets over the local bus without encryption.

    KWallet 6.13 computes the wrong key for about one encrypted session in 200, most often when the
    shared number begins with a zero byte. Secrets read over such a session are empty, and written
    ones are rejected or damaged. KDE programs use no encryption with KWallet either.
    """
    session = Session()
    session.encrypted = False
    service = DBusAddressWrapper(SS_PATH, SERVICE_IFACE, connection)
    _, session.object_path = service.call("OpenSession", "sv", ALGORITHM_PLAIN, ("s", ""))
    return session


def _owner(connection: Any, name: str) -> str | None:
    try:
        owner: str = Proxy(message_bus, connection).GetNameOwner(name)[0]
    except DBusErrorResponse:
        return None
    return owner
