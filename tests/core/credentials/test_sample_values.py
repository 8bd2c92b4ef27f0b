"""What a stranger's file has instead of a secret is told from a secret."""

from aiurdesk.core.credentials.sample_values import is_sample_value

SAMPLES = [
    "", "737", "test_737", "123456", "YOUR_DONATION_TOKEN", "your_secret_token", "YourToken",
    "your-api-key-1", "<string>", "<access token>", "[token]", "{admin_api_key}", "{{token}}",
    "Bearer {{token}}", "Bearer <token>", "Basic YOUR_LOGIN", "%TOKEN%", "$DO_API_TOKEN",
    "${TOKEN}", ":token", "`password`", "xxx", "XXXX-XXXX", "sk_live_xxxxxxxxxxxxxxxx", "******",
    "••••", "eyJraWQiOiJwbGF0Zm9ybWNvbGRlciI...", "vp7jx…", "null", "string", "changeme",
    "ACCESS_TOKEN", "access_token", "client_secret_1", "token123", "password", "test-token-123",
    "2024-05-02", "2024-05-02T10:00:00Z", "1/2/2030", "CS12345678",
    "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "abc123", "abc%20xyz",
    "cG9zdG1hbjpwYXNzd29yZA==", "dXNlcm5hbWU6cGFzc3dvcmQ=", "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "foo=bar; bar=baz", "2YotnFZFEjr1zCsicMWpAA",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.c2lnbmF0dXJl",
]  # fmt: skip
KEYS = [
    "hunter2", "della", "s3same", "Passw0rd!", "admin@123456", "my-passw0rd", "a-secret-of-mine",
    "correct horse battery staple", "correct-horse-battery-staple", "97531864",
    "test_51HqLyjWDarjtT1zdp7dcAbCdEf", "sk_test_" + "51HqLyjWDarjtT1zdp7dc",
    "ghp_" + "a1B2" * 8, "AKIA" + "QWERTYUIOPASDFGH", "9f1b1874f1e79b48a46d65569d830bbb",
    "YWxhZGRpbjpodW50ZXIy", "session=8f14e45fceea167a; theme=dark",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl",
]  # fmt: skip


def test_what_stands_for_a_secret_is_none():
    assert [text for text in SAMPLES if not is_sample_value(text)] == []


def test_a_value_that_could_be_a_secret_is_no_sample():
    assert [text for text in KEYS if is_sample_value(text)] == []


def test_a_long_value_is_looked_at_in_no_time_and_is_no_sample():
    assert not is_sample_value("a1" * 500_000)
    assert not is_sample_value("a=b1c2;" * 100_000)
