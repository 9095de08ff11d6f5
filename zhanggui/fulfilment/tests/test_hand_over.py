import pytest
from django.utils.translation import override

from zhanggui.fulfilment.errors import BatchNotFound, CountsDiffer, NotPrinted, SamePerson, UnknownCount
from zhanggui.fulfilment.models import Batch, Handover
from zhanggui.fulfilment.services import give_batch, hand_over, take_batch
from zhanggui.fulfilment.tests.factories import CLERK, KEEPER, closed, ready_shop
from zhanggui.kernel.errors import Conflict, NotAllowed
from zhanggui.kernel.testing.factories import actor_with

pytestmark = pytest.mark.django_db

RIGHT = {"daily_report": 1, "outbound_slip": 3, "label": 3, "invoice": 0}
SHORT = RIGHT | {"outbound_slip": 2}
EXTRA = RIGHT | {"invoice": 1}


@pytest.fixture
def batch() -> Batch:
    made = closed(ready_shop())
    Batch.objects.filter(pk=made.pk).update(state="printed")
    return made


@pytest.mark.req("FUL-04")
def test_two_people_with_equal_counts_hand_over(batch: Batch) -> None:
    give_batch(actor=CLERK, batch_id=batch.pk, counts=RIGHT)
    taken = take_batch(actor=KEEPER, batch_id=batch.pk, counts=RIGHT)

    assert taken.state == "handed_over"
    assert taken.handed_over_at is not None
    handover = Handover.objects.get()
    assert (handover.given_by, handover.taken_by, handover.taken_counts) == ("clerk", "keeper", RIGHT)


@pytest.mark.req("FUL-04")
@pytest.mark.parametrize(
    ("given", "taken"),
    [
        pytest.param(SHORT, SHORT, id="both differ from the printed"),
        pytest.param(RIGHT, SHORT, id="the keeper finds less"),
        pytest.param(SHORT, RIGHT, id="the clerk gave less"),
        pytest.param(RIGHT, EXTRA, id="an invoice that nobody gave"),
    ],
)
def test_difference_blocks_until_explained(batch: Batch, given: dict[str, int], taken: dict[str, int]) -> None:
    give_batch(actor=CLERK, batch_id=batch.pk, counts=given)

    with pytest.raises(CountsDiffer):
        take_batch(actor=KEEPER, batch_id=batch.pk, counts=taken)
    assert not Handover.objects.get().taken_counts
    batch.refresh_from_db()
    assert batch.state == "printed"

    assert take_batch(actor=KEEPER, batch_id=batch.pk, counts=taken, difference_note="one torn").state == "handed_over"
    assert Handover.objects.get().difference_note == "one torn"


def test_difference_is_told_in_words(batch: Batch) -> None:
    give_batch(actor=CLERK, batch_id=batch.pk, counts=RIGHT)

    with override("en"), pytest.raises(CountsDiffer) as differ:
        take_batch(actor=KEEPER, batch_id=batch.pk, counts=EXTRA | {"outbound_slip": 2})

    assert differ.value.params["differences"] == (
        "Outbound slip 3 printed, 3 given, 2 taken; Invoice 0 printed, 0 given, 1 taken"
    )


def test_both_halves_at_once_keep_both_counts(batch: Batch) -> None:
    hand_over(give=CLERK, take=KEEPER, batch_id=batch.pk, given_counts=RIGHT, counts=SHORT, difference_note="one torn")

    kept = Handover.objects.get()
    assert (kept.given_counts, kept.taken_counts, kept.difference_note) == (RIGHT, SHORT, "one torn")


def test_same_person_twice_is_refused(batch: Batch) -> None:
    both = actor_with("fulfilment.give", "fulfilment.take", user_id=9, name="both")

    with pytest.raises(SamePerson):
        hand_over(give=both, take=both, batch_id=batch.pk)

    assert not Handover.objects.exists()


def test_each_half_needs_its_right(batch: Batch) -> None:
    with pytest.raises(NotAllowed):
        give_batch(actor=KEEPER, batch_id=batch.pk)
    with pytest.raises(NotAllowed):
        hand_over(give=CLERK, take=CLERK, batch_id=batch.pk)


def test_unprinted_ungiven_unknown_and_taken_are_refused(batch: Batch) -> None:
    with pytest.raises(Conflict) as not_given:
        take_batch(actor=KEEPER, batch_id=batch.pk)
    assert not_given.value.code == "fulfilment.not_given"
    with pytest.raises(UnknownCount):
        give_batch(actor=CLERK, batch_id=batch.pk, counts={"receipt": 1})
    Batch.objects.filter(pk=batch.pk).update(state="closed")
    with pytest.raises(NotPrinted):
        give_batch(actor=CLERK, batch_id=batch.pk)
    Batch.objects.filter(pk=batch.pk).update(state="printed")
    hand_over(give=CLERK, take=KEEPER, batch_id=batch.pk)
    with pytest.raises(Conflict) as taken:
        give_batch(actor=CLERK, batch_id=batch.pk)
    assert taken.value.code == "fulfilment.handed_over"
    with pytest.raises(BatchNotFound):
        give_batch(actor=CLERK, batch_id=batch.pk + 1)
