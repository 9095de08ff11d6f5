"""Key and salt of the tracking service lay in the clear; they are encrypted with the home's key."""

from collections.abc import Callable
from typing import Any

from django.db import migrations, models

from zhanggui.kernel.secret_values import decrypt_value, encrypt_value

_PURPOSE = "tracking account"


def _each(apps: Any, change: Callable[[str], str]) -> None:
    account = apps.get_model("couriers", "TrackingAccount")
    for row in account.objects.all():
        row.key, row.salt = change(row.key), change(row.salt)
        row.save(update_fields=["key", "salt"])


def _encrypt(apps: Any, _schema: Any) -> None:
    _each(apps, lambda text: encrypt_value(text, _PURPOSE))


def _decrypt(apps: Any, _schema: Any) -> None:
    _each(apps, lambda stored: decrypt_value(stored, _PURPOSE) or "")


class Migration(migrations.Migration):
    dependencies = [("couriers", "0001_initial")]

    operations = [
        migrations.AlterField("trackingaccount", "key", models.CharField(default="", max_length=500)),
        migrations.AlterField("trackingaccount", "salt", models.CharField(default="", max_length=500)),
        migrations.RunPython(_encrypt, _decrypt),
    ]
