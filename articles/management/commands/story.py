"""story: a verb of the newsroom from the shell, with the rights of the person who is named."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import publishing
from articles.management.arguments import active_user, moment
from articles.models import Article
from articles.moves import Verb


class Command(BaseCommand):
    help = "Performs a verb on a story, as the admin would: story retract 12 --as emil --words 'It was wrong.'"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=[verb.value for verb in Verb])
        parser.add_argument("story", type=int, help="the story's number, as its address ends")
        parser.add_argument("--as", dest="actor", required=True, metavar="USER", help="the user who does it")
        parser.add_argument("--words", default="", metavar="TEXT", help="the note or reason that goes with the verb")
        parser.add_argument(
            "--at", default="", metavar="TIME", help="of schedule: 2026-10-03T09:30 in the newsroom's zone"
        )
        parser.add_argument("--person", metavar="USER", help="of assign: who is to work on the story")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = Verb(options["verb"])
        if verb is Verb.SCHEDULE and not options["at"]:
            raise CommandError("--at is missing: when is the story to come out?")
        if verb is Verb.ASSIGN and not options["person"]:
            raise CommandError("--person is missing: who is to work on the story?")
        try:
            publishing.perform(
                verb,
                options["story"],
                actor=active_user("--as", options["actor"]),
                words=options["words"],
                at=moment("--at", options["at"]),
                person=active_user("--person", options["person"]),
            )
        except Article.DoesNotExist:
            raise CommandError(f"There is no story {options['story']}.") from None
        except publishing.Refused as refusal:
            raise CommandError(str(refusal)) from None
        article = Article.objects.get(pk=options["story"])
        self.stdout.write(f"{verb.label}: done. The story is {article.get_state_display()}.")
