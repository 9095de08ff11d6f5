from django.db import migrations, models


def add(name: str, field: type[models.Field], default: object) -> migrations.AddField:
    """One more setting of every shop."""
    return migrations.AddField("shopsettings", name, field(db_default=default, default=default))


class Migration(migrations.Migration):
    dependencies = [("shops", "0002_checking")]

    operations = [
        add("is_rule_approval_needed", models.BooleanField, True),
        add("price_far_percent", models.PositiveSmallIntegerField, 70),
        add("duplicate_hours", models.PositiveSmallIntegerField, 24),
        add("household_likeness", models.PositiveSmallIntegerField, 80),
        add("household_hours", models.PositiveSmallIntegerField, 72),
        add("promise_risk_hours", models.PositiveSmallIntegerField, 2),
        add("cod_call_tries", models.PositiveSmallIntegerField, 3),
        add("is_cod_call_strict", models.BooleanField, False),
        add("call_script", models.TextField, ""),
    ]
