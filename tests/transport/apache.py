"""Apache with a location that asks for a client certificate, where the system has it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

APACHE = next(filter(None, map(shutil.which, ("apache2", "httpd", "/usr/sbin/apache2"))), None)
_MODULES = ("mpm_event", "authz_core", "ssl")
_FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")
_SETTINGS = """\
ServerRoot "{folder}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
ErrorLog "{folder}/error.log"
Mutex file:{folder}
DocumentRoot "{folder}/public"
SSLEngine on
SSLCertificateFile "{folder}/server.pem"
SSLCACertificateFile "{folder}/clients.pem"
SSLProtocol TLSv1.3
<Location "/private">
    SSLVerifyClient require
    SSLVerifyDepth 3
</Location>
"""


@contextmanager
def apache(authority: trustme.CA, folder: Path) -> Iterator[int]:
    """Run Apache on a free port; ``/a`` is for all, ``/private/a`` for whom has a certificate."""
    # Its processes belong to another user, who has to read the files.
    top = Path(tempfile.gettempdir())
    for path in (folder, *(parent for parent in folder.parents if top in parent.parents)):
        path.chmod(path.stat().st_mode | 0o055)
    for name in ("a", "private/a"):
        file = folder / "public" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("hello")
    issued = authority.issue_cert("localhost")
    (folder / "server.pem").write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    (folder / "clients.pem").write_bytes(authority.cert_pem.bytes())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    modules = next(path for path in map(Path, _FOLDERS) if path.is_dir())
    loaded = "".join(f'LoadModule {m}_module "{modules}/mod_{m}.so"\n' for m in _MODULES)
    user = "User nobody\nGroup #65534\n" if os.geteuid() == 0 else ""
    settings = folder / "httpd.conf"
    settings.write_text(loaded + user + _SETTINGS.format(folder=folder, port=port))
    _control(settings, "start")
    try:
        yield port
    finally:
        _control(settings, "stop")


def _control(settings: Path, action: str) -> None:
    command = [str(APACHE), "-f", str(settings), "-k", action]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
