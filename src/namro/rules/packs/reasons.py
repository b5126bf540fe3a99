"""Why something in a pack is refused, in English; other languages have them as `refusals.<code>`."""

from namro.rules.packs.refused import Problem

REASONS: dict[str, str] = {
    # the file
    "pack.not-there": "this file is missing. A pack needs it",
    "pack.not-readable": "the file cannot be read: {cause}",
    "pack.not-utf8": "this is not UTF-8 text. Save the file as UTF-8",
    "pack.empty": "the file is empty",
    "pack.tab": "there is a tab. Indent with spaces",
    "pack.not-yaml": "this cannot be read as YAML: {cause}",
    "pack.anchor": "anchors (&) and aliases (*) are not allowed. Write the text out",
    "pack.tag": "a tag or directive ({tag}) is not allowed. Quote the text if it begins with ! or %",
    "pack.several-documents": "the file holds several documents (---). Use one file for each",
    "pack.twice": 'the key "{key}" stands here twice. Keep one',
    "pack.key-not-text": "a key must be a plain word",
    "pack.too-deep": "this is nested too deeply",
    "pack.too-long": "the file is larger than any file of a pack can be",
    "pack.unexpected-file": "no file of this name belongs into a pack",
    "pack.file-name": 'the file must be called "{wanted}", after its id and the first day on which it is valid',
    # one value
    "pack.missing": '"{key}" is missing',
    "pack.unknown-key": '"{key}" is not a key that may stand here',
    "pack.wrong-type": "this must be {wanted}",
    "pack.not-one-of": "this must be one of: {wanted}",
    "pack.bad-id": "a name is written in small letters a to z, digits and single hyphens",
    "pack.id-inside": 'what stands under "{name}" has that name already. Leave out its `id`, or make it the same',
    "pack.bad-line": "this must be one line of text without spaces at its ends",
    "pack.bad-format": "this is not written as it must be",
    "pack.out-of-range": "this number is not possible here",
    "pack.term": 'a term is written like "7 working days", "30 days", "24 hours" or "1 month"',
    "pack.language-missing": 'the text has no "{language}". Every text needs all languages of the pack',
    "pack.language-unknown": '"{language}" is not one of the languages of the pack',
    "pack.text-empty": 'the text in "{language}" is empty',
    "pack.text-braces": "braces may only hold the name of a parameter, such as office",
    "pack.text-parameter": 'the parameter "{name}" is not known here. Known: {known}',
    "pack.pattern": "this pattern cannot be read, or its replacement names a group that it does not have",
    "pack.column": '"{name}" is nothing that a column of a register can hold',
    "pack.encoding": '"{name}" is not an encoding of text',
    "pack.words-not-flat": "words are one flat map of key to sentence (or to a pair of `one` and `other`)",
    "pack.word-twice": 'the key "{key}" already has a sentence in another file of this language',
    # between values
    "pack.unknown-name": 'there is no {what} "{name}". Known: {known}',
    "pack.collides": 'the name "{name}" is used both for a state and for a step. Events would be mixed up',
    "pack.reserved": '"{name}" is a word of the engine and cannot be the name of a {what}',
    "pack.duplicate-id": 'the name "{name}" is used twice',
    "pack.no-received": 'there is no state "received". Every case begins there',
    "pack.unreachable": 'no step leads to the state "{name}"',
    "pack.no-way-out": 'from the state "{name}" no step leads to an end. Give it a way out, or say `open: false`',
    "pack.no-end": "every state is open. At least one must have `open: false`",
    "pack.never-starts": 'nothing that can happen starts the clock "{name}"',
    "pack.never-ends": 'no step can end the clock "{name}"',
    "pack.no-event": '"{name}" is neither a step nor a state, so it never happens',
    "pack.no-approver": 'the extension "{name}" names nobody who decides it (`by`)',
    "pack.no-term": 'the extension "{name}" needs either `add` or `total`',
    "pack.two-terms": 'the extension "{name}" has both `add` and `total`. Keep one',
    "pack.hours-total": "an extension is counted in the unit of the limit or in longer ones, not in hours",
    "pack.cannot-extend": 'no step of verb "extend" can be taken by one of those who decide the extension "{name}"',
    "pack.after-itself": 'the extension "{name}" waits for itself',
    "pack.role-may-not": 'the role "{role}" may not do this: it does not have "{action}"',
    "pack.role-not-there": 'the role "{role}" has no posts at an office of kind "{office}"',
    "pack.nobody": "nobody is named who may take this step (`by`)",
    "pack.reporter-only-answers": "the reporter can only take a step of verb `answer`",
    "pack.answer-by-reporter": "a step of verb `answer` must be open to the reporter",
    "pack.without-cases": 'offices of kind "{office}" take no part in cases (`cases: false`) and cannot stand here',
    "pack.does-not-settle": '"{office}" does not settle this matter: only {roles} may {verb} there',
    "pack.transfer-nowhere": "a transfer must say to which kinds of office (`to_office`)",
    "pack.transfer-not-accepted": 'a transfer to "{office}" leads to "{name}", where nobody there can accept it',
    "pack.need-missing": 'a step of verb "{verb}" needs "{need}"',
    "pack.document-not-needed": "a document is named, but `needs` does not ask for one",
    "pack.role-not-needed": "it says who may be named (`to_role`), but `needs` does not ask for an officer",
    "pack.ground-not-needed": "grounds are listed, but `needs` does not ask for a ground",
    "pack.limit-flag": 'the clock cannot run both only if and unless "{name}"',
    "pack.limit-unit": "hours and days do not stand in for each other: here {term}, else {limit}",
    "pack.valid-outside": "this is never law: the rule around it is law from {first} to {last}",
    "pack.ends-before": "it ends before it begins",
    "pack.overlap": "the version from {first} is still valid when the version from {second} begins",
    "pack.reporter-explained": "where a name is required, `anonymous` must say what becomes of a matter without one",
    "pack.retention-open": "only a closed state can say how long it is kept: {state} is open",
    "pack.options": "a choice needs at least two options, and only a choice has options",
    "pack.no-place": "one field of kind `place` must be required: it decides which office receives the matter",
    "pack.when-yes": "only a yes-no field can say something `when_yes`",
    "pack.open-sensitive": "what asks something sensitive is never opened to Open311, where anybody reads its progress",
    "pack.open-nameless": "what can be brought in without a name is never opened to Open311",
    "pack.open-never": '"{name}" stands in `never_open` of pack.yaml and must not be opened to Open311',
    "pack.findable-never": (
        '"{name}" stands in `never_findable` of pack.yaml: the law protects who reports there, and no name may find it'
    ),
    "pack.findable-question": (
        '"{name}" is no question of kind `text` in `asks`. Name the one that asks for the full name'
    ),
    "pack.findable-nameless": "what can be brought in without a name is never found by a name",
    "pack.findable-sensitive": "what asks something sensitive is never found by the name of whoever said it",
    "pack.parent-circle": 'the office "{name}" stands above itself',
    "pack.number-format": "the number format must have number, year and office in braces, and nothing else in braces",
    "pack.zone": '"{zone}" is not a time zone. Write it like "Europe/Paris"',
    "pack.weekend": "the weekend is some, but not all, of 0 (Monday) to 6 (Sunday), each once",
    "pack.language-id": 'a language is written like "vi" or "en", each once, and English must be among them',
    "pack.calendar": "the calendar contradicts itself: {cause}",
    "pack.published-changed": (
        "version {version} has been published and has changed since. Make a new version, "
        "or publish it again with a reason"
    ),
    "pack.published-missing": "version {version} has been published, but its file is gone. Cases may still need it",
    "pack.template-missing": "there is no template “{name}” in the folder papers/",
    "pack.template-fetches": "the template names the package “@{name}”. Nothing may be fetched: write it out here",
    "pack.paper-columns": "a book has `lists` and `columns`; a receipt or a slip has neither",
    "pack.second-look-unsaid": '"{name}" is neither under `offered` nor under `instead`. Say which way its people have',
    "pack.second-look-nobody": "no kind of office is named that looks again (`by`)",
    "pack.second-look-never": "neither `receipts` nor `on_missed` is set, so that it could never be asked for",
    "pack.second-look-within": '`within` is counted in days or months, such as "6 months"',
    "pack.second-look-hours": "this is counted in days, working days or months, not in hours",
    "pack.bad-expression": "this is no regular expression: {why}",
    "pack.ladder-order": '"{name}" must come later than the step before it: its working days are not more',
    "pack.other": "{cause}",
}


def problem(file: str, line: int, code: str, **params: object) -> Problem:
    """The problem of that code (without its `pack.`) at a line of a file, with its English reason."""
    return Problem(file, line, reason(code, **params), f"pack.{code}", params)


def reason(code: str, **params: object) -> str:
    """The English sentence for a code (without its `pack.`), with its values."""
    return REASONS[f"pack.{code}"].format(**params)
