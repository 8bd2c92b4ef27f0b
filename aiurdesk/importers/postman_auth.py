"""The authentication of a collection, folder or request of Postman."""

from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import Authentication, Authentications, Holder
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.oauth2 import oauth2_values

_KINDS = frozenset({"basic", "bearer", "apikey", "digest", "awsv4", "oauth2", "noauth"})
"""The other ones are listed with all that they say."""
_COMPUTED = frozenset({
    "algorithm", "clientNonce", "disableRetryRequest", "nonce", "nonceCount", "opaque", "qop",
    "realm",
})  # fmt: skip
"""What the server says of Digest, and Postman lets a person fill in."""


class PostmanAuth(Authentications):
    """Reads authentication; a secret becomes the name of a credential."""

    def read(
        self, holder: JsonObject, reading: ItemReading, above: str | None, *, is_shared: bool
    ) -> Authentication:
        """Read what a collection, folder or request says.

        Args:
            holder: The collection, folder or request.
            reading: Takes what has to be filled in, and what cannot be taken over.
            above: The credential of the folder that it lies in.
            is_shared: Whether other requests inherit it.
        """
        auth = holder.inner("auth")
        kind = auth.text("type")
        if kind and kind not in _KINDS:
            auth.take_unread()
            return self.of(kind, {}, Holder(above, is_shared, auth.pointer), reading)
        values = {
            name: reading.value(text, auth.pointer)
            for name, text in auth.pairs(kind).items()
            if kind != "digest" or name not in _COMPUTED
        }
        source = auth.pointer_to(kind)
        if kind == "awsv4" and values.pop("addAuthDataToQuery", "").casefold() == "true":
            reading.note(tr("the signature in the query; it is sent in headers."), source)
        if kind == "oauth2":
            values = oauth2_values(values)
        kind = "aws" if kind == "awsv4" else kind
        return self.of(kind, values, Holder(above, is_shared, source), reading)
