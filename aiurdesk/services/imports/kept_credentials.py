"""Puts the secrets of an import into the keyring, under the names that its files refer to."""

from collections.abc import Iterable

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.translation import tr
from aiurdesk.services import credentials
from aiurdesk.services.credentials.accounts import Accounts


async def keep_credentials(
    offered: Iterable[OfferedCredential], accounts: Accounts
) -> tuple[str, ...]:
    """Add credentials; each may go nowhere until a person allows a host.

    Returns:
        A sentence for each one that was not added, such as where its name is taken.
    """
    await accounts.credentials.load()
    sentences = []
    for one in offered:
        new_id = credentials.credentials.new_id()
        credential = Credential(new_id, one.name, one.scheme, values=one.values)
        try:
            _check_scheme(credential)
            await accounts.credentials.add(credential, dict(one.secrets))
        except AiurdeskError as error:
            sentences.append(
                tr("The credential {name} was not added. {error}").format(
                    name=one.name, error=error
                )
            )
    return tuple(sentences)


def _check_scheme(credential: Credential) -> None:
    """Refuse a credential with which a stranger would choose a program that runs here.

    Raises:
        AiurdeskError: It is one.
    """
    scheme = scheme_of(credential.scheme)
    if scheme is not None and scheme.runs_program:
        raise AiurdeskError(tr("It names a program to run. Add it yourself if you want that."))
