"""Chosen couriers, numbers of couriers' files, tracking."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0003_notices_and_signed_rows")]

    operations = [
        migrations.CreateModel(
            name='RouteMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('courier', models.CharField(max_length=20)),
                ('province', models.CharField(max_length=20)),
                ('city', models.CharField(default='', max_length=40)),
                ('route_code', models.CharField(max_length=40)),
                ('consolidation', models.CharField(default='', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='TrackingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('collected', 'Collected'), ('moving', 'On the way'), ('delivering', 'Out for delivery'), ('delivered', 'Delivered'), ('trouble', 'Trouble'), ('returning', 'On its way back'), ('returned', 'Returned to us'), ('forwarded', 'Handed to another courier'), ('customs', 'At customs')], default='', max_length=12)),
                ('code', models.CharField(default='', max_length=8)),
                ('text', models.CharField(max_length=300)),
                ('place', models.CharField(default='', max_length=80)),
                ('source', models.CharField(choices=[('file', 'File'), ('kuaidi100', 'Tracking service')], max_length=10)),
                ('received_at', models.DateTimeField()),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='TrackingSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('company', models.CharField(max_length=40)),
                ('number', models.CharField(max_length=40)),
                ('phone_tail', models.CharField(default='', max_length=4)),
                ('wanted_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('answer', models.CharField(default='', max_length=200)),
                ('newest_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WaybillNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('courier', models.CharField(max_length=20)),
                ('branch', models.CharField(default='', max_length=60)),
                ('number', models.CharField(max_length=40)),
                ('route_code', models.CharField(default='', max_length=40)),
                ('consolidation', models.CharField(default='', max_length=60)),
                ('state', models.CharField(choices=[('free', 'Free'), ('given', 'Given to a parcel'), ('used', 'Left with its parcel'), ('void', 'Void')], default='free', max_length=8)),
                ('given_at', models.DateTimeField(null=True)),
                ('void_reason', models.CharField(default='', max_length=200)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='parcel',
            name='choice',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='parcel',
            name='chosen_courier',
            field=models.CharField(db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='parcel',
            name='delivered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='parcel',
            name='expected_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='parcel',
            name='is_platform_label',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='parcel',
            name='track_state',
            field=models.CharField(choices=[('collected', 'Collected'), ('moving', 'On the way'), ('delivering', 'Out for delivery'), ('delivered', 'Delivered'), ('trouble', 'Trouble'), ('returning', 'On its way back'), ('returned', 'Returned to us'), ('forwarded', 'Handed to another courier'), ('customs', 'At customs')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='parcel',
            name='tracked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('delivered_at', None), ('state', 'shipped')), fields=['shop_id', 'tracked_at'], name='parcel_under_way'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('delivered_at', None), ('state', 'shipped')), fields=['shop_id', 'expected_on'], name='parcel_expected'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('shipped_at__isnull', False)), fields=['shop_id', '-shipped_at', '-id'], name='parcel_shipped'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('track_state__in', ['trouble', 'returning', 'returned'])), fields=['shop_id', '-shipped_at', '-id'], name='parcel_in_trouble'),
        ),
        migrations.AddConstraint(
            model_name='routemark',
            constraint=models.UniqueConstraint(fields=('shop_id', 'courier', 'province', 'city'), name='route_mark_once'),
        ),
        migrations.AddField(
            model_name='trackingevent',
            name='parcel',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tracking', to='fulfilment.parcel'),
        ),
        migrations.AddField(
            model_name='trackingsubscription',
            name='parcel',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='subscription', to='fulfilment.parcel'),
        ),
        migrations.AddField(
            model_name='waybillnumber',
            name='parcel',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fulfilment.parcel'),
        ),
        migrations.AddIndex(
            model_name='trackingevent',
            index=models.Index(condition=models.Q(('import_batch_id', None), _negated=True), fields=['import_batch_id'], name='tracking_import'),
        ),
        migrations.AddConstraint(
            model_name='trackingevent',
            constraint=models.UniqueConstraint(fields=('parcel', 'at', 'text'), name='tracking_event_once'),
        ),
        migrations.AddIndex(
            model_name='trackingsubscription',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['shop_id', 'id'], name='subscription_to_send'),
        ),
        migrations.AddIndex(
            model_name='waybillnumber',
            index=models.Index(condition=models.Q(('state', 'free')), fields=['shop_id', 'courier', 'id'], name='waybill_number_free'),
        ),
        migrations.AddIndex(
            model_name='waybillnumber',
            index=models.Index(fields=['import_batch_id'], name='waybill_number_import'),
        ),
        migrations.AddConstraint(
            model_name='waybillnumber',
            constraint=models.UniqueConstraint(fields=('shop_id', 'number'), name='waybill_number_once'),
        ),
        migrations.AddConstraint(
            model_name='waybillnumber',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['free', 'given', 'used', 'void'])), name='waybill_number_state'),
        ),
        migrations.AddConstraint(
            model_name='waybillnumber',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'given')), fields=('parcel',), name='waybill_number_one_a_parcel'),
        ),
    ]
