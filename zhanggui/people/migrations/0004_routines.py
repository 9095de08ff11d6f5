import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_confidential"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoutineStart",
            fields=[
                ("shop_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="positionsetting",
            name="superior",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="user",
            name="digest_at",
            field=models.TimeField(db_default=datetime.time(8, 0), default=datetime.time(8, 0)),
        ),
        migrations.AddField(
            model_name="user",
            name="digest_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="is_digest_on",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="RoutineSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=80)),
                ("is_own", models.BooleanField(default=False)),
                ("is_on", models.BooleanField(default=True)),
                ("position", models.CharField(max_length=40)),
                ("title_en", models.CharField(max_length=120)),
                ("title_zh", models.CharField(max_length=120)),
                ("rhythm", models.CharField(max_length=12)),
                ("at", models.TimeField()),
                ("day", models.PositiveSmallIntegerField(default=1)),
                ("month", models.PositiveSmallIntegerField(default=1)),
                ("lead_days", models.PositiveSmallIntegerField(default=0)),
                ("day_off", models.CharField(max_length=5)),
                ("event", models.CharField(default="", max_length=60)),
                ("days_after", models.PositiveSmallIntegerField(default=0)),
                ("needs_evidence", models.BooleanField(default=False)),
                ("checklist", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("shop_id", "code"), name="routine_setting_once")],
            },
        ),
        migrations.CreateModel(
            name="RoutineTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("routine", models.CharField(max_length=80)),
                ("period", models.CharField(max_length=40)),
                ("position", models.CharField(max_length=40)),
                ("title_en", models.CharField(max_length=240)),
                ("title_zh", models.CharField(max_length=240)),
                ("checklist", models.JSONField(default=list)),
                ("needs_evidence", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be done"),
                            ("done", "Done"),
                            ("missed", "Not done"),
                            ("dropped", "Not needed any more"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("escalated_at", models.DateTimeField(null=True)),
                ("escalated_to", models.CharField(default="", max_length=40)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(default="", max_length=80)),
                ("words", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["shop_id", "due_at"], name="routine_task_open"
                    ),
                    models.Index(fields=["shop_id", "-id"], name="routine_task_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "missed", "dropped"])),
                        name="routine_task_state",
                    ),
                    models.UniqueConstraint(fields=("shop_id", "routine", "period"), name="routine_task_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoutineFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=300)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_by", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="people.routinetask"
                    ),
                ),
            ],
        ),
    ]
