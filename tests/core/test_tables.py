import re

import django_tables2 as tables
import pytest
from django.forms import Form
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from core.tables import CouncilTable, piece

CELL_BY_CELL = """
{% for shade, cells in rows %}
  <tr class="govuk-table__row {{ shade }}" role="row">
    {% for column, cell in cells %}
      {% if forloop.first %}
        <th scope="row" role="rowheader" class="govuk-table__header {{ column.attrs.td.class|default:"" }}" data-label="{{ column.header }}">{{ cell }}</th>
      {% else %}
        <td role="cell" class="govuk-table__cell {{ column.attrs.td.class|default:"" }}" data-label="{{ column.header }}">{{ cell }}</td>
      {% endif %}
    {% endfor %}
  </tr>
{% endfor %}
"""


def cell_by_cell(table: CouncilTable) -> str:
    """The rows as django-tables2 draws each cell and a Django template joins them."""
    rows = [
        (table.row_class(row.record), [(column, row.get_cell(column.name)) for column in table.on_screen()])
        for row in table.paginated_rows
    ]
    return Template(CELL_BY_CELL).render(Context({"rows": rows}))


def closed_up(html: str) -> str:
    return re.sub(r">\s+<", "><", html.strip())


class Sample(CouncilTable):
    ref = tables.Column("Ref {x}")
    title = tables.Column("A & B", attrs={"td": {"class": "no-label"}}, default="None yet")
    both = tables.Column("Both", accessor="title", empty_values=())

    def row_class(self, record) -> str:
        return "row--complete" if record["ref"] == "2" else ""

    def render_both(self, value, record) -> str:
        return f"{record['ref']}: {value}"


RECORDS = [
    {"ref": "1", "title": "<script>alert('{0}')</script>"},
    {"ref": "2", "title": None},
    {"ref": "{}", "title": "a & b"},
]


def test_the_body_is_what_drawing_cell_by_cell_gives():
    assert closed_up(Sample(RECORDS).body()) == closed_up(cell_by_cell(Sample(RECORDS)))


def test_cells_and_labels_are_escaped_and_braces_stay():
    body = Sample(RECORDS).body()
    assert "<script>" not in body
    assert "&lt;script&gt;alert(&#x27;{0}&#x27;)&lt;/script&gt;" in body
    assert 'data-label="Ref {x}"' in body
    assert 'data-label="A &amp; B"' in body
    assert ">{}</th>" in body


@pytest.mark.parametrize("word", ["a < 'b' & \"c\"", SafeString("<b>bold</b>"), 7, None, gettext_lazy("R & D"), Form()])
def test_a_piece_is_what_format_html_gives(word):
    assert piece("<p>{}</p>{{{}}}", word, "&") == format_html("<p>{}</p>{{{}}}", word, "&")


def test_an_empty_list_has_no_rows():
    assert Sample([]).body() == ""


@pytest.mark.parametrize(
    "address", ["/indicators/", "/indicators/scorecard/", "/actions/", "/actions/?page=2", "/clinics/"]
)
def test_every_list_is_drawn_as_cell_by_cell(rotherham, as_, address):
    table = as_("viewer").get(address).context["table"]
    assert closed_up(table.body()) == closed_up(cell_by_cell(table))
