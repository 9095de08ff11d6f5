import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='GivenTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('expected', models.TextField(default='')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Urgent'), (2, 'Normal'), (3, 'When there is time')], default=2)),
                ('giver_id', models.BigIntegerField()),
                ('giver_name', models.CharField(max_length=80)),
                ('owner_id', models.BigIntegerField()),
                ('owner_name', models.CharField(max_length=80)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('given', 'Given to do'), ('reported', 'Reported as done'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('cancelled', 'Taken back')], default='given', max_length=10)),
                ('given_at', models.DateTimeField()),
                ('reported_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PositionSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('is_own', models.BooleanField(default=False)),
                ('is_on', models.BooleanField(null=True)),
                ('needs_second_factor', models.BooleanField(null=True)),
                ('capabilities', models.JSONField(null=True)),
                ('label_en', models.CharField(default='', max_length=60)),
                ('label_zh', models.CharField(default='', max_length=60)),
                ('shop_id', models.BigIntegerField(null=True)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SecrecyNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_id', models.BigIntegerField()),
                ('signed_name', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('signed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='StepSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=20, unique=True)),
                ('position', models.CharField(max_length=40)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TaskFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('path', models.CharField(max_length=300)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('added_by', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TaskWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=10)),
                ('text', models.TextField(default='')),
                ('actor_name', models.CharField(max_length=80)),
                ('position', models.CharField(default='', max_length=60)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='positionholding',
            name='holding_once',
        ),
        migrations.AddField(
            model_name='user',
            name='list_columns',
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name='positionholding',
            constraint=models.UniqueConstraint(fields=('user', 'position', 'shop_id', 'warehouse_id'), name='holding_place_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='giventask',
            index=models.Index(fields=['owner_id', '-id'], name='given_task_owner'),
        ),
        migrations.AddIndex(
            model_name='giventask',
            index=models.Index(fields=['giver_id', '-id'], name='given_task_giver'),
        ),
        migrations.AddIndex(
            model_name='giventask',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['shop_id', 'due_at', 'id'], name='given_task_open'),
        ),
        migrations.AddConstraint(
            model_name='giventask',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['given', 'reported', 'returned', 'accepted', 'cancelled'])), name='given_task_state'),
        ),
        migrations.AddConstraint(
            model_name='giventask',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', [1, 2, 3])), name='given_task_priority'),
        ),
        migrations.AddIndex(
            model_name='secrecynote',
            index=models.Index(fields=['user_id', '-signed_at'], name='secrecy_note_user'),
        ),
        migrations.AddField(
            model_name='taskfile',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='people.giventask'),
        ),
        migrations.AddField(
            model_name='taskword',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='people.giventask'),
        ),
    ]
