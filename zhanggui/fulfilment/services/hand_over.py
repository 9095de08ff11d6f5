"""Papers of a batch go from the order clerk to the keeper; both count (FUL-04)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import CountsDiffer, NotPrinted, SamePerson, UnknownCount
from zhanggui.fulfilment.events import BatchHandedOver
from zhanggui.fulfilment.lifecycle import BATCH
from zhanggui.fulfilment.models import Batch, Handover
from zhanggui.fulfilment.queries.batches import batch_by_id, paper_counts, subject_of
from zhanggui.fulfilment.values import GIVE_BATCH, TAKE_BATCH, BatchState, PaperKind
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.people.services import settle_routine

# The routine whose work is done here: nobody ticks it a second time (TSK-02).
_CLOSING = "order_clerk-close"


def give_batch(*, actor: Actor, batch_id: int, counts: Mapping[str, int] | None = None) -> Handover:
    """The order clerk hands the printed papers over and says how many of each kind.

    `counts` is by PaperKind, default what was printed. May be corrected until the papers are taken.
    """
    with transaction.atomic():
        batch = _locked(batch_id)
        require(actor, GIVE_BATCH, batch.shop_id, batch.warehouse_id)
        if batch.state == BatchState.CLOSED:
            raise NotPrinted(batch.number)
        if batch.state == BatchState.HANDED_OVER:
            raise _taken(batch)
        handover, _is_new = Handover.objects.update_or_create(
            batch=batch,
            defaults={
                "shop_id": batch.shop_id,
                "given_counts": _counts(batch, counts),
                "given_by_id": actor.user_id,
                "given_by": actor.name,
                "given_at": now(),
            },
        )
        record(
            actor,
            "batch.given",
            shop_id=batch.shop_id,
            subject=subject_of(batch),
            data={"counts": handover.given_counts},
        )
        # Only the scheduled close of the day: small batches before it leave the routine open.
        if "#" not in batch.period:
            settle_routine(actor=actor, shop_id=batch.shop_id, code=_CLOSING, period=batch.period[:10])
    return handover


def take_batch(
    *, actor: Actor, batch_id: int, counts: Mapping[str, int] | None = None, difference_note: str = ""
) -> Batch:
    """The keeper counts too and takes the batch over; from now on it may be packed.

    Refused: the same person twice (SamePerson), papers not given yet, and counts that differ from the
    printed or the given ones (CountsDiffer) until `difference_note` says why.
    """
    with transaction.atomic():
        batch = _locked(batch_id)
        require(actor, TAKE_BATCH, batch.shop_id, batch.warehouse_id)
        handover = Handover.objects.select_for_update().filter(batch=batch).first()
        if batch.state == BatchState.HANDED_OVER:
            raise _taken(batch)
        if handover is None:
            raise Conflict(
                "fulfilment.not_given",
                _("Batch %(number)s was not handed over by the order clerk yet."),
                number=batch.number,
            )
        if (handover.given_by_id, handover.given_by) == (actor.user_id, actor.name):
            raise SamePerson(actor.name)
        taken = _counts(batch, counts)
        differences = _differences(paper_counts(batch), handover.given_counts, taken)
        if differences and not difference_note.strip():
            raise CountsDiffer(differences)
        moment = now()
        Handover.objects.filter(pk=handover.pk).update(
            taken_counts=taken,
            taken_by_id=actor.user_id,
            taken_by=actor.name,
            taken_at=moment,
            difference_note=difference_note.strip(),
        )
        move(
            batch,
            BATCH,
            "hand_over",
            actor=actor,
            subject=subject_of(batch),
            reason=difference_note.strip(),
            data={"given_by": handover.given_by, "counts": taken},
            handed_over_at=moment,
        )
        announce(BatchHandedOver(batch.shop_id, batch.pk))
    return batch


def hand_over(
    *,
    give: Actor,
    take: Actor,
    batch_id: int,
    counts: Mapping[str, int] | None = None,
    given_counts: Mapping[str, int] | None = None,
    difference_note: str = "",
) -> Batch:
    """Both halves at once, for the command line: two people, each with their own right and count.

    `counts` is the taker's, `given_counts` the giver's, both default to what was printed.
    """
    with transaction.atomic():
        give_batch(actor=give, batch_id=batch_id, counts=given_counts)
        return take_batch(actor=take, batch_id=batch_id, counts=counts, difference_note=difference_note)


def _locked(batch_id: int) -> Batch:
    batch_by_id(batch_id)
    return Batch.objects.select_for_update().get(pk=batch_id)


def _taken(batch: Batch) -> Conflict:
    return Conflict("fulfilment.handed_over", _("Batch %(number)s was handed over already."), number=batch.number)


def _counts(batch: Batch, counts: Mapping[str, int] | None) -> dict[str, int]:
    printed = paper_counts(batch)
    if counts is None:
        return printed
    for kind, count in counts.items():
        if kind not in printed or not isinstance(count, int) or count < 0:
            raise UnknownCount(str(kind))
    return {kind: int(counts.get(kind, 0)) for kind in printed}


def _differences(printed: Mapping[str, int], given: Mapping[str, int], taken: Mapping[str, int]) -> str:
    """What differs, in words: `Outbound slip 3 printed, 3 given, 2 taken`."""
    return "; ".join(
        _("%(paper)s %(printed)d printed, %(given)d given, %(taken)d taken")
        % {
            "paper": PaperKind(kind).label,
            "printed": count,
            "given": given.get(kind, 0),
            "taken": taken.get(kind, 0),
        }
        for kind, count in printed.items()
        if not count == given.get(kind, 0) == taken.get(kind, 0)
    )
