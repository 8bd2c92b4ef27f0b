"""A server on loopback that asks for Digest; httpx and curl check in the tests that it is right."""

import hashlib
import re
from http.server import BaseHTTPRequestHandler
from itertools import count

from tests.end_to_end.loopback_server import QuietHandler

USER, PASSWORD = "Ada", "open sesame"


class DigestHandler(QuietHandler):
    """Responds with 200 to the password, and with 401 to all else; ``digest_handler`` makes one."""

    algorithm = "MD5"
    qop = 'qop="auth"'
    hash_name = "md5"
    realm = "lab"
    nonces: set[str]
    next_nonce = ""
    seen: list[str]
    moves: dict[str, str]
    numbers = count(1)

    def handle_any(self) -> None:
        """Respond to any method."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        answer = self.headers.get("Authorization", "")
        self.seen.append(f"{self.command} {self.path} {answer}".strip())
        if self.path in self.moves:
            self.respond(b"moved", 307, Location=self.moves[self.path])
        elif self._is_known(answer, body):
            info = {"Authentication_Info": f'nextnonce="{self.next_nonce}"'}
            if self.next_nonce:
                self.nonces.add(self.next_nonce)
            self.respond(answer.encode(), 200, **(info if self.next_nonce else {}))
        else:
            nonce = f"nonce-{next(self.numbers)}"
            self.nonces.add(nonce)
            realm = self.realm.replace('"', '\\"')
            asked = f'Digest realm="{realm}", nonce="{nonce}", {self.qop}, opaque="0p+/="'
            self.respond(b"", 401, WWW_Authenticate=f"{asked}, algorithm={self.algorithm}")

    do_GET = do_POST = do_PUT = handle_any

    def _is_known(self, header: str, body: bytes) -> bool:
        answer = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', header))
        answer |= dict(re.findall(r'(\w+)=([^",\s]+)', header))
        nonce, cnonce, nc = (answer.get(name, "") for name in ("nonce", "cnonce", "nc"))
        user = f"{USER}:{self.realm}:"
        first = self._hash(user + PASSWORD)
        if self.algorithm.endswith("-sess"):
            first = self._hash(f"{first}:{nonce}:{cnonce}")
        second = f"{self.command}:{self.path}"
        if answer.get("qop") == "auth-int":
            second += f":{self._hash(body)}"
        middle = f"{nonce}:{nc}:{cnonce}:{answer['qop']}" if "qop" in answer else nonce
        response = self._hash(f"{first}:{middle}:{self._hash(second)}")
        return nonce in self.nonces and answer.get("response") == response

    def _hash(self, text: str | bytes) -> str:
        data = text.encode() if isinstance(text, str) else text
        return hashlib.new(self.hash_name, data, usedforsecurity=False).hexdigest()


def digest_handler(**settings: object) -> type[DigestHandler]:
    """Return a handler with these settings, with nonces and records of its own."""
    own = {"nonces": set(), "seen": [], "moves": {}, "numbers": count(1), **settings}
    made: type[BaseHTTPRequestHandler] = type("Handler", (DigestHandler,), own)
    assert issubclass(made, DigestHandler)
    return made
