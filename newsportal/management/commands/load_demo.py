"""load_demo: fills the portal with the stories of fixtures/, by the importer and the verbs that editors use."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsportal.demo import Demo


class Command(BaseCommand):
    help = "Loads the demo: sections, people, pictures and stories. Safe to repeat: what is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        new = Demo(settings.ROOT / "fixtures").load()
        self.stdout.write(
            f"The demo is loaded: {new} new stories; its accounts are in {settings.STATE}/demo-access.json."
        )
