from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0006_joint_shipping")]

    operations = []
