from peersupport.shared import catalogue


def test_a_comment_in_a_template_hides_no_message(tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text(
        '{% comment %}Takes nothing.{% endcomment %}{% load i18n %}\n<h1>{% translate "Found" %}</h1>{# a note #}'
    )

    assert [message.id for message in catalogue.extracted(tmp_path) if message.id] == ["Found"]
