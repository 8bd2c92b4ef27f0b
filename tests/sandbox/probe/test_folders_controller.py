"""Listing, creating and deleting folders."""


def test_the_root_of_a_new_site_is_empty(probe):
    probe.make_site()
    response = probe.get("Folders/ViewContent/my-site")
    assert list(response) == ["value", "code", "message"]
    assert response["value"] == {"subFolders": [], "files": [], "folderName": "blob"}


def test_folders_have_lower_case_names_and_are_listed_without_content(probe):
    probe.make_site()
    assert probe.post("Folders/CreateNewFolder/my-site", NewFolderName="Docs 文档")["code"] == 0
    assert probe.post("Folders/CreateNewFolder/my-site", NewFolderName="docs 文档")["code"] == -6
    probe.upload("my-site/docs 文档")
    assert probe.get("Folders/ViewContent/my-site")["value"]["subFolders"] == [
        {"subFolders": None, "files": None, "folderName": "docs 文档"}
    ]
    (file,) = probe.get("Folders/ViewContent/my-site/docs 文档")["value"]["files"]
    assert list(file) == ["contextId", "fileName", "fileSize", "uploadTime"]


def test_missing_parents_are_created_only_on_request(probe):
    probe.make_site()
    path = "Folders/CreateNewFolder/my-site/x/y"
    assert probe.post(path, NewFolderName="z")["code"] == -4
    assert probe.post(path, NewFolderName="z", RecursiveCreate="true")["code"] == 0
    assert probe.get("Folders/ViewContent/my-site/x/y")["value"]["folderName"] == "y"


def test_an_escaped_slash_is_not_a_separator(probe):
    probe.make_site()
    path = "Folders/CreateNewFolder/my-site/x/y"
    probe.post(path, NewFolderName="z", RecursiveCreate="true")
    assert probe.get("Folders/ViewContent/my-site/x%2Fy")["code"] == -4


def test_an_invalid_or_missing_folder_name_is_rejected(probe):
    probe.make_site()
    for name in ("a/b", "a*b"):
        assert probe.post("Folders/CreateNewFolder/my-site", NewFolderName=name)["code"] == -10
    assert probe.post("Folders/CreateNewFolder/my-site")["code"] == -10


def test_a_folder_can_be_deleted_but_not_the_root(probe, other_token):
    probe.make_site()
    probe.post("Folders/CreateNewFolder/my-site/a", NewFolderName="b", RecursiveCreate="true")
    assert probe.post("Folders/DeleteFolder/my-site/a", AccessToken=other_token)["code"] == -8
    assert probe.post("Folders/DeleteFolder/my-site/a")["code"] == 0
    assert probe.post("Folders/DeleteFolder/my-site/a")["code"] == -4
    assert probe.post("Folders/DeleteFolder/my-site")["code"] == -7
    assert probe.post("Folders/DeleteFolder/no-such-site/a")["code"] == -4
