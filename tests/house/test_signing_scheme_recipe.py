"""The recipe "an authentication scheme" for schemes that compute headers, as Digest and AWS do."""

import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.house.tree_copy import TreeCopy
from tests.secret_service import SecretService

SCHEMES = "aiurdesk/core/auth/__init__.py"
LAB = '''\
"""Lab: a hash of user, password and what is sent, and a signature of the body."""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Signature, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.challenges import challenges_of


class LabScheme(AuthScheme):
    """User and password, of which only a hash is sent."""

    id = "lab"
    title = "Lab"
    description = "User and password, of which only a hash is sent."
    fields = (
        Parameter("user", ParameterKind.TEXT, Location.FORM, required=True, title="User"),
        Parameter("password", ParameterKind.SECRET, Location.FORM, required=True, title="Password"),
    )

    signature_word = "Digest"

    def grant(self, credential: Credential, secrets: Mapping[str, Secret]) -> Grant:
        """Return the password, which is not sent."""
        return Grant(secrets=(secrets["password"],))

    def body_hash(self, prepared: PreparedRequest, challenge: Response | None) -> str:
        """Return the algorithm for the body."""
        return "sha256"

    def challenge(self, response: Response, before: Response | None) -> Response | None:
        """Return the response that asks for the rest."""
        return response if response.status == 401 else before

    def signature(self, credential: Credential, grant: Grant, signing: Signing) -> Signature | None:
        """Return a hash of the body, and the answer to a challenge."""
        password = grant.secrets[0].reveal()
        mac = hmac.new(password.encode(), signing.body_hash.encode(), "sha256").hexdigest()
        header = Header("X-Signature", f"{signing.at:%Y%m%d}-{mac}")
        if signing.challenge is None:
            return Signature((header,), (Secret(mac),))
        said = challenges_of(signing.challenge)[0].parameters
        target = urlsplit(signing.prepared.url).path
        user, realm, nonce = credential.value("user"), said["realm"], said["nonce"]
        first = _hash(f"{user}:{realm}:{password}")
        second = _hash(f"{signing.prepared.method}:{target}")
        own = signing.random
        response = _hash(f"{first}:{nonce}:00000001:{own}:auth:{second}")
        text = (
            f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{target}", '
            f'algorithm=SHA-256, qop=auth, nc=00000001, cnonce="{own}", response="{response}"'
        )
        return Signature((header, Header("Authorization", text)), (Secret(mac), Secret(text)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
'''


class Guarded(BaseHTTPRequestHandler):
    """Lets in who knows the password."""

    received: list[dict[str, str]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append({name.lower(): value for name, value in self.headers.items()})
        is_known = self._is_known(self.headers.get("Authorization", ""))
        self.send_response(200 if is_known else 401)
        if not is_known:
            self.send_header("WWW-Authenticate", 'Digest realm="lab", nonce="n1", qop="auth"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_known(self, header: str) -> bool:
        said = dict(re.findall(r'(\w+)="([^"]*)"', header))
        first, second = _hash("Ada:lab:open sesame"), _hash("POST:/a")
        values = (first, "n1", "00000001", said.get("cnonce", ""), "auth", second)
        return said.get("response") == _hash(":".join(values))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Print nothing on standard error."""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_scheme_may_compute_headers_and_answer_a_challenge(
    copy: TreeCopy, tmp_path: Path, secret_service: SecretService
):
    copy.write("aiurdesk/core/auth/lab.py", LAB)
    first = "from aiurdesk.core.auth.scheme import AuthScheme\n"
    copy.replace(SCHEMES, first, f"from aiurdesk.core.auth.lab import LabScheme\n{first}")
    copy.replace(SCHEMES, "    TokenScheme(),\n", "    TokenScheme(),\n    LabScheme(),\n")
    copy.check_recipe("an authentication scheme")

    received: list[dict[str, str]] = []
    handler = type("Handler", (Guarded,), {"received": received})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        added = copy.aiurdesk(
            *("credentials", "add", "Lab", "--scheme", "lab", "--origin", url),
            *("user=Ada", "password=env:LAB_PASSWORD"),
            profile=tmp_path,
            LAB_PASSWORD="open sesame",
        )
        assert added.returncode == 0, added.stderr
        sent = copy.aiurdesk(
            *("send", f"{url}/a", "b=1", "--credential", "Lab", "--show", "json"), profile=tmp_path
        )
        assert sent.returncode == 0, sent.stderr
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    unsigned, signed = received
    assert "authorization" not in unsigned
    assert re.fullmatch(r"\d{8}-[0-9a-f]{64}", signed["x-signature"])
    assert "response=" not in sent.stdout
    assert "open sesame" not in sent.stdout + sent.stderr
