"""Product pictures that the program draws: a calm ground and a simple shape, the same for the same code."""

import hashlib
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 240
_GROUNDS = ("#C9D3CE", "#D5CDDA", "#DCCFC0", "#E3D3B8", "#CBD6DE", "#D9C9C3", "#D4D6C6", "#D8CDB2")
_INKS = ("#5E716A", "#6E6079", "#7C6A52", "#8A7340", "#566C7C", "#7B5F56", "#63664F", "#77683C")


def draw_picture(code: str, path: Path) -> None:
    """Draw the picture of a product code as a PNG."""
    digest = hashlib.sha256(code.encode()).digest()
    tone = digest[0] % len(_GROUNDS)
    image = Image.new("RGB", (SIZE, SIZE), _GROUNDS[tone])
    pen = ImageDraw.Draw(image)
    ink, middle = _INKS[tone], SIZE // 2
    width, height = 50 + digest[1] % 40, 50 + digest[2] % 40
    box = (middle - width, middle - height, middle + width, middle + height)
    shape = digest[3] % 4
    if shape == 0:
        pen.rounded_rectangle(box, radius=18, outline=ink, width=8)
    elif shape == 1:
        pen.ellipse(box, outline=ink, width=8)
    elif shape == 2:
        pen.polygon([(middle, box[1]), (box[2], box[3]), (box[0], box[3])], outline=ink, width=8)
    else:
        pen.rounded_rectangle(box, radius=6, fill=ink)
    for row in range(1 + digest[4] % 3):
        y = box[1] + (row + 1) * 2 * height // 5
        pen.line((box[0] + 18, y, box[2] - 18, y), fill=_GROUNDS[tone] if shape == 3 else ink, width=6)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)
