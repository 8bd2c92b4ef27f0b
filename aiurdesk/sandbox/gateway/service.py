"""Gateway: users, the sign-in pages, and the API for apps to access accounts."""

from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.account_controller import AccountController
from aiurdesk.sandbox.gateway.api_controller import ApiController
from aiurdesk.sandbox.gateway.email_controller import EmailController
from aiurdesk.sandbox.gateway.home_controller import HomeController
from aiurdesk.sandbox.gateway.link_controller import LinkController
from aiurdesk.sandbox.gateway.oauth_controller import OAuthController
from aiurdesk.sandbox.gateway.password_controller import PasswordController
from aiurdesk.sandbox.gateway.profile_controller import ProfileController
from aiurdesk.sandbox.gateway.register_controller import RegisterController
from aiurdesk.sandbox.gateway.sign_out_controller import SignOutController
from aiurdesk.sandbox.gateway.third_party_controller import ThirdPartyController
from aiurdesk.sandbox.gateway.two_factor_controller import TwoFactorController
from aiurdesk.sandbox.gateway.two_factor_sign_in_controller import TwoFactorSignInController

ID = "gateway"


def gateway(access: Access) -> WebService:
    """Return the service with its routes."""
    return WebService(
        id=ID,
        name="Gateway",
        has_pages=True,
        routes=(
            *HomeController(access).routes(),
            *AccountController(access).routes(),
            *ApiController(access).routes(),
            *OAuthController(access).routes(),
            *TwoFactorSignInController(access).routes(),
            *RegisterController(access).routes(),
            *SignOutController(access).routes(),
            *PasswordController(access).routes(),
            *ThirdPartyController().routes(),
            *ProfileController(access).routes(),
            *EmailController(access).routes(),
            *LinkController(access).routes(),
            *TwoFactorController(access).routes(),
        ),
    )
