"""Names of members that servers share, without case, ``_`` and ``-``."""

MESSAGES = (
    "message", "errormessage", "errmsg", "errormsg", "msg", "submsg", "defaultmessage",
    "errordescription", "faultstring", "detail", "description", "error", "err", "reason",
    "returnmsg", "resultmsg", "retmsg", "respmsg", "errcodedes", "errorinfo", "errorsummary",
    "usermessage", "developermessage", "details", "text", "title", "info", "summary",
    "errortitle", "errtips", "cause", "errors", "messages", "errortext", "errtext", "desc",
    "errordesc", "errordetail", "statusmessage", "statusmsg", "statusdesc", "statusstring",
    "displaymessage", "longmessage", "llongmessage0", "exceptiontext", "returnauthmsg",
    "responsemsg", "diagnostics",
)  # fmt: skip
"""Members that hold a sentence, the most telling first. ``detail`` and ``title`` come from problem
details (RFC 9457 section 3.1), ``error_description`` is of OAuth (RFC 6749 section 5.2)."""
RANKS = {name: rank for rank, name in enumerate(MESSAGES)}
WEAK_MESSAGES = frozenset({"title", "description", "text", "info", "summary", "reason", "cause"})
"""Those that are as often members of things."""
TEXTS_OF_ENTRIES = (
    "msg", "message", "errormessage", "defaultmessage", "detail", "description", "reason", "error",
    "title", "text", "err", "errortext", "exceptiontext", "longmessage", "diagnostics",
)  # fmt: skip
PLACES = (
    "loc", "instancepath", "datapath", "propertypath", "propertyname", "property", "path", "field",
    "fieldname", "fieldpath", "pointer", "attr", "attribute", "param", "parameter", "parametername",
    "paramname", "key", "name", "target", "member", "membernames", "location",
)  # fmt: skip
"""Members that say where, the surest first."""
CODES = frozenset(
    {"code", "errorcode", "errcode", "errno", "errorno", "subcode", "returncode", "retcode",
     "resultcode", "respcode", "responsecode", "rescode", "faultcode", "errorid", "infocode",
     "stringcode"}
)  # fmt: skip
STATES = frozenset({"status", "statuscode", "success", "ok"})
STATUS_WORDS = frozenset({"OK", "KO", "SUCCESS", "SUCCEED", "ERROR", "FAIL", "FAILED", "FAILURE"})
"""Texts of ``status`` that name no error in particular."""
OWN_PLACES = (
    "field", "fieldname", "param", "parameter", "property", "propertyname", "attribute", "target",
    "instancepath", "argument", "argumentname",
)  # fmt: skip
"""Members of an error that name the one field it is about."""
ABOUT = frozenset({"context", "details", "detail", "extra", "data", "meta", "params", "info"})
"""Members that hold such a name."""
FIELD_MAPS = frozenset(
    {"errors", "fielderrors", "validationerrors", "validationerror", "modelstate",
     "invalidparams", "invalidfields", "errormessages", "messages", "fields", "violations",
     "constraints"}
)  # fmt: skip
"""Members whose object is always one of names of fields and texts."""
CONTAINERS = FIELD_MAPS | frozenset(
    {"error", "message", "msg", "detail", "details", "errordetails", "data", "extra", "issues",
     "inner", "extensions", "embedded", "problems", "failures", "formerrors", "fieldviolations",
     "invalidparameters", "subproblems", "response", "result", "exception", "originalerror",
     "fault", "body", "reason", "envelope", "err", "causes", "suberrors", "nestederrors",
     "errorresponse", "parameterviolations", "propertyviolations", "description", "zoderror",
     "issue", "failed"}
)  # fmt: skip
"""Members that hold errors, or an object with them."""
ECHOES = frozenset(
    {"request", "input", "instance", "value", "values", "original", "params", "parameters",
     "context", "ctx", "properties", "validation", "stack", "stacktrace", "trace", "meta", "links",
     "headers", "config", "output", "received", "attributes", "arguments", "source", "parent",
     "query", "locations"}
)  # fmt: skip
"""Members that repeat what was sent, or are for the makers of the server."""
