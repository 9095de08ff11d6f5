"""Why an order waits: rules as data, what they said, holds, and calls to buyers."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order
from zhanggui.orders.rules import RuleSet
from zhanggui.orders.values import CallMeans, HoldReason, RuleVersionState


class CheckRule(models.Model):
    """One rule of checking: a condition over an order's facts, and the hold it asks for.

    The row says what is in use; each version that ever was stands in CheckRuleVersion. `name` is a
    shop's own words, in its language and in English; shipped rules have theirs in the catalogue.
    """

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80, default="", db_default="")
    name_en = models.CharField(max_length=80, default="", db_default="")
    reason = models.CharField(max_length=30, choices=HoldReason)
    condition = models.JSONField()
    position = models.IntegerField()
    version = models.IntegerField(default=1)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "code"], name="check_rule_code")]


class CheckRuleVersion(models.Model):
    """One version of a rule as it was written: who, when, why, and from when until when it was used."""

    shop_id = models.BigIntegerField()
    rule = models.ForeignKey(CheckRule, on_delete=models.CASCADE, related_name="versions")
    version = models.IntegerField()
    state = models.CharField(max_length=10, choices=RuleVersionState)
    name = models.CharField(max_length=80, default="")
    name_en = models.CharField(max_length=80, default="")
    reason = models.CharField(max_length=30, choices=HoldReason)
    condition = models.JSONField()
    is_on = models.BooleanField(default=True)
    is_shipped = models.BooleanField(default=False)
    why = models.TextField(default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, default="")
    used_from = models.DateTimeField(null=True)
    used_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state__in=["draft", "waiting"]), name="rule_one_open_draft"
            ),
            models.UniqueConstraint(fields=["rule"], condition=Q(state="used"), name="rule_one_version_used"),
            models.CheckConstraint(condition=Q(state__in=RuleVersionState.values), name="rule_version_state"),
        ]


class RuleBacktest(models.Model):
    """A rule or changed settings tried on past orders: what was tried, and the figures that came out."""

    shop_id = models.BigIntegerField()
    rule = models.ForeignKey(CheckRule, on_delete=models.CASCADE, null=True, related_name="+")
    version = models.ForeignKey(CheckRuleVersion, on_delete=models.CASCADE, null=True, related_name="+")
    days = models.PositiveSmallIntegerField()
    settings = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    run_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_id = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop_id", "-id"], name="backtest_shop")]


class BacktestOrders(models.Model):
    """The orders behind one figure of a back-test, newest first."""

    backtest = models.ForeignKey(RuleBacktest, on_delete=models.CASCADE, related_name="lists")
    figure = models.CharField(max_length=20)
    order_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["backtest", "figure"], name="backtest_figure_once")]


class UsualPrice(models.Model):
    """What a SKU usually costs: the median of its lines of the last 90 days, counted now and then."""

    shop_id = models.BigIntegerField()
    sku_id = models.BigIntegerField()
    price = models.DecimalField(max_digits=14, decimal_places=2)
    line_count = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "sku_id"], name="usual_price_once")]


class CheckedRuleSet(models.Model):
    """Rules and limits that checks used, written once: `RuleSet` of the rules says what stands in it."""

    shop_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    rules = models.JSONField()
    usual = models.JSONField()
    first_used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "fingerprint"], name="checked_rule_set_once")]


class CheckResult(models.Model):
    """What the last check of an order tried: rules with version, verdict and the values used.

    They stand in short: the rule set, a letter a rule, the facts that are not the usual ones. The
    first releases wrote them out into `old_rules`, where they stay until the next check. Beside it
    stands who verified the order: a person, or nobody where the shop lets plain orders pass by
    themselves. `verified_mark` changes with goods, receiver and address, so that what was
    verified and what lies in the order can be compared (ORD-05).
    """

    # Written for locked orders only, ten thousand at a time: a constraint would look each of them up once more.
    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, primary_key=True, related_name="check_result", db_constraint=False
    )
    shop_id = models.BigIntegerField()
    checked_at = models.DateTimeField()
    is_passed = models.BooleanField()
    rule_set = models.ForeignKey(
        CheckedRuleSet, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    verdicts = models.TextField(default="", db_default="")
    facts = models.JSONField(null=True)
    old_rules = models.JSONField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, default="", db_default="")
    verified_how = models.CharField(max_length=10, default="", db_default="")
    verified_mark = models.CharField(max_length=12, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["shop_id", "checked_at"], condition=Q(is_passed=True), name="check_result_passed")
        ]

    @property
    def rules(self) -> list[dict[str, Any]]:
        """What each rule said, written out; nothing when a person verified the order before any check."""
        if self.rule_set is None:
            return list(self.old_rules or ())
        return RuleSet(self.rule_set.rules, self.rule_set.usual).expand(self.verdicts, self.facts or {})


class OrderHold(models.Model):
    """An order must wait: typed reason, cause, owner; ends when released.

    A person's release has a reason; without one the cause went away by itself. `sort_at` is the
    order's, so that a list of one reason comes from its index alone.
    """

    shop_id = models.BigIntegerField()
    # Written for locked orders only, as results are.
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="holds", db_constraint=False, db_index=False
    )
    reason = models.CharField(max_length=30, choices=HoldReason)
    cause = models.JSONField(default=dict)
    note = models.TextField(default="")
    rule_code = models.CharField(max_length=40, default="")
    rule_version = models.IntegerField(null=True)
    owner_position = models.CharField(max_length=40, default="checking_clerk")
    until_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=80)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, default="")
    release_reason = models.TextField(default="")
    sort_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=HoldReason.values), name="hold_reason"),
            models.UniqueConstraint(
                fields=["order", "reason"], condition=Q(released_at=None), name="hold_open_once_per_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop_id", "reason", "-sort_at", "-order"], condition=Q(released_at=None), name="hold_open"
            ),
            models.Index(fields=["order"], name="hold_order"),
        ]


class CallLog(models.Model):
    """One try to reach the buyer, with what came of it; or the manager's word to ship unreached."""

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    called_at = models.DateTimeField()
    result = models.CharField(max_length=20)
    means = models.CharField(
        max_length=10, choices=CallMeans, default=CallMeans.PHONE, db_default=CallMeans.PHONE.value
    )
    note = models.TextField(default="")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
