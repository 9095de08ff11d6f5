from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("couriers", "0001_initial")]

    operations = []
