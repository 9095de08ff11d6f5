"""The password rules (SEC-03)."""

import pytest

from zhanggui.people.errors import WeakPassword, WrongPassword
from zhanggui.people.models import User
from zhanggui.people.rules.passwords import Weakness, weakness_of
from zhanggui.people.services import change_own_password
from zhanggui.people.services.passwords import check_password, random_password
from zhanggui.people.tests.factories import PASSWORD, make_person

KNOWN = frozenset({"sunshine", "letmein"})


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("xx-zhoumin-2026", Weakness.NAME),
        ("abcabcabcabcabc", Weakness.REPEATED),
        ("111111111111111", Weakness.REPEATED),
        ("123456789012", Weakness.RUN),
        ("lkjihgfedcba", Weakness.RUN),
        ("Sunshine12345", Weakness.KNOWN),
        ("!!letmein!!", Weakness.KNOWN),
        ("Password2026!", Weakness.KNOWN),
        ("sunshine-over-the-river", None),
        (PASSWORD, None),
    ],
)
def test_weakness_of_names_the_first_reason(password: str, expected: Weakness | None) -> None:
    assert weakness_of(password, names=("zhoumin", "周敏"), known=KNOWN) == expected


@pytest.mark.django_db
def test_short_password_is_refused_with_a_sentence() -> None:
    with pytest.raises(WeakPassword) as caught:
        check_password("kite-87", User(username="anna"))

    assert caught.value.code == "people.weak_password"
    assert "12" in str(caught.value)


@pytest.mark.django_db
def test_random_password_keeps_the_rules() -> None:
    made = {random_password() for _index in range(20)}

    assert len(made) == 20
    for password in made:
        check_password(password, User(username="anna"))


@pytest.mark.django_db
def test_wrong_present_password_changes_nothing() -> None:
    person = make_person("anna", "keeper")

    with pytest.raises(WrongPassword):
        change_own_password(actor=person, old="something-else-9", new="window-cloud-four-2")

    assert User.objects.get(pk=person.user_id).check_password(PASSWORD)


@pytest.mark.django_db
def test_own_password_ends_the_duty_to_change_it() -> None:
    person = make_person("anna", "keeper")
    User.objects.filter(pk=person.user_id).update(must_change_password=True)

    change_own_password(actor=person, old=PASSWORD, new="window-cloud-four-2")

    user = User.objects.get(pk=person.user_id)
    assert user.check_password("window-cloud-four-2")
    assert user.must_change_password is False
