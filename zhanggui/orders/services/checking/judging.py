"""From facts to verdicts: what passes, what is held anew, which holds have lost their cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zhanggui.orders.queries.verified import AUTOMATIC, PERSON
from zhanggui.orders.rules import CompiledRule, OrderFacts, RuleOutcome, evaluate, same_cause
from zhanggui.orders.services.checking.facts import KnownHold, OrderInHand
from zhanggui.orders.values import HoldReason, Verdict

Outcomes = tuple[RuleOutcome, ...]


@dataclass(slots=True)
class Judgement:
    """What checking says of one order, and what must change to make it so."""

    order: OrderInHand
    outcomes: Outcomes
    reasons: Sequence[str]
    is_unverified: bool = False
    new_holds: Sequence[RuleOutcome] = ()
    changed_holds: Sequence[tuple[int, RuleOutcome]] = ()
    ended_holds: Sequence[KnownHold] = ()

    @property
    def is_passed(self) -> bool:
        """Whether nothing holds the order and nobody need verify it any more."""
        return not self.reasons and not self.is_unverified

    @property
    def verified(self) -> tuple[str, str]:
        """How a passed order was verified and by whom; empty when an earlier word of a person stands."""
        if not self.is_passed or self.order.is_verified:
            return "", ""
        if not self.order.released:
            return AUTOMATIC, ""
        looked = [self.order.released[item.code] for item in self.outcomes if item.verdict == Verdict.RELEASED]
        return (PERSON, looked[-1].released_by) if looked else (AUTOMATIC, "")


@dataclass(slots=True)
class _Case:
    """What rules say of facts that many orders share: without stock, with stock for all, and with stock not tried.

    The facts stand here so that their identity is given to no others meanwhile.
    """

    facts: OrderFacts
    outcomes: Outcomes
    reasons: Sequence[str]
    stocked: Outcomes = ()
    stock_reasons: Sequence[str] = ()
    skipped: Outcomes = ()


@dataclass(slots=True)
class Judge:
    """Judges orders under rules, those about stock last; what it said of the same facts it says again.

    Where every order needs a person, one that nobody verified waits even when no rule stops it.
    """

    rules: Sequence[CompiledRule]
    needs_person: bool = False
    _plain: list[CompiledRule] = field(init=False)
    _about_stock: list[CompiledRule] = field(init=False)
    _skipped: Outcomes = field(init=False)
    _cases: dict[int, _Case] = field(init=False, default_factory=dict)
    _settled: dict[int, Judgement] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._plain = [rule for rule in self.rules if not rule.is_about_stock]
        self._about_stock = [rule for rule in self.rules if rule.is_about_stock]
        self._skipped = tuple(
            RuleOutcome(rule.code, rule.reason, Verdict.SKIPPED, rule.version, {}) for rule in self._about_stock
        )

    @property
    def rules_in_order(self) -> list[CompiledRule]:
        """The rules as their outcomes follow one another."""
        return [*self._plain, *self._about_stock]

    def before_stock(self, order: OrderInHand) -> Judgement:
        """Try every rule but those about stock, which wait for the allocation."""
        case = self._cases.get(id(order.facts))
        if case is None:
            outcomes = tuple(evaluate(self._plain, order.facts))
            case = self._cases[id(order.facts)] = _Case(order.facts, outcomes, _reasons(outcomes))
        outcomes, reasons = case.outcomes, case.reasons
        if order.released and reasons:
            outcomes = _with_releases(self._plain, outcomes, order)
            reasons = _reasons(outcomes)
        if order.is_held_by_hand:
            reasons = [*reasons, HoldReason.MANUAL]
        return Judgement(order, outcomes, reasons, self.needs_person and not order.is_verified)

    def add_stock(self, judgement: Judgement, missing: Mapping[str, int]) -> None:
        """Add what the rules about stock say: not tried while something else holds the order."""
        order = judgement.order
        case = self._cases[id(order.facts)]
        if not judgement.is_passed:
            if judgement.outcomes is not case.outcomes:
                judgement.outcomes += self._skipped
                return
            case.skipped = judgement.outcomes = case.skipped or case.outcomes + self._skipped
        elif missing:
            order.facts = replace(order.facts, short_items=missing)
            self._try_stock(judgement)
        elif order.released or judgement.outcomes is not case.outcomes:
            self._try_stock(judgement)
        else:
            if not case.stocked:
                self._try_stock(judgement)
                case.stocked, case.stock_reasons = judgement.outcomes, judgement.reasons
            judgement.outcomes, judgement.reasons = case.stocked, case.stock_reasons

    def _try_stock(self, judgement: Judgement) -> None:
        order = judgement.order
        outcomes = _with_releases(self._about_stock, evaluate(self._about_stock, order.facts), order)
        judgement.outcomes += outcomes
        judgement.reasons = [*judgement.reasons, *_reasons(outcomes)]

    def settle_holds(self, judgement: Judgement) -> None:
        """Say which holds begin, change and end; where none is open, alike for all that were told the same."""
        if judgement.order.open_holds:
            _settle(judgement)
        elif judgement.reasons:
            first = self._settled.setdefault(id(judgement.outcomes), judgement)
            if first is judgement:
                _settle(judgement)
            judgement.new_holds, judgement.reasons = first.new_holds, first.reasons

    def anew(self) -> "Judge":
        """The same judge who has not seen an order yet, for thousands that are judged by themselves."""
        return Judge([replace(rule, seen={}) for rule in self.rules], needs_person=self.needs_person)


def _settle(judgement: Judgement) -> None:
    """Compare what the rules say with the holds that are open: which begin, change and end."""
    open_holds = judgement.order.open_holds
    kept = {HoldReason.MANUAL.value}
    new: list[RuleOutcome] = []
    changed: list[tuple[int, RuleOutcome]] = []
    for outcome in judgement.outcomes:
        if outcome.verdict == Verdict.SKIPPED:
            kept.add(outcome.reason)
        if outcome.verdict != Verdict.HOLD:
            continue
        known = open_holds.get(outcome.reason)
        if known is None:
            if outcome.reason not in kept:
                new.append(outcome)
        elif known.cause != outcome.values or known.rule_version != outcome.version:
            changed.append((known.id, outcome))
        kept.add(outcome.reason)
    judgement.new_holds, judgement.changed_holds = new, changed
    judgement.ended_holds = [hold for reason, hold in open_holds.items() if reason not in kept]
    judgement.reasons = sorted({*judgement.reasons, *(set(open_holds) & kept)})


def _reasons(outcomes: Iterable[RuleOutcome]) -> list[str]:
    return [outcome.reason for outcome in outcomes if outcome.verdict == Verdict.HOLD]


def _with_releases(rules: Sequence[CompiledRule], outcomes: Sequence[RuleOutcome], order: OrderInHand) -> Outcomes:
    return tuple(_respect_release(rule, outcome, order) for rule, outcome in zip(rules, outcomes, strict=True))


def _respect_release(rule: CompiledRule, outcome: RuleOutcome, order: OrderInHand) -> RuleOutcome:
    """A person's release stands while rule and cause are the ones that the person saw."""
    if outcome.verdict != Verdict.HOLD or not rule.can_be_released or not order.released:
        return outcome
    known = order.released.get(rule.code)
    if known is None or known.rule_version != rule.version or not same_cause(known.cause, outcome.values):
        return outcome
    return replace(outcome, verdict=Verdict.RELEASED)
