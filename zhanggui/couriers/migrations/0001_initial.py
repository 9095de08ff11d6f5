"""The register of couriers: partners, contracts, prices, transit days."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name='TrackingAccount',
            fields=[
                ('shop_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('customer', models.CharField(default='', max_length=80)),
                ('key', models.CharField(default='', max_length=80)),
                ('salt', models.CharField(default='', max_length=80)),
                ('callback_url', models.CharField(default='', max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Courier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('state', models.CharField(choices=[('proposed', 'Not approved yet'), ('approved', 'In use'), ('retired', 'No longer used')], default='proposed', max_length=10)),
                ('number_source', models.CharField(choices=[('later', 'The number comes later'), ('pool', "From the courier's file of numbers")], default='later', max_length=10)),
                ('contact_name', models.CharField(default='', max_length=60)),
                ('contact_phone', models.CharField(default='', max_length=40)),
                ('service_from', models.TimeField(null=True)),
                ('service_to', models.TimeField(null=True)),
                ('pickup_at', models.TimeField(null=True)),
                ('not_covered', models.JSONField(default=list)),
                ('note', models.CharField(default='', max_length=500)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop_id', 'code'), name='courier_once'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'retired'])), name='courier_state')],
            },
        ),
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('version', models.CharField(max_length=40)),
                ('valid_from', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=80)),
                ('courier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_lists', to='couriers.courier')),
            ],
        ),
        migrations.CreateModel(
            name='CourierContract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('number', models.CharField(max_length=60)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('remind_days', models.PositiveSmallIntegerField(default=30)),
                ('document_id', models.BigIntegerField(null=True)),
                ('is_ended', models.BooleanField(default=False)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=80)),
                ('courier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contracts', to='couriers.courier')),
                ('price_list', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='couriers.pricelist')),
            ],
        ),
        migrations.CreateModel(
            name='PriceZone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('position', models.IntegerField()),
                ('name', models.CharField(max_length=60)),
                ('provinces', models.JSONField(default=list)),
                ('first_kg', models.DecimalField(decimal_places=2, max_digits=6)),
                ('first_price', models.DecimalField(decimal_places=2, max_digits=8)),
                ('step_kg', models.DecimalField(decimal_places=2, max_digits=6)),
                ('step_price', models.DecimalField(decimal_places=2, max_digits=8)),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='zones', to='couriers.pricelist')),
            ],
        ),
        migrations.CreateModel(
            name='TransitDays',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('origin', models.CharField(max_length=20)),
                ('province', models.CharField(max_length=20)),
                ('city', models.CharField(default='', max_length=40)),
                ('days', models.PositiveSmallIntegerField()),
                ('courier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transit', to='couriers.courier')),
            ],
        ),
        migrations.AddIndex(
            model_name='pricelist',
            index=models.Index(fields=['shop_id', 'courier', '-valid_from'], name='price_list_valid'),
        ),
        migrations.AddConstraint(
            model_name='pricelist',
            constraint=models.UniqueConstraint(fields=('courier', 'version'), name='price_list_version'),
        ),
        migrations.AddIndex(
            model_name='couriercontract',
            index=models.Index(fields=['shop_id', 'ends_on'], name='courier_contract_end'),
        ),
        migrations.AddConstraint(
            model_name='couriercontract',
            constraint=models.UniqueConstraint(fields=('courier', 'number'), name='courier_contract_number'),
        ),
        migrations.AddConstraint(
            model_name='couriercontract',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='courier_contract_term'),
        ),
        migrations.AddConstraint(
            model_name='pricezone',
            constraint=models.UniqueConstraint(fields=('price_list', 'position'), name='price_zone_position'),
        ),
        migrations.AddConstraint(
            model_name='pricezone',
            constraint=models.CheckConstraint(condition=models.Q(('first_kg__gt', 0), ('first_price__gte', 0), ('step_kg__gt', 0), ('step_price__gte', 0)), name='price_zone_amounts'),
        ),
        migrations.AddConstraint(
            model_name='transitdays',
            constraint=models.UniqueConstraint(fields=('courier', 'origin', 'province', 'city'), name='transit_once'),
        ),
        migrations.AddConstraint(
            model_name='transitdays',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 60)), name='transit_days_sane'),
        ),
    ]
