import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

REASONS = [
    ("buyer_note", "Buyer's note"),
    ("flagged", "Flag"),
    ("address_incomplete", "Address incomplete"),
    ("address_doubtful", "Address doubtful"),
    ("contact_masked", "Contact masked"),
    ("items_unknown", "Items unknown"),
    ("unusual_quantity", "Unusual quantity"),
    ("cod_call", "Cash on delivery"),
    ("seller_note", "Seller's note"),
    ("first_cod", "First cash on delivery"),
    ("price_far", "Unusual price"),
    ("duplicate", "Possible duplicate"),
    ("household", "Same household"),
    ("promise_risk", "Promise at risk"),
    ("own_rule", "Shop's own rule"),
    ("stock_short", "Stock short"),
    ("refund_open", "Refund asked"),
    ("manual", "Held by hand"),
]
STATES = [
    ("draft", "Draft"),
    ("waiting", "Waits for approval"),
    ("used", "In use"),
    ("replaced", "Replaced"),
    ("dropped", "Dropped"),
]
# The rules of homes that are upgraded become the first versions of their history.
KEEP_VERSIONS = """
INSERT INTO orders_checkruleversion (shop_id, rule_id, version, state, name, name_en, reason, condition, is_on,
    is_shipped, why, made_at, made_by, approved_by, used_from)
SELECT shop_id, id, version, 'used', '', '', reason, condition, is_on, true, '', now(), 'system', '', NULL
FROM orders_checkrule
"""


def identity() -> models.BigAutoField:
    """A key as every table has it."""
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_count_rows")]

    operations = [
        migrations.AddField(
            "calllog",
            "means",
            models.CharField(
                choices=[("phone", "Phone"), ("message", "Message")], db_default="phone", default="phone", max_length=10
            ),
        ),
        migrations.AddField("checkrule", "name", models.CharField(db_default="", default="", max_length=80)),
        migrations.AddField("checkrule", "name_en", models.CharField(db_default="", default="", max_length=80)),
        migrations.AlterField("checkrule", "reason", models.CharField(choices=REASONS, max_length=30)),
        migrations.RemoveConstraint("orderhold", "hold_reason"),
        migrations.AlterField("orderhold", "reason", models.CharField(choices=REASONS, max_length=30)),
        migrations.AddConstraint(
            "orderhold",
            models.CheckConstraint(
                condition=models.Q(("reason__in", [code for code, _label in REASONS])), name="hold_reason"
            ),
        ),
        migrations.CreateModel(
            name="CheckRuleVersion",
            fields=[
                ("id", identity()),
                ("shop_id", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("name", models.CharField(default="", max_length=80)),
                ("name_en", models.CharField(default="", max_length=80)),
                ("reason", models.CharField(choices=REASONS, max_length=30)),
                ("condition", models.JSONField()),
                ("is_on", models.BooleanField(default=True)),
                ("is_shipped", models.BooleanField(default=False)),
                ("why", models.TextField(default="")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("approved_by", models.CharField(default="", max_length=80)),
                ("used_from", models.DateTimeField(null=True)),
                ("used_until", models.DateTimeField(null=True)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="orders.checkrule"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "version"), name="rule_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "waiting"])),
                        fields=("rule",),
                        name="rule_one_open_draft",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "used")), fields=("rule",), name="rule_one_version_used"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", [code for code, _label in STATES])), name="rule_version_state"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RuleBacktest",
            fields=[
                ("id", identity()),
                ("shop_id", models.BigIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
                ("settings", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=dict)),
                ("run_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.checkrule",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.checkruleversion",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["shop_id", "-id"], name="backtest_shop")]},
        ),
        migrations.CreateModel(
            name="BacktestOrders",
            fields=[
                ("id", identity()),
                ("figure", models.CharField(max_length=20)),
                (
                    "order_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "backtest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lists", to="orders.rulebacktest"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("backtest", "figure"), name="backtest_figure_once")]
            },
        ),
        migrations.CreateModel(
            name="UsualPrice",
            fields=[
                ("id", identity()),
                ("shop_id", models.BigIntegerField()),
                ("sku_id", models.BigIntegerField()),
                ("price", models.DecimalField(decimal_places=2, max_digits=14)),
                ("line_count", models.IntegerField()),
                ("counted_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("shop_id", "sku_id"), name="usual_price_once")]},
        ),
        migrations.RunSQL(KEEP_VERSIONS, migrations.RunSQL.noop),
    ]
