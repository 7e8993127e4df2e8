"""Runs one part of a long run in a process of its own: `python -m tests.soak PART ARGUMENTS`, both ends in JSON.

PART is a module of this folder with a function `run`; ARGUMENTS are its keyword arguments. What it returns is printed.
"""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    part = import_module(f"tests.soak.{sys.argv[1]}")
    print(json.dumps(part.run(**json.loads(sys.argv[2]))), flush=True)  # noqa: T201
