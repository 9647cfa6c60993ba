"""`hubtui acts`: everything that can be done, made from the registry itself."""

import argparse
from typing import Any

from hubtui.acts.everything import ACTS
from hubtui.acts.registry import Act, find_act
from hubtui.cli.main import DONE, emit
from hubtui.domain.roles import Role


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="only this act, with its fields")


def run(args: argparse.Namespace) -> int:
    found = [find_act(args.name)] if args.name else [ACTS[name] for name in sorted(ACTS)]
    text = _whole(found[0]) if args.name else "\n".join(f"{act.name:<24} {act.words}" for act in found)
    emit(args, [answer(act) for act in found], text)
    return DONE


def answer(act: Act) -> dict[str, Any]:
    """One act as JSON, its input as JSON Schema."""
    return {
        "name": act.name,
        "roles": sorted(act.roles),
        "serves": list(act.serves),
        "schema": act.input_model.model_json_schema(),
        "words": act.words,
    }


def _whole(act: Act) -> str:
    who = ", ".join(role.words for role in Role if role in act.roles)
    fields = [
        f"  {name}{'' if field.is_required() else ' (may be left out)'}"
        for name, field in act.input_model.model_fields.items()
    ]
    return "\n".join([f"{act.name}: {act.words}", f"For: {who}", f"Serves: {', '.join(act.serves)}", *fields])
