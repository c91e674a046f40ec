"""A file has the name that it was given, whatever that holds."""

from email.message import Message

import pytest
from django.http import HttpResponse

from core.answers import name_file


@pytest.mark.parametrize(
    "name", ["plan.pdf", "Größe – “now”.pdf", 'a"b.pdf', "a; filename=b.pdf", "line\r\nSet-Cookie: x=1.pdf", "a\\b.pdf"]
)
@pytest.mark.parametrize("keep", [True, False])
def test_any_name_comes_back_and_makes_no_other_header(name, keep):
    answer = HttpResponse()
    name_file(answer, name, keep=keep)
    said = Message()
    said["Content-Disposition"] = answer["Content-Disposition"]
    assert said.get_content_disposition() == ("attachment" if keep else "inline")
    assert said.get_filename() == name
    assert list(answer.headers) == ["Content-Type", "Content-Disposition"]
