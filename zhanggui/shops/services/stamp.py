"""The shop's stamp: an image that a person uploads, made safe and transparent before it is kept."""

import hashlib
import io
import warnings

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from zhanggui.kernel.documents.archive import files_folder
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.shops.services.settings import change_settings
from zhanggui.shops.values import MANAGE_SHOPS

MOST_BYTES = 2 * 1024 * 1024
_MOST_PIXELS = 16_000_000
_SIDE = 600
_FORMATS = ("PNG", "JPEG")


def set_stamp(*, actor: Actor, shop_id: int, data: bytes) -> str:
    """Keep an uploaded PNG or JPEG as the shop's stamp; returns its place within the home's files.

    It is turned upright, shrunk to 600 pixels, freed of everything but the picture, and its
    white ground becomes transparent. Errors: too large, not a picture.
    """
    require(actor, MANAGE_SHOPS, shop_id)
    if len(data) > MOST_BYTES:
        raise InvalidInput("shops.stamp_too_large", _("The image is larger than 2 MB. Save it smaller and try again."))
    png = _normalised(data)
    name = f"{hashlib.sha256(png).hexdigest()[:20]}.png"
    path = files_folder("stamps", str(shop_id)) / name
    path.write_bytes(png)
    stored = str(path.relative_to(settings.MEDIA_ROOT))
    change_settings(actor=actor, shop_id=shop_id, stamp_path=stored)
    return stored


def remove_stamp(*, actor: Actor, shop_id: int) -> None:
    """Print without a stamp from now on; papers that carry it keep it."""
    change_settings(actor=actor, shop_id=shop_id, stamp_path="")


def _normalised(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > _MOST_PIXELS:
                raise _not_readable()
            picture.load()
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise _not_readable() from error
    except Image.DecompressionBombError as error:
        raise _not_readable() from error
    upright.thumbnail((_SIDE, _SIDE))
    target = io.BytesIO()
    _without_ground(upright).save(target, "PNG", optimize=True)
    return target.getvalue()


def _without_ground(picture: Image.Image) -> Image.Image:
    """White becomes transparent in the measure in which it is white; the ink keeps its colour."""
    red, green, blue, alpha = picture.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    ink = ImageOps.invert(darkest).point(lambda level: min(255, level * 2))
    return Image.merge("RGBA", (red, green, blue, ImageChops.darker(alpha, ink)))


def _not_readable() -> InvalidInput:
    return InvalidInput(
        "shops.stamp_not_readable",
        _("This is not a PNG or JPEG picture of at most 16 million pixels. Choose another file."),
    )
