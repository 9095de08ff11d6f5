"""When a weighed parcel is so far from its goods that something may be missing or too much."""

_FAR_SHARE = 0.25
_FAR_G = 150


def is_far_off(weighed_g: int, expected_g: int) -> bool:
    """Off by a quarter and by more than 150 g: boxes and fillers differ by less."""
    return abs(weighed_g - expected_g) > max(_FAR_G, expected_g * _FAR_SHARE)
