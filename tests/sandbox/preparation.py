"""Calls that set a replay's scene where the recordings leave them out.

The recordings are not complete: some of the calls that made what later ones use are not in them.
"""

from typing import Any

Facts = dict[str, Any]

_FORM = [["Content-Type", "application/x-www-form-urlencoded"]]
_MULTIPART = [["Content-Type", "multipart/form-data; boundary=b"]]


def _post(target: str, body: str, token: str = "token") -> Facts:
    form = f"AccessToken=<<{token}>>&{body}"
    return {"method": "POST", "target": target, "headers": _FORM, "body": form}


def _upload(target: str, name: str) -> Facts:
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    part = f"--b\r\n{disposition}\r\n\r\n\r\n--b--\r\n"
    return {"method": "POST", "target": target, "headers": _MULTIPART, "body": part}


BEFORE: dict[str, list[Facts]] = {
    "probe/view-my-sites/empty": [_post("/Sites/DeleteSite", "SiteName=sandbox")],
    "probe/create-new-site/ok-closed": [
        _post(
            "/Sites/CreateNewSite",
            "NewSiteName=lab-6b05ad32&OpenToUpload=true&OpenToDownload=true",
        )
    ],
    "probe/download-open/empty-file": [_upload("/Files/UploadFile/lab-6b05ad32", "empty.bin")],
    "wrapgate/view-my-records/after-delete-app": [
        _post("/Records/DeleteApp", "AppId=<<other app>>", "other token")
    ],
}
"""Name of a recorded exchange → what has to be sent just before it."""
