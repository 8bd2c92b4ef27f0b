"""The README's recipes for sockets, followed in a copy of the project."""

import json

from tests.house.tree_copy import TreeCopy

SERVER = "aiurdesk/sandbox/code_lab/sockets.py"
CATALOGUE = "resources/sandbox/code-lab.json"
CLOSE_CODES = "resources/explanations/close_codes.toml"
TWICE = """
async def _twice(socket: WebSocket, request: Request) -> None:
    while (content := await socket.receive()) is not None:
        await socket.send(content)
        await socket.send(content)


def _talking("""
ROW = '    "sockets.echo": _talking(_echo),\n'
ENDPOINT = {
    "id": "code-lab.sockets.twice",
    "title": "Say it twice",
    "group": "Sockets",
    "name": "Twice",
    "method": "GET",
    "path": "/Sockets/Twice",
    "description": "Returns each message twice.",
    "code_cases": [{"code": -10, "when": "The request did not ask for a WebSocket."}],
    "returns": "websocket",
    "has_envelope": False,
    "is_websocket": True,
}
CODE = """[4401]
severity = "credential"
headline = "Too late"
meaning = "The shop is closed."
fixes = [{ text = "Come back in the morning." }]
"""


def test_a_new_socket_of_the_code_lab_needs_a_row_and_an_endpoint(copy: TreeCopy, tmp_path):
    copy.replace(SERVER, "\ndef _talking(", TWICE)
    copy.replace(SERVER, ROW, f'{ROW}    "sockets.twice": _talking(_twice),\n')
    first = '    {\n      "id": "code-lab.sockets.echo",'
    copy.replace(CATALOGUE, first, f"    {json.dumps(ENDPOINT)},\n{first}")
    copy.check_recipe("a socket of the code lab")
    arguments = ("code-lab.sockets.twice", "--send", "hello", "--count", "2", "--sandbox")
    heard = copy.aiurdesk("listen", *arguments, profile=tmp_path)
    assert (heard.returncode, heard.stdout) == (0, "hello\nhello\n"), heard.stderr


def test_a_new_close_code_needs_one_row(copy: TreeCopy, tmp_path):
    copy.replace(CLOSE_CODES, "[1000]\n", f"{CODE}\n[1000]\n")
    copy.check_recipe("a close code of sockets")
    heard = copy.aiurdesk(
        "listen", "code-lab.sockets.close", "code=4401", "--sandbox", profile=tmp_path
    )
    assert heard.returncode == 1
    assert "Close code 4401, too late." in heard.stderr
    assert "Come back in the morning." in heard.stderr
