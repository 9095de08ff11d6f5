"""A mapping's text: YAML or JSON, read so that no text can hurt."""

import re
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from zhanggui.channels.errors import BadMapping
from zhanggui.channels.rules.definition import Definition, parse_definition

_BOOL, _NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"


class _PlainLoader(yaml.SafeLoader):
    """Words stay words: `on`, `no`, `007` and `2026-06-01` are texts, only true, false and null are not."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_PlainLoader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false|True|False)$"), list("tfTF"))
_PlainLoader.add_implicit_resolver(_NULL, re.compile("^(?:~|null|)$"), ["~", "n", ""])

LONGEST_SOURCE = 200_000
DEEPEST = 30


def read_mapping(source: str) -> Definition:
    """The checked mapping of a YAML or JSON text. Raises BadMapping."""
    return parse_definition(load_source(source))


def load_source(source: str) -> Any:
    """The plain values of the text; aliases and deep nesting are refused, so that size says what it costs."""
    if len(source) > LONGEST_SOURCE:
        raise BadMapping("the file", _("it is longer than a mapping can be"))
    try:
        _refuse_tricks(source)
        return yaml.load(source, Loader=_PlainLoader)  # noqa: S506  reason: a SafeLoader that resolves less
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        raise BadMapping(where, getattr(wrong, "problem", None) or _("this is not YAML")) from wrong
    except (ValueError, OverflowError) as wrong:
        raise BadMapping("the file", str(wrong)) from wrong


def _refuse_tricks(source: str) -> None:
    depth = 0
    for event in yaml.parse(source, Loader=_PlainLoader):
        if isinstance(event, yaml.AliasEvent):
            raise BadMapping(_line(event), _("write values out, without references (*)"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadMapping(_line(event), _("it is nested too deeply"))


def _line(event: yaml.Event) -> str:
    mark = event.start_mark
    return f"line {mark.line + 1}" if mark else "the file"
