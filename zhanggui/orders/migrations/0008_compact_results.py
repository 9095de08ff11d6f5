import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_joint_shipping")]

    operations = [
        # What was written out stays readable where it is; the next check of an order writes it in short.
        migrations.RenameField(model_name="checkresult", old_name="rules", new_name="old_rules"),
        migrations.AlterField(model_name="checkresult", name="old_rules", field=models.JSONField(null=True)),
        migrations.AddField(model_name="checkresult", name="facts", field=models.JSONField(null=True)),
        migrations.AddField(
            model_name="checkresult", name="verdicts", field=models.TextField(db_default="", default="")
        ),
        migrations.AlterField(
            model_name="checkresult",
            name="order",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="check_result",
                serialize=False,
                to="orders.order",
            ),
        ),
        migrations.CreateModel(
            name="CheckedRuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("rules", models.JSONField()),
                ("usual", models.JSONField()),
                ("first_used_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "fingerprint"), name="checked_rule_set_once")
                ]
            },
        ),
        migrations.AddField(
            model_name="checkresult",
            name="rule_set",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.checkedruleset",
            ),
        ),
    ]
