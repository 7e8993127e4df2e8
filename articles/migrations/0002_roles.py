"""The newsroom's roles, as groups. What each may do is code: see articles/permissions.py."""

from django.db import migrations

ROLES = ["Reporter", "Editor", "Picture editor", "Syndication manager", "Administrator"]


def make_groups(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
