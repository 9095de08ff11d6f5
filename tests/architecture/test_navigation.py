"""The side navigation as a whole: no two places share a chord, no two modules the same place."""

from collections import Counter

from django.utils.functional import Promise

from zhanggui.config import urls
from zhanggui.kernel.pages.registry import nav_items


def test_every_chord_leads_to_one_place() -> None:
    # Importing the addresses has registered every module's places.
    assert urls.urlpatterns
    chords = Counter(item.key for item in nav_items() if item.key)

    assert [chord for chord, places in chords.items() if places > 1] == []


def test_every_label_is_said_in_the_readers_language() -> None:
    assert [item.url_name for item in nav_items() if not isinstance(item.label, Promise)] == []


def test_places_of_a_group_have_an_order_of_their_own() -> None:
    places = Counter((item.group, item.position) for item in nav_items())

    assert [place for place, count in places.items() if count > 1] == []
