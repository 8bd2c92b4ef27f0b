"""Sends a request of a typed address."""


async def send_to(opened, address: str) -> None:
    opened.controller.opener.open_custom_url()
    opened.page.row.address.setText(address)
    opened.page.row.address.textEdited.emit(address)
    opened.send()
    await opened.answer()
