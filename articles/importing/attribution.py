"""Which agency a story is by, as far as its own text gives it away: "told Reuters", "a request from Reuters".

Agencies name themselves where they spoke to somebody or asked. Being named otherwise ("Reuters reported", "responded to
a Reuters report", "the Reuters building") says nothing about who wrote the story.
"""

import re
from collections.abc import Iterable, Mapping

from articles.importing.captured import Block

_WORD = r"(?:\s[\w’'-]+)"
_REQUEST = r"(?:requests?|questions?|quer(?:y|ies)|[ie]nquir(?:y|ies))"
# Before the name: "told the official news agency WAM", "told Turkey’s Anadolu Agency", "told a Reuters reporter".
_INTRODUCTION = (
    r"(?:(?:[Tt]he|an?|state|state-run|official|semi-official|local|news|wire|agency|service|broadcaster|newspaper|channel"
    r"|(?:reporter|journalist|correspondent)s?|from|at|of|with|[A-Z]\w+(?:an|ese|ish|[’']s))\s){0,5}"
)
# After the name: a part of a longer name, a possession, or a thing of the agency's.
_NOT_ITSELF = (
    r"(?![\w/]|-\w|[’']s\b(?!\s(?:reporter|journalist|correspondent))|(?<=s)[’']\s(?!reporter|journalist|correspondent)"
    r"|\s(?:reports?|story|stories|article|investigation|analysis|poll|survey|tally|data|photo|building|offices?|bureau"
    r"|headquarters|Institute|Foundation|Moller|Møller|Breakingviews)\b)"
)
_ASKED = [
    r"\b(?:told(?:\sto)?|tells|telling|informed)\s<agencies>",
    r"\b(?:spoke|speaks?|[Ss]peaking|spoken|talked|talks|talking)(?:\s\w+ly)?\s(?:to|with)\s<agencies>",
    rf"\b[Ii]nterview(?:s|ed)?{_WORD}{{0,4}}?\s(?:with|by|to)\s<agencies>",
    r"\b(?:said|says|e-?mailed|repl(?:y|ied)|respond(?:ed)?)\sto\s<agencies>",
    r"\b(?:statement|comment|remark|e-?mail|message|letter)s?(?:\s(?:made|sent|given|e-?mailed|provided))?\sto\s<agencies>",
    rf"\bconfirmed{_WORD}{{0,3}}?\sto\s<agencies>",
    rf"\b(?:{_REQUEST}|calls?|e-?mails?|messages?){_WORD}{{0,5}}?\s(?:from|by)\s<agencies>",
    rf"\b(?:[Aa]sked|[Cc]ontacted|[Rr]eached|approached|questioned){_WORD}{{0,3}}?\sby\s<agencies>",
    rf"<name>(?:[’']s?)?\s(?:(?:interview|written|repeated|several)\s)?(?:{_REQUEST}|interview)\b",
    r"<name>\s(?:could\snot|couldn[’']t|was\s(?:not\sable|unable)\sto|tried\sto|attempted\sto|failed\sto)"
    r"(?:\simmediately)?\s(?:reach|contact|speak\s(?:to|with))\b",
    r"<name>\s(?:(?:has|had|have)\s)?(?:also\s)?(?:contacted|approached|asked|interviewed|reached\sout\sto"
    r"|spoke(?:n)?\s(?:to|with)|sought\s(?:a\s)?comment|requested\s(?:a\s)?comment)\b",
    r"<name>\s(?:was|has\sbeen)\stold\b",
]
_ARABIC_AGENCY = r"(?:وكالة\s(?:الأنباء\s|أنباء\s)?)?[«“\"(]?<name>(?!\w)"
_ASKED_IN_ARABIC = [
    r"\b[وف]?(?:قال|أضاف|صر[حّ]|أبلغ|أخبر|أكد|أوضح|تحدث|كشف|تصريح|حديث|مقابلة|رسالة)\w*"
    rf"(?:\s[^\s.؟!]+){{0,6}}?\sلـ?\s?{_ARABIC_AGENCY}",
    rf"\b[وف]?(?:أبلغ|أخبر)\w*\s{_ARABIC_AGENCY}",
    rf"\b(?:مقابلة|حديث|حوار|اتصال|مقابلات)\w*(?:\s[^\s.؟!]+){{0,2}}?\sمع\s{_ARABIC_AGENCY}",
    rf"\b(?:طلب|طلبات|سؤال|أسئلة|استفسار)\s(?:\S+\s){{0,2}}?من\s{_ARABIC_AGENCY}",
]


def proposed_source(blocks: Iterable[Block], known: Mapping[str, str]) -> str | None:
    """The one source the text names as having spoken to or asked somebody; None where it names none or several.

    `known` maps each spelling, capitals and all, to the name of its source.
    """
    if not known:
        return None
    name = "(?:" + "|".join(re.escape(spelling) for spelling in sorted(known, key=len, reverse=True)) + ")"
    one = rf"{_INTRODUCTION}(?<!\w){name}{_NOT_ITSELF}"
    agencies = rf"{one}(?:(?:,|,?\s(?:and|or))\s{one})*"
    forms = [form.replace("<agencies>", agencies).replace("<name>", rf"(?<![\w/-]){name}") for form in _ASKED]
    # In Arabic "to" is a letter of the word itself: "لرويترز".
    forms += [form.replace("<name>", name) for form in _ASKED_IN_ARABIC]
    asked = [re.compile(form) for form in forms]
    spelled = re.compile(rf"(?<![^\Wلـ]){name}(?!\w)")
    sources = {
        known[spelling]
        for block in blocks
        for form in asked
        for passage in form.finditer(block.text)
        for spelling in spelled.findall(passage[0])
    }
    return sources.pop() if len(sources) == 1 else None
