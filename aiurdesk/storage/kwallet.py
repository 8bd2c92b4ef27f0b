"""What is peculiar to KWallet, which is the Secret Service of KDE.

This module costs the import of keyring; it is imported on the thread of the keyring only.
"""

from typing import Any

from jeepney import DBusErrorResponse, MatchRule, message_bus
from jeepney.io.blocking import Proxy
from secretstorage.defines import ALGORITHM_PLAIN, SS_PATH
from secretstorage.dhcrypto import Session
from secretstorage.util import BUS_NAME, SERVICE_IFACE, DBusAddressWrapper

NAMES = ("org.kde.secretservicecompat", "org.kde.kwalletd6", "org.kde.kwalletd5")
"""Names that it has on the bus besides that of the Secret Service; these start it."""
WAKING_S = 2.0
"""How long it may take from having its own name on the bus to having the common one."""


def is_secret_service(connection: Any) -> bool:
    """Tell whether it is KWallet that has the name of the Secret Service."""
    owner = _owner(connection, BUS_NAME)
    return owner is not None and owner in [_owner(connection, name) for name in NAMES]


def wake(connection: Any) -> None:
    """Start KWallet, where it is installed, and wait until it is the Secret Service.

    Nothing starts it for the name of the Secret Service: it would look as if there were none
    until some program of KDE has used it.

    Raises:
        DBusErrorResponse: It does not start.
        TimeoutError: It starts and is no Secret Service, which its settings may say.
    """
    bus = Proxy(message_bus, connection)
    startable = bus.ListActivatableNames()[0]
    name = next((each for each in NAMES if each in startable), None)
    if name is None:
        return
    rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    rule.add_arg_condition(0, BUS_NAME)
    bus.AddMatch(rule)
    with connection.filter(rule) as changes:
        bus.StartServiceByName(name)
        if _owner(connection, BUS_NAME) is None:
            connection.recv_until_filtered(changes, timeout=WAKING_S)


def plain_session(connection: Any) -> Session:
    """Return a session that leaves secrets as they are on the bus, which is this computer's own.

    KWallet 6.13 gets the cipher of one session in 200 wrong, most often when the number that both
    agree on begins with a zero: what is read over it is empty, what is written is refused or
    spoilt. Programs of KDE talk to KWallet in the clear as well.
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
