"""Three made-up services that say in the body whether a request worked."""

from aiurdesk.core.dialects.pointing import Role, Sample

PARCELS = "api.parcels.example"
PARCEL_MARKS = {
    Role.WORKED: "success",
    Role.CODE: "error.code",
    Role.MESSAGE: "error.message",
}
PARCEL_LOST = Sample(
    200,
    {
        "success": False,
        "error": {"code": "PARCEL_LOST", "message": "The parcel was lost. Ask the carrier."},
        "requestId": "r-1",
    },
)
PARCELS_BEFORE = (
    Sample(200, {"success": True, "data": {"message": "Thank you", "code": 5}}),
    Sample(200, {"success": False, "error": {"code": "RATE_LIMIT", "message": "Too many calls"}}),
    Sample(200, {"success": False, "error": {"code": "RATE_LIMIT", "message": "Too many calls"}}),
    # Of the gateway before the service.
    Sample(401, {"code": "NO_KEY", "message": "An API key is needed"}),
)

WORKBENCH = "erp.workbench.example:8443"
WORKBENCH_MARKS = {Role.CODE: "retCode", Role.MESSAGE: "retMsg", Role.FIELDS: "errors[0].msg"}
WORKBENCH_REFUSED = Sample(
    200,
    {
        "retCode": "E1007",
        "retMsg": "Order not accepted",
        "errors": [{"feld": "qty", "name": "quantity", "msg": "Must be above 0"}],
    },
    ("X-Request-Id", "Retry-After"),
)
WORKBENCH_BEFORE = (Sample(200, {"retCode": "0000", "retMsg": "OK", "data": [1]}),)

WEATHER = "127.0.0.1:8080"
WEATHER_MARKS = {
    Role.WORKED: '"result-info".status',
    Role.CODE: '"result-info"."err no"',
    Role.MESSAGE: '"result-info".hint',
    Role.RETRY: '"wait for"',
}
WEATHER_BUSY = Sample(
    200, {"result-info": {"status": 0, "err no": -31, "hint": "Station busy"}, "wait for": 5}
)
WEATHER_BEFORE = (Sample(200, {"result-info": {"status": 1}, "°C": 21}),)
