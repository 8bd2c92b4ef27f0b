"""What the fields of an OAuth 2 credential can say."""

CODE, CLIENT, DEVICE, REFRESH = "code", "client", "device", "refresh"
"""Grants."""
DISCOVERY, BY_HAND = "discovery", "addresses"
"""Where the addresses of the server come from."""
BASIC, ENCODED, BODY, NO_SECRET = "basic", "encoded", "body", "none"
"""How the client authenticates; ``ENCODED`` is Basic with id and secret as in a form."""
TOKEN_HOSTS = "token_hosts"
"""Field of the hosts that a person has allowed beside the issuer's."""
REFRESH_TOKEN, GIVEN_TOKEN = "refresh_token", "given_token"
"""Names of the refresh token in the keyring: the one that a server issued, and the one that a
person entered."""
