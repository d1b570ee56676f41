"""The square code on a paper."""

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_svg(text: str) -> str:
    """A QR code of `text` as SVG with two modules of quiet edge; 15 % of it may be stained.

    >>> qr_svg("https://betang.example/dokumen/x/").startswith("<svg ")
    True
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    return code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
