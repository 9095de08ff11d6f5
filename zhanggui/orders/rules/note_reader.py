"""Reading notes by plain word rules: what is asked for, and which words say so. No database here.

A note is cut into clauses. A rule fits where one of its words stands in a clause and none of its `unless` words
does. What a `不要` before or after the word means depends on the kind: a courier is then to be avoided, most other
wishes fall away, and what says no by itself (where to leave a parcel) stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhanggui.orders.rules.note_days import DAY, DAY_FIRSTS, day_meant
from zhanggui.orders.values import InstructionKind

LONGEST_NOTE = 2_000
LONGEST_TEXT = 200
# Words of a rule: * stands for up to six characters, {day} for a day in any of the usual ways.
_WILD, _DAY_MARK = "*", "{day}"
_GAP = r"[^，。；！？\n]{0,6}?"
_CLAUSE_END = re.compile(r"[，。；！？,;!?\n\r\t~\uFF5E… ]|(?<!\d)\.|\.(?!\d)")
# Full-width letters and signs as half-width ones, one for one, so that places in the note stay true.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

NEGATIONS = (
    "不要", "别", "不用", "不需要", "不必", "无需", "无须", "请勿", "勿", "拒绝", "不想", "不发", "不走", "不收", "不开",
    "除了", "除", "没有", "不是", "不接受", "不喜欢", "讨厌", "莫", "免", "千万不", "非必要不", "拒收",
)  # fmt: skip
_BEFORE = re.compile("|".join(sorted(map(re.escape, NEGATIONS), key=len, reverse=True)))
_AFTER = re.compile(
    r"(?:快递|物流|的话|这个|这家|那家|的|就|都|也|我|千万|一律|真的|那边|这边|我们|这里)*"
    r"(?:不要|别|不用|不需要|不必|不行|勿|不发|不送|不派|送不到|除外|到不了|不到|不能到|停了|停运|太慢|太差|免了|算了|不可以|不可)"
    r"(?:了|啦|的|哦|啊|吧|呀|发|寄|走|用|给|开|选|放|送|打)*(?:谢谢|哈|谢)*"
)
# 中通改顺丰: what stands before the change falls away, what stands behind it counts.
_CHANGE = r"(?:改|换|转|变更|变|替换|调)(?:成|为|发|寄|走|用|回|到|换)*|→|->|=>|-->"
_CHANGED = re.compile(
    rf"(?:快递|物流|的话|的|了|件|单|吧|默认|这个)*(?:请|要|想|能不能|可以|麻烦)?(?:{_CHANGE}).{{0,4}}?", re.IGNORECASE
)
_REFUSED_CHANGE = re.compile(rf"(?:再|去|给我|擅自|随便)?(?:{_CHANGE})")
# 不是顺丰就不要了: twice no is yes.
_ONLY = frozenset({"不是", "除了", "除", "没有", "不发", "不走"})
_OR_NOTHING = re.compile(
    r"(?:快递|物流|的话|的|以外|之外|外|发|寄)*(?:就|都|我|一律|全)(?:不要|不收|不签|拒收|退|不买)"
)
# Between a negation and a word: here the sentence turns to what is wanted instead.
_TURN = re.compile(r"改|换成|要是|就发|只|但|而是|请|麻烦|直接")
_LIST = re.compile(r"(?:快递|速递|物流)?[、/和或跟与及跟 ]*(?:还有|或者|以及)?")
_FAR = 6

STAYS = frozenset(
    {InstructionKind.DROP_OFF, InstructionKind.NO_PRICE, InstructionKind.COURIER_AVOID, InstructionKind.OTHER}
)


@dataclass(frozen=True, slots=True)
class WordRule:
    """One word rule: which words mean what, and which words in the same clause undo them."""

    code: str
    kind: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    courier: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Chip:
    """What a note asks for. `start` and `length` point at the words inside the note."""

    kind: str
    text: str
    words: str
    start: int
    length: int
    rule_code: str
    rule_version: int
    courier: str = ""
    wanted_on: date | None = None


@dataclass(frozen=True, slots=True)
class CompiledWords:
    """A rule ready to read with."""

    rule: WordRule
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    # Characters with which its words begin: most rules are ruled out by them alone. Empty: any.
    firsts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    compiled: CompiledWords
    start: int
    end: int


def compile_words(rules: Sequence[WordRule]) -> list[CompiledWords]:
    """Rules ready to read with; those without words fit nothing."""
    found = []
    for rule in rules:
        pattern = _pattern(rule.words)
        if pattern is not None:
            found.append(CompiledWords(rule, pattern, _pattern(rule.unless), _firsts(rule.words)))
    return found


def read_note(text: str, rules: Sequence[CompiledWords], today: date) -> list[Chip]:
    """The chips of one note, one for each kind and courier, in the order of the words. Never raises.

    `today` is the day on which the note was written; days in words are reckoned from it.
    """
    whole = text[:LONGEST_NOTE]
    plain = whole.translate(_PLAIN)
    chips: dict[tuple[str, str], Chip] = {}
    for start, end in _clauses(plain):
        clause = plain[start:end]
        fits = _fits(clause, rules)
        for found in fits:
            kind = _kind(clause, found, fits)
            if kind is None:
                continue
            rule = found.compiled.rule
            key = (kind, rule.courier)
            words = whole[start + found.start : start + found.end]
            said = whole[start:end].strip()
            if key in chips:
                chips[key] = _joined(chips[key], said, _day(kind, words, said, today))
                continue
            chips[key] = Chip(
                kind=kind,
                text=said[:LONGEST_TEXT],
                words=words[:60],
                start=start + found.start,
                length=found.end - found.start,
                rule_code=rule.code,
                rule_version=rule.version,
                courier=rule.courier,
                wanted_on=_day(kind, words, said, today),
            )
    return sorted(chips.values(), key=lambda chip: (chip.start, chip.kind, chip.courier))


def _joined(chip: Chip, said: str, day: date | None) -> Chip:
    text = chip.text if said in chip.text else f"{chip.text}；{said}"[:LONGEST_TEXT]
    return Chip(
        chip.kind,
        text,
        chip.words,
        chip.start,
        chip.length,
        chip.rule_code,
        chip.rule_version,
        chip.courier,
        chip.wanted_on or day,
    )


def _day(kind: str, words: str, said: str, today: date) -> date | None:
    if kind not in {InstructionKind.DELIVER_AFTER, InstructionKind.DELIVER_BEFORE}:
        return None
    return day_meant(words, today) or day_meant(said, today)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _CLAUSE_END.finditer(text):
        if text[start : mark.start()].strip():
            yield start, mark.start()
        start = mark.end()
    if text[start:].strip():
        yield start, len(text)


def _fits(clause: str, rules: Sequence[CompiledWords]) -> list[_Found]:
    """Where rules fit in a clause, each rule at every place, from left to right."""
    fits, letters = [], set(clause)
    for compiled in rules:
        if compiled.firsts and compiled.firsts.isdisjoint(letters):
            continue
        if compiled.unless is not None and compiled.unless.search(clause):
            continue
        fits += [_Found(compiled, *found.span()) for found in compiled.pattern.finditer(clause) if found[0]]
    return sorted(fits, key=lambda found: (found.start, -found.end))


def _kind(clause: str, found: _Found, fits: Sequence[_Found]) -> str | None:
    """What the words ask for, negations reckoned with; None when nothing is asked."""
    kind = found.compiled.rule.kind
    if kind == InstructionKind.COURIER_WISH and _is_changed_away(clause, found, fits):
        return None
    # 圆通改为中通 says nothing of the goods.
    if kind == InstructionKind.GOODS_CHANGE and any(
        each.end <= found.start and _is_changed_away(clause, each, fits) for each in _couriers(fits)
    ):
        return None
    if kind in STAYS or not _is_negated(clause, found, fits):
        return kind
    return InstructionKind.COURIER_AVOID if kind == InstructionKind.COURIER_WISH else None


def _is_changed_away(clause: str, found: _Found, fits: Sequence[_Found]) -> bool:
    """Whether the clause goes on to another courier instead: 中通改顺丰, unless that change is refused."""
    following = next((each for each in fits if each.start >= found.end and _is_other_courier(found, each)), None)
    if following is None or not _CHANGED.fullmatch(clause[found.end : following.start]):
        return False
    return not _is_negated(clause, found, fits)


def _couriers(fits: Sequence[_Found]) -> list[_Found]:
    return [each for each in fits if each.compiled.rule.kind == InstructionKind.COURIER_WISH]


def _is_other_courier(one: _Found, other: _Found) -> bool:
    return _same_side(one, other) and one.compiled.rule.courier != other.compiled.rule.courier


def _is_negated(clause: str, found: _Found, fits: Sequence[_Found]) -> bool:
    if _is_the_only_one(clause, found):
        return False
    return _negated_before(clause, found, fits) or _negated_after(clause, found, fits)


def _is_the_only_one(clause: str, found: _Found) -> bool:
    """不是顺丰就不要了, 除了顺丰都不收: nothing else will do."""
    before = list(_BEFORE.finditer(clause, 0, found.start))
    is_named = bool(before) and before[-1].end() == found.start and before[-1][0] in _ONLY
    return is_named and _OR_NOTHING.match(clause, found.end) is not None


def _negated_before(clause: str, found: _Found, fits: Sequence[_Found]) -> bool:
    before = list(_BEFORE.finditer(clause, 0, found.start))
    if not before:
        return False
    end = before[-1].end()
    between = clause[end : found.start]
    others = [each for each in fits if end <= each.start and each.end <= found.start]
    if others:
        last = max(others, key=lambda each: each.end)
        return bool(_LIST.fullmatch(clause[last.end : found.start])) and _same_side(last, found)
    if _REFUSED_CHANGE.fullmatch(between):
        return True
    return len(between) <= _FAR and not _TURN.search(between)


def _same_side(one: _Found, other: _Found) -> bool:
    return one.compiled.rule.kind == other.compiled.rule.kind


def _negated_after(clause: str, found: _Found, fits: Sequence[_Found]) -> bool:
    mark = _AFTER.match(clause, found.end)
    if mark is None or mark.end() == found.end:
        listed = next((each for each in fits if each.start >= found.end and _same_side(found, each)), None)
        is_list = listed is not None and bool(_LIST.fullmatch(clause[found.end : listed.start]))
        return is_list and listed is not None and _negated_after(clause, listed, fits)
    if any(each.start >= mark.start() and each.start <= mark.end() + 2 for each in fits if each != found):
        return False
    # 非顺丰不要: without it, nothing; so it is wanted.
    if clause.startswith("非", max(0, found.start - 1)) or clause[max(0, found.start - 2) : found.start] == "除非":
        return False
    return not clause[mark.end() :].strip() or clause[mark.end()] not in "发走寄用要"


def _firsts(words: Sequence[str]) -> frozenset[str]:
    firsts: set[str] = set()
    for word in words:
        plain = word.translate(_PLAIN).strip()
        if plain.startswith(_WILD):
            return frozenset()
        firsts |= set(DAY_FIRSTS) if plain.startswith(_DAY_MARK) else {plain[:1].lower(), plain[:1].upper()}
    return frozenset(firsts - {""})


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    known = sorted({word for word in words if word.strip(f"{_WILD} ")}, key=len, reverse=True)
    if not known:
        return None
    # Words that begin with a day share the one look for it: measured, that is ten times as fast.
    tails = [_one_pattern(word[len(_DAY_MARK) :]) for word in known if word.startswith(_DAY_MARK)]
    parts = [_one_pattern(word) for word in known if not word.startswith(_DAY_MARK)]
    if tails:
        parts.insert(0, f"{DAY}(?:{'|'.join(tails)})")
    return re.compile("|".join(parts), re.IGNORECASE)


def _one_pattern(word: str) -> str:
    parts = re.split(r"(\*|\{day\})", word.translate(_PLAIN).strip())
    names = {_WILD: _GAP, _DAY_MARK: DAY}
    pattern = "".join(names.get(part, re.escape(part)) for part in parts)
    # Latin letters stand alone: SF is a courier, SFERA is not.
    if word.isascii() and word.isalpha():
        pattern = rf"(?<![A-Za-z]){pattern}(?![A-Za-z])"
    return pattern
