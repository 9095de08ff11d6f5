from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0004_couriers")]

    operations = []
