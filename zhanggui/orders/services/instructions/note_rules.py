"""Changing the words by which a shop's notes are read."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject, system_actor
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import NoteRule
from zhanggui.orders.rules.note_words import SHIPPED_WORDS
from zhanggui.orders.values import MANAGE_RULES, InstructionKind

READ_JOB = "orders.read_notes"
MOST_WORDS, LONGEST_WORD, MOST_RULES = 200, 30, 200
_WITH_COURIER = frozenset({InstructionKind.COURIER_WISH, InstructionKind.COURIER_AVOID})


class NoteRuleNotFound(NotFound):
    """The shop has no such rule."""

    def __init__(self, code: str) -> None:
        super().__init__("orders.note_rule_not_found", _("There is no note rule “%(code)s” in this shop."), code=code)


class NoteWordsWrong(InvalidInput):
    """A rule needs words, not too many and not too long, and none that fits everything."""

    def __init__(self) -> None:
        super().__init__(
            "orders.note_words_wrong",
            _(
                "A rule needs 1 to %(most)s words of up to %(longest)s characters, and each needs at least one "
                "character beside * and {day}."
            ),
            most=MOST_WORDS,
            longest=LONGEST_WORD,
        )


class CourierMissing(InvalidInput):
    """A rule about couriers names one."""

    def __init__(self) -> None:
        super().__init__("orders.note_rule_courier", _("Say which courier these words mean, like SF or ZTO."))


def ensure_note_rules(shop_id: int) -> None:
    """Give a shop the shipped word rules that it does not have yet; rules it has stay as they are."""
    at = now()
    NoteRule.objects.bulk_create(
        [
            NoteRule(
                shop_id=shop_id,
                code=rule.code,
                kind=rule.kind,
                words=list(rule.words),
                unless=list(rule.unless),
                courier=rule.courier,
                position=position,
                version=rule.version,
                changed_at=at,
                changed_by=system_actor().name,
            )
            for position, rule in enumerate(SHIPPED_WORDS, start=1)
        ],
        ignore_conflicts=True,
    )


def change_note_rule(
    *,
    actor: Actor,
    shop_id: int,
    code: str,
    words: Sequence[str],
    unless: Sequence[str] = (),
    is_on: bool = True,
) -> int:
    """Change the words of a rule or switch it off; returns its version, and open orders are read again.

    A `*` in a word stands for up to six characters, `{day}` for a day. Saving the same changes nothing.
    """
    require(actor, MANAGE_RULES, shop_id)
    wanted = {"words": _clean(words, need=True), "unless": _clean(unless), "is_on": is_on}
    with transaction.atomic():
        ensure_note_rules(shop_id)
        rule = NoteRule.objects.select_for_update().filter(shop_id=shop_id, code=code).first()
        if rule is None:
            raise NoteRuleNotFound(code)
        before = {name: getattr(rule, name) for name in wanted}
        if before == wanted:
            return rule.version
        version = rule.version + 1
        NoteRule.objects.filter(pk=rule.pk).update(
            **wanted, version=version, changed_at=now(), changed_by=actor.name[:80]
        )
        _tell(actor, shop_id, {"rule": code, "version": version, "before": before, "after": wanted})
    return version


def add_note_rule(
    *, actor: Actor, shop_id: int, kind: str, words: Sequence[str], unless: Sequence[str] = (), courier: str = ""
) -> str:
    """Add a rule of the shop's own; returns its code, and open orders are read again."""
    require(actor, MANAGE_RULES, shop_id)
    if kind not in InstructionKind.values:
        raise UnknownChoice("kind", kind, InstructionKind.values)
    named = courier.strip()[:40] if kind in _WITH_COURIER else ""
    if kind in _WITH_COURIER and not named:
        raise CourierMissing
    kept = {"words": _clean(words, need=True), "unless": _clean(unless)}
    with transaction.atomic():
        ensure_note_rules(shop_id)
        rows = NoteRule.objects.select_for_update().filter(shop_id=shop_id)
        count = len(rows)
        if count >= MOST_RULES:
            raise InvalidInput("orders.note_rules_many", _("A shop has at most %(most)s note rules."), most=MOST_RULES)
        code = f"own_{max((row.position for row in rows), default=0) + 1}"
        NoteRule.objects.create(
            shop_id=shop_id,
            code=code,
            kind=kind,
            courier=named,
            position=max((row.position for row in rows), default=0) + 1,
            changed_at=now(),
            changed_by=actor.name[:80],
            **kept,
        )
        _tell(actor, shop_id, {"rule": code, "version": 1, "kind": kind, "courier": named, "after": kept})
    return code


def _tell(actor: Actor, shop_id: int, data: dict[str, object]) -> None:
    record(actor, "orders.note_rule_changed", shop_id=shop_id, subject=Subject("shop", shop_id), data=data)
    enqueue(READ_JOB, lock=f"notes-{shop_id}", once=f"notes-{shop_id}", shop_id=shop_id)


def _clean(words: Sequence[str], *, need: bool = False) -> list[str]:
    kept = list(dict.fromkeys(text for text in (word.strip().replace("\0", "") for word in words) if text))
    bare = [word for word in kept if not word.replace("{day}", "").replace("*", "").strip()]
    if (need and not kept) or bare or len(kept) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in kept):
        raise NoteWordsWrong
    return kept
