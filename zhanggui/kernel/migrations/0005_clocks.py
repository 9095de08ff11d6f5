from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_approval")]

    operations = [
        migrations.CreateModel(
            name='RuleValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField(null=True)),
                ('code', models.CharField(max_length=60)),
                ('value', models.IntegerField()),
                ('reason', models.CharField(default='', max_length=300)),
                ('changed_by', models.CharField(max_length=80)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind', 'permission.denied')), fields=['-id'], name='event_denied'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind__in', ['order.contact_revealed', 'orders.exported'])), fields=['actor_id', 'at'], name='event_personal_read'),
        ),
        migrations.AddConstraint(
            model_name='rulevalue',
            constraint=models.UniqueConstraint(fields=('code', 'shop_id'), name='rule_value_once', nulls_distinct=False),
        ),
    ]
