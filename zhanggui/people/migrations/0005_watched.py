from django.db import migrations

from zhanggui.kernel.watching import watch


class Migration(migrations.Migration):
    dependencies = [("people", "0004_routines"), ("mfa", "0003_authenticator_type_uniq"), ("kernel", "0007_table_changes")]

    operations = [watch("people_user", "people_positionsetting", "people_positionholding", "mfa_authenticator", "people_giventask")]
