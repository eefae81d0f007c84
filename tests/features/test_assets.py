"""What pages are drawn with is fetched once, and again when it has changed."""

import re

from tests.conftest import on_one_database


@on_one_database
def test_a_page_names_each_file_by_its_content_and_a_browser_may_keep_it(client):
    page = client.get("/sign-in").get_data(as_text=True)
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(files) > 3
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "max-age=31536000, immutable"
        answer.close()


@on_one_database
def test_by_another_name_it_is_asked_for_each_time(client):
    for path in ("/static/app.css", "/static/app.css?v=000000000000"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-cache"
        answer.close()
    assert client.get("/static/none.css?v=1").status_code == 404
