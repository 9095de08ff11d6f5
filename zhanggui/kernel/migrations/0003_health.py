"""The installation's own health: settings, backups, failed jobs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_cache_table")]
    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("backup_warn_days", models.PositiveSmallIntegerField(default=7)),
                ("certificate_host", models.CharField(default="", max_length=253)),
                ("certificate_file", models.CharField(default="", max_length=500)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="installation_only_one")],
            },
        ),
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("is_ok", models.BooleanField()),
                ("file", models.CharField(default="", max_length=500)),
                ("size_bytes", models.BigIntegerField(default=0)),
                ("is_encrypted", models.BooleanField(default=False)),
                ("reason", models.JSONField(default=dict)),
                ("actor_name", models.CharField(default="", max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="JobFailure",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("task_name", models.CharField(max_length=100)),
                ("code", models.CharField(max_length=100)),
                ("reason", models.JSONField(default=dict)),
                ("failed_at", models.DateTimeField()),
            ],
        ),
    ]
