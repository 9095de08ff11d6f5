"""Who holds what where, and who may change it (ORG-03, ORG-09)."""

import pytest

from zhanggui.kernel.errors import InvalidInput, NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.errors import LastOwner, OtherShops, UserExists
from zhanggui.people.models import PositionHolding, User
from zhanggui.people.services import change_positions, create_user, disable_user, reset_password
from zhanggui.people.tests.factories import make_person, make_shop
from zhanggui.people.values import Holding

pytestmark = pytest.mark.django_db


def held(user_id: int | None) -> set[Holding]:
    return {Holding(row.position, row.shop_id) for row in PositionHolding.objects.filter(user_id=user_id)}


def test_positions_are_replaced_and_the_change_is_told() -> None:
    shop = make_shop()
    owner, anna = make_person("owner", "owner"), make_person("anna", "keeper")

    wanted = [Holding("checking_clerk"), Holding("order_clerk", shop.id)]
    change_positions(actor=owner, username="anna", holdings=wanted)

    assert held(anna.user_id) == set(wanted)
    event = Event.objects.get(kind="user.positions_changed")
    assert event.data == {
        "added": [["checking_clerk", None], ["order_clerk", shop.id]],
        "taken": [["keeper", None]],
    }


def test_last_owner_cannot_give_up_ownership() -> None:
    owner = make_person("owner", "owner", "keeper")

    with pytest.raises(LastOwner):
        change_positions(actor=owner, username="owner", holdings=[Holding("keeper")])

    assert held(owner.user_id) == {Holding("owner"), Holding("keeper")}


def test_last_owner_cannot_be_disabled_until_another_is_there() -> None:
    owner = make_person("owner", "owner")
    with pytest.raises(LastOwner):
        disable_user(actor=owner, username="owner")
    assert User.objects.get(pk=owner.user_id).is_active is True

    make_person("second", "owner")
    disable_user(actor=owner, username="owner")

    assert User.objects.get(pk=owner.user_id).is_active is False


def test_disabled_owner_does_not_count_as_another_owner() -> None:
    owner = make_person("owner", "owner")
    make_person("second", "owner")
    disable_user(actor=owner, username="second")

    with pytest.raises(LastOwner):
        disable_user(actor=owner, username="owner")


def test_owner_of_one_shop_does_not_replace_the_owner_of_all() -> None:
    shop = make_shop()
    owner = make_person("owner", "owner")
    make_person("second", "owner", shop=shop)

    with pytest.raises(LastOwner):
        change_positions(actor=owner, username="owner", holdings=[Holding("owner", shop.id)])


def test_owner_of_one_shop_cannot_reach_other_shops() -> None:
    first, second = make_shop(), make_shop("other", "另一家")
    make_person("owner", "owner")
    local = make_person("local", "owner", shop=first)
    make_person("anna", "keeper", shop=second)

    with pytest.raises(OtherShops):
        change_positions(actor=local, username="local", holdings=[Holding("owner", first.id), Holding("owner")])
    with pytest.raises(OtherShops):
        reset_password(actor=local, username="owner")
    with pytest.raises(NotAllowed):
        disable_user(actor=local, username="anna")
    with pytest.raises(OtherShops):
        create_user(actor=local, username="eve", positions=["owner"])

    assert held(local.user_id) == {Holding("owner", first.id)}
    assert User.objects.filter(username="eve").count() == 0
    assert User.objects.get(username="anna").is_active is True


def test_clerk_cannot_change_positions_and_the_attempt_is_logged() -> None:
    make_person("owner", "owner")
    clerk = make_person("clerk", "checking_clerk")

    with pytest.raises(NotAllowed):
        change_positions(actor=clerk, username="clerk", holdings=[Holding("owner")])

    assert held(clerk.user_id) == {Holding("checking_clerk")}


def test_sign_in_name_in_other_letters_is_taken() -> None:
    make_person("Anna", "keeper")

    with pytest.raises(UserExists):
        create_user(actor=SYSTEM, username="anna", positions=["keeper"])


@pytest.mark.parametrize("username", ["", "two words", "../up", "a" * 61])
def test_unusable_sign_in_name_is_refused(username: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        create_user(actor=SYSTEM, username=username, positions=["keeper"])

    assert caught.value.code == "people.bad_username"
