"""What a shop decides about couriers, numbers and silent parcels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0003_calls")]

    operations = [
        migrations.AddField(
            model_name='shopsettings',
            name='is_unused_number_reused',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='low_pool_count',
            field=models.PositiveIntegerField(default=200),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='parcel_weight_g',
            field=models.PositiveIntegerField(default=1000),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='remote_courier',
            field=models.CharField(blank=True, default='SF', max_length=20),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='remote_provinces',
            field=models.CharField(blank=True, default='新疆 西藏 青海 内蒙古 甘肃 宁夏 海南', max_length=200),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='silent_after_hours',
            field=models.PositiveSmallIntegerField(default=48),
        ),
    ]
