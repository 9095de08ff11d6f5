"""Weights as people and scales write them."""

import pytest

from zhanggui.kernel.weights import read_grams, weight_text


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1.25kg", 1250),
        ("1250", 1250),
        ("0.3", 300),
        ("\uff12\uff0e5KG", 2500),
        ("ST,GS,+  1.250kg", 1250),
        ("2斤", 1000),
        ("85 克", 85),
        ("0", None),
        ("101kg", None),
        ("QH-200g", None),
        ("-1kg", None),
        ("", None),
    ],
)
def test_weights_are_read_as_grams(text: str, grams: int | None) -> None:
    assert read_grams(text) == grams


def test_a_number_alone_is_no_weight_where_other_codes_come_too() -> None:
    assert (read_grams("1250", unit_needed=True), read_grams("1.25kg", unit_needed=True)) == (None, 1250)
    assert (weight_text(1250), weight_text(10_000), weight_text(None)) == ("1.25 kg", "10 kg", "")
