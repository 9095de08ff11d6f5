from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_clocks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("shop_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("data", models.JSONField(default=dict)),
                ("sender_id", models.BigIntegerField(null=True)),
                ("sender_name", models.CharField(default="", max_length=80)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user_id", "-id"], name="notice_newest"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["user_id", "-id"], name="notice_unread"
                    ),
                ],
            },
        ),
    ]
