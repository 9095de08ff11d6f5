"""What a command found, printed for people or as one JSON object."""

import json
import sys
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from zhanggui.kernel.errors import ZhangguiError


@dataclass(frozen=True, slots=True)
class Result:
    """The JSON object, the exit status, and a text for people when the object reads badly."""

    data: dict[str, Any]
    exit_code: int = 0
    text: str = ""


def print_result(result: Result, *, as_json: bool) -> None:
    """Write the result to standard output."""
    data = _plain(result.data)
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write((result.text or as_text(data)) + "\n")


def print_error(error: ZhangguiError, *, as_json: bool) -> None:
    """Write an error: JSON to standard output, a sentence to standard error."""
    if as_json:
        sys.stdout.write(json.dumps({"error": error.as_dict()}, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stderr.write(f"{error}\n")


def _plain(value: Any) -> Any:
    """Times and days as ISO text, however deep they lie."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def as_text(data: Any, indent: int = 0) -> str:
    """A nested object as indented lines."""
    pad = "  " * indent
    lines = []
    for key, value in data.items():
        if isinstance(value, dict) and value:
            lines.append(f"{pad}{key}:\n{as_text(value, indent + 1)}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{pad}{key}:")
            lines += [f"{pad}  " + "  ".join(f"{name}={item}" for name, item in row.items()) for row in value]
        elif isinstance(value, list):
            lines.append(f"{pad}{key}: {', '.join(map(str, value))}")
        else:
            lines.append(f"{pad}{key}: {'' if value is None else value}")
    return "\n".join(lines)
