from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_open_work")]

    operations = [
        migrations.AddField("shortagechoice", "back_amount", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
        migrations.AddField("shortagechoice", "back_due_at", models.DateTimeField(null=True)),
        migrations.AddField("shortagechoice", "paid_back_at", models.DateTimeField(null=True)),
        migrations.AddField("shortagechoice", "paid_back_by", models.CharField(default="", max_length=80)),
        migrations.AddField("shortagechoice", "paid_back_note", models.TextField(default="")),
        migrations.AlterField(
            "shortagechoice",
            "kind",
            models.CharField(
                choices=[
                    ("wait", "Wait for the goods"),
                    ("replace", "Take other goods"),
                    ("part_ship", "Ship what is here"),
                    ("refund", "Wants the money back"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            "shortagechoice",
            models.Index(
                condition=Q(back_amount__isnull=False, paid_back_at__isnull=True),
                fields=["shop_id", "back_due_at", "id"],
                name="shortage_owed",
            ),
        ),
        migrations.AddConstraint(
            "shortagechoice",
            models.CheckConstraint(condition=Q(back_amount__isnull=True) | Q(back_amount__gt=0), name="shortage_back"),
        ),
    ]
