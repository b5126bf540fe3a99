"""Every address has a test that opens it."""

import ast
import re
from collections.abc import Iterator
from itertools import product

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.meta.reading import ROOT, nodes, python

LIKELY = ("vi", "crime-report", "1", "x", "26-ABCD-EFGH", "00004")
"""What stands in for the parts of an address that a test puts together."""


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the doors, as it is written in their `urls.py`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def named() -> dict[str, str]:
    """Route by the name under which `reverse` finds it."""
    found: dict[str, str] = {}

    def walk(resolver: URLResolver, before: str, space: str) -> None:
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLResolver):
                walk(pattern, route, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found[space + pattern.name] = route

    walk(get_resolver(), "", "")
    return found


def written(node: ast.expr) -> list[str]:
    """The addresses that an expression can be, with likely values for what is not written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = [[str(p.value)] if isinstance(p, ast.Constant) else list(LIKELY) for p in node.values]
        if len(parts) <= 9:
            return ["".join(one) for one in product(*parts)]
    return []


def opened() -> set[str]:
    """The routes that the tests open, by address or by name."""
    names, found = named(), set()
    for path in python(ROOT / "tests"):
        for node in nodes(path):
            if isinstance(node, (ast.Constant, ast.JoinedStr)):
                for text in written(node):
                    if text in names:
                        found.add(names[text])
                    elif match := re.search(r"(?<![\w<])/[^\s\"'<>]*", text):
                        found |= set(_route(match.group().split("?")[0].split("#")[0]))
    return found


def _route(address: str) -> Iterator[str]:
    try:
        yield resolve(address).route
    except Resolver404:
        return


def test_every_address_is_opened_by_a_test():
    assert sorted(set(routes()) - opened()) == []


def test_the_doors_have_addresses():
    assert len(list(routes())) > 20
