import pytest

from aiurdesk.transport.cookies import is_public_suffix


@pytest.mark.parametrize(
    ("domain", "is_shared"),
    [
        ("com", True),
        ("co.uk", True),
        ("github.io", True),
        ("kawasaki.jp", True),
        ("any.kawasaki.jp", True),
        ("city.kawasaki.jp", False),
        ("xn--p1ai", True),
        ("xn--55qx5d.cn", True),
        ("mine.xn--55qx5d.cn", False),
        ("bbc.co.uk", False),
        ("mine.github.io", False),
        ("localhost", True),
        ("service.unlisted", False),
        ("xn--a.xn--0", False),
        ("", False),
        ("a..uk", False),
    ],
)
def test_domains_of_unrelated_sites_are_known(domain, is_shared):
    assert is_public_suffix(domain) is is_shared
