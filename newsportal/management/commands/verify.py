"""verify: walks the log, the releases, the versions and the pictures, and says what does not hold."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

import articles.verification
import media.verification
from newsportal.snapshot import snapshot
from newsportal.verification import MOST, Part

PARTS = (*articles.verification.PARTS, *media.verification.PARTS)


class Command(BaseCommand):
    help = "Says what does not hold in the log, the releases, the versions and the pictures. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshot():
            verdicts = {part.name: self._look_at(part) for part in PARTS}
        faulty = [name for name, (faults, _) in verdicts.items() if faults]
        if faulty:
            number = sum(faults for faults, _ in verdicts.values())
            more = any(more for _, more in verdicts.values())
            raise CommandError(f"{_faults(number, more)}: see above, {', '.join(faulty)}.")
        self.stdout.write("Everything holds.")

    def _look_at(self, part: Part) -> tuple[int, bool]:
        """Make the checks of a part and say what came out: how many faults were named, and whether there are more."""
        named, more = 0, False
        for check in part.checks:
            found = list(islice(check(), MOST + 1))
            for fault in found[:MOST]:
                self.stderr.write(f"{part.name}: {fault}")
            if len(found) > MOST:
                self.stderr.write(f"{part.name}: and more of the same")
                more = True
            named += len(found[:MOST])
        self.stdout.write(f"{part.name}: {_verdict(part, _faults(named, more) if named else '')}")
        for remark in part.remarks:
            for sentence in remark():
                self.stdout.write(f"    {sentence}")
        return named, more


def _faults(number: int, more: bool) -> str:
    return f"{number} fault{pluralize(number)}" + (" and more" if more else "")


def _verdict(part: Part, faults: str) -> str:
    """What was looked at and what came of it: “1,204 changes hold”, “2 faults in 24 pictures and 21 files”."""
    numbers = {forms: count() for forms, count in part.counted.items()}
    looked_at = " and ".join(f"{number:,} {pluralize(number, forms)}" for forms, number in numbers.items())
    if faults:
        return f"{faults} in {looked_at}"
    return f"{looked_at} {'holds' if list(numbers.values()) == [1] else 'hold'}"
