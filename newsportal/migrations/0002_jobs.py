import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("newsportal", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[],
            options={"verbose_name": "job", "verbose_name_plural": "jobs", "proxy": True, "indexes": [], "constraints": []},
            bases=("procrastinate.procrastinatejob",),
        ),
        migrations.CreateModel(
            name="JobFailure",
            fields=[
                (
                    "job",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="failure",
                        serialize=False,
                        to="procrastinate.procrastinatejob",
                    ),
                ),
                ("at", models.DateTimeField(auto_now=True, verbose_name="failed")),
                ("error", models.TextField(verbose_name="error")),
            ],
        ),
        # The queue indexes what waits and what runs; what failed is asked for with every page of the admin.
        migrations.RunSQL(
            "CREATE INDEX jobs_failed ON procrastinate_jobs (id) WHERE status = 'failed'",
            "DROP INDEX jobs_failed",
        ),
    ]
