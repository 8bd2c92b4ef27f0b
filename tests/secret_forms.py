"""The forms in which a secret may stand in a text: unknown ones, and one that the program knows."""

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

SECRET = "9Kx7hushQw3z9Kx7hushQw3z"
"""Letters and digits, so that it may stand in each of the forms."""


def _json(levels: int) -> str:
    text = json.dumps({"user": "ann", "password": SECRET})
    for _ in range(levels):
        text = json.dumps({"payload": text})
    return text


_GUID = "6da0802e-18e4-4a76-99a5-47878dd7b8a5"
NAMES = (
    "password", "Passwort", "kennwort", "pw", "pwd", "passphrase", "dsn", "connection_string",
    "sas", "recovery_code", "backupCode", "mfa_code", "otp", "csrf", "xsrfToken", "twoFAKey",
    "apiKey", "client_secret", "SAMLResponse", "psk", "mot_de_passe", "contraseña", "senha",
    "wachtwoord", "lösenord", "hasło", "heslo", "пароль", "密码", "令牌", "パスワード", "비밀번호",
    "סיסמה", "كلمة_المرور",
)  # fmt: skip
TEXTS: Mapping[str, str] = {
    **{f"name {name}": json.dumps({name: SECRET}, ensure_ascii=False) for name in NAMES},
    "escaped name": f'{{"\\u0070assword": "{SECRET}"}}',
    "name in ASCII": json.dumps({"пароль": SECRET}),
    "list": f'{{"tokens": ["a1", "{SECRET}"]}}',
    "object": f'{{"secret": {{"id": 5, "value": "{SECRET}"}}}}',
    "name and value": f'[{{"name": "password", "value": "{SECRET}"}}]',
    "value and key": f'[{{"value": "{SECRET}", "key": "token"}}]',
    "JSON in JSON": _json(1),
    "JSON in JSON in JSON": _json(2),
    "Python": f"{{'user': 'ann', 'password': '{SECRET}'}}",
    "JavaScript": f'login({{user: "ann", password: "{SECRET}"}})',
    "argument": f'{{ login(password: "{SECRET}") {{ id }} }}',
    "arguments without commas": f'{{ login(user: "ann" password: "{SECRET}") {{ id }} }}',
    "arguments in JSON": json.dumps({"query": f'{{ a(\n  password: "{SECRET}"\n) }}'}),
    "connection string": f"Server=db;User=ann;Password={SECRET};Timeout=5",
    "password with spaces": f"Server=db;Password=a {SECRET};Timeout=5",
    "database address": f"postgres://ann:{SECRET}@db.example/x",
    "header": f"Authorization: Bearer {SECRET}",
    "header in a command": f"curl -H 'X-Api-Key: {SECRET}' https://host.example",
    "bearer": f"Send Bearer {SECRET} with it",
    "form": f"user=ann&password={SECRET}&a=1",
    "nested name of a form": f"user%5Bpassword%5D={SECRET}&a=1",
    "address in an address": f"next=%2Fstart%3Ftoken%3D{SECRET}%26a%3D1",
    "settings": f"export DB_PASSWORD={SECRET}",
    "YAML": f"user: ann\npassword: {SECRET}\n",
    "list in YAML": f"tokens:\n  - {SECRET}\n",
    "name and value in YAML": f"- name: PASSWORD\n  value: {SECRET}\n",
    "text in YAML": f"private_key: |\n  {SECRET}\n",
    "column": f"name,password,mail\nann,{SECRET},a@b.example\n",
    "quoted column": f'name;token\nann;"{SECRET}"\n',
    "element": f"<login><password>{SECRET}</password></login>",
    "attribute": f'<login user="ann" password="{SECRET}"/>',
    "setting in XML": f'<add key="ApiKey" value="{SECRET}"/>',
    "hidden field": f'<input type="hidden" name="csrf" value="{SECRET}">',
    "meta": f'<meta name="csrf-token" content="{SECRET}">',
    "part": f'Content-Disposition: form-data; name="password"\r\n\r\n{SECRET}\r\n--x--',
    "JSON Web Token": f"eyJhbGciOiJub25lIn0.{SECRET}.{SECRET}",
    "key of a service": f"ghp_{SECRET}",
    "private key": f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----",
}
"""Name of a form → a text of that form."""
ADDRESSES: Mapping[str, str] = {
    "query": f"https://host.example/a?page=2&access_token={SECRET}",
    "encoded name": f"https://host.example/a?access%5Ftoken={SECRET}",
    "fragment": f"https://host.example/a#access_token={SECRET}&token_type=bearer",
    "user information": f"https://ann:{SECRET}@host.example/a",
    "address in the query": f"https://host.example/a?next=%2Fb%3Ftoken%3D{SECRET}",
    "Slack": f"https://hooks.slack.com/services/T000/B000/{SECRET}",
    "Discord": f"https://discord.com/api/webhooks/123456789/{SECRET}",
    "Teams": f"https://x.webhook.office.com/webhookb2/{_GUID}@{_GUID}/IncomingWebhook/{SECRET}/a",
    "Telegram": f"https://api.telegram.org/bot123456789:{SECRET}/sendMessage",
    "key in a path": f"https://host.example/ghp_{SECRET}/a",
}
"""Name of a form → an address of that form."""


def _folded(encoded: bytes, line_end: str) -> str:
    text = encoded.decode()
    return line_end.join(text[start : start + 76] for start in range(0, len(text), 76))


KNOWN = "nEEdle/to+ken="
"""A secret that the program sends, and that a server may repeat in any spelling."""
_MAIL = f"{'x' * 51}{KNOWN}{'y' * 9}".encode()
"""The end of a line of base64 is within the secret."""
SPELLINGS: Mapping[str, str] = {
    "plain": KNOWN,
    "upper case": KNOWN.upper(),
    "percent": quote(KNOWN, safe=""),
    "percent twice": quote(quote(KNOWN, safe=""), safe=""),
    "hexadecimal": KNOWN.encode().hex(),
    "bytes": KNOWN.encode().hex(" "),
    "octal": "".join(f"\\{byte:03o}" for byte in KNOWN.encode()),
    "base64": base64.b64encode(f"name:{KNOWN}".encode()).decode(),
    "base64 of base64": base64.b64encode(base64.b64encode(f"name:{KNOWN}".encode())).decode(),
    "JSON": KNOWN.replace("/", "\\/"),
    "base64 in lines": _folded(base64.b64encode(_MAIL), "\r\n"),
    "base64url in lines": _folded(base64.urlsafe_b64encode(_MAIL), "\n"),
}
"""Name of a spelling → the known secret in it."""


def betrays(content: str, spelling: str) -> bool:
    """Tell whether a text holds a spelling, or of one in lines what stands beside the line end."""
    first, *others = spelling.splitlines()
    pieces = (first[-8:], *(line[:8] for line in others)) if others else (spelling,)
    return any(piece in content for piece in pieces)
