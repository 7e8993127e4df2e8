#!/usr/bin/env python
"""Django's command line for the news portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from media.storage import StorageUnavailable

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, StorageUnavailable) as error:
        # A wrong setting, or a bucket that is away, is the operator's to mend: a sentence, and no traceback.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
