"""The cookie in which ASP.NET sites store the language of a user."""


def culture_cookie(culture: str, attributes: str) -> tuple[str, str]:
    """Return a ``Set-Cookie`` header for a culture, such as ``en-US``.

    Args:
        attributes: Attributes of the cookie, separated by semicolons.
    """
    # ASP.NET stores the culture of formats (c) and that of texts (uic): c=en-US|uic=en-US.
    value = f"c%3D{culture}%7Cuic%3D{culture}"
    return "set-cookie", f".AspNetCore.Culture={value}; {attributes}"
