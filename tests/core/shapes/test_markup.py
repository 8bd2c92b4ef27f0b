import pytest

from aiurdesk.core.shapes.reader import page_sentence

TOMCAT = (
    "<!doctype html><html><head><title>HTTP Status 404 – Not Found</title><style>p {}</style>"
    "</head><body><h1>HTTP Status 404 – Not Found</h1><hr class='line' /><p><b>Type</b> Status"
    " Report</p><p><b>Message</b> The requested resource [&#47;x] is not available</p><p>"
    "<b>Description</b> The origin server did not find it.</p><hr /><h3>Apache Tomcat/9</h3>"
)
RAILS = (
    "<!DOCTYPE html><html><head><title>The page you were looking for doesn't exist (404)</title>"
    "<style>.a { x: y }</style></head><body><div><div><h1>The page you were looking for doesn't"
    " exist.</h1><p>You may have mistyped the address.</p></div><p>If you are the owner, check."
)
IIS = (
    "<html><head><title>404 - File or directory not found.</title></head><body><div><h1>Server"
    " Error</h1></div><h2>404 - File or directory not found.</h2><h3>The resource was removed.</h3>"
)
DJANGO_DEBUG = (
    "<html><head><title>ValueError at /x</title></head><body><h1>ValueError\n at /x</h1>"
    "<pre class='exception_value'>bad &lt;value&gt;</pre><pre>Traceback</pre>"
)


@pytest.mark.parametrize(
    ("page", "status", "sentence"),
    [
        (TOMCAT, 404, "The requested resource [/x] is not available"),
        (RAILS, 404, "The page you were looking for doesn't exist."),
        (IIS, 404, "File or directory not found."),
        (DJANGO_DEBUG, 500, "bad <value>"),
        ("<html><title>400: Bad mail</title><body>400: Bad mail</body></html>", 400, "Bad mail"),
        ("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
         "</center><hr><center>nginx</center></body></html>", 502, ""),
        ("<html><pre>Error: boom<br> &nbsp; &nbsp;at /srv/x.js:1</pre></html>", 500, "Error: boom"),
        ("<html><script>var p = '<p>no</p>'</script><!-- <p>no</p> --><p>Yes</p>", 500, "Yes"),
    ],
)  # fmt: skip
def test_a_page_has_one_sentence(page, status, sentence):
    assert page_sentence(page, status) == sentence
