"""Course material: added once, replaced in its place, seen by those whose it is, and no name comes along."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.documents.tests.files import pdf, picture
from peersupport.documents.uploads import MOST_BYTES, NotAccepted
from peersupport.shared.refusals import Conflict, Refused
from peersupport.tests.catalogue import Upload
from programs.tests.crowd import at_once
from training.actions import material as actions
from training.models import Material, Module
from training.tests.factories import MaterialFactory, ModuleFactory
from training.tests.steps import NOON

pytestmark = pytest.mark.django_db
PDF, PNG = pdf(), picture("PNG")


@pytest.fixture
def module() -> Module:
    return ModuleFactory(name="Återhämtning")


def add(module: Module, **changed) -> Material:
    asked = {"owner": None, "key": uuid4(), "title": "Arbetsblad", "content": PDF, "by": UserFactory(), "at": NOON}
    return actions.add(module=module, **asked | changed)


def replace(material: Material, **changed) -> None:
    asked = {"version": material.version, "content": PNG, "by": UserFactory(), "at": NOON}
    actions.replace(material=material, **asked | changed)


def test_a_file_is_kept_under_its_title(module):
    add(module)

    kept = Material.objects.get()
    assert (bytes(kept.content), kept.size, kept.media_type) == (PDF, len(PDF), "application/pdf")
    assert (kept.title, kept.file_name, kept.edition, kept.owner) == ("Arbetsblad", "Arbetsblad.pdf", 1, None)


def test_sent_twice_it_is_one(module):
    key, by = uuid4(), UserFactory()

    first, again = (add(module, key=key, by=by) for _time in range(2))

    assert (first, Material.objects.count()) == (again, 1)


def test_what_is_no_document_is_not_kept(module):
    with pytest.raises(NotAccepted):
        add(module, content=b"MZ")

    assert Material.objects.count() == 0


def test_a_title_is_told_apart_among_what_is_in_use_and_of_one_owner(module):
    host = MembershipFactory(regional=True).organisation
    first, retired = add(module), MaterialFactory(module=module, title="Retur", retired=True)

    with pytest.raises(Refused) as added:
        add(module, content=PNG)
    with pytest.raises(Refused) as called:
        actions.change(material=retired, version=1, title="Arbetsblad", retired=False)
    actions.change(material=first, version=1, title="Arbetsblad", retired=True)
    add(module, content=PNG)
    add(module, content=PNG, owner=host)

    assert (added.value.field, called.value.field) == ("title", "title")
    assert Material.objects.filter(title="Arbetsblad").count() == 3


def test_a_module_has_no_more_of_one_owner_than_it_may(module):
    MaterialFactory.create_batch(actions.MOST, module=module)
    retired = MaterialFactory(module=module, retired=True)

    with pytest.raises(actions.TooMuch):
        add(module)
    with pytest.raises(actions.TooMuch):
        actions.change(material=retired, version=1, title=retired.title, retired=False)
    add(module, owner=MembershipFactory(regional=True).organisation)

    assert Material.objects.in_use().count() == actions.MOST + 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_taken_once():
    module = ModuleFactory()
    MaterialFactory.create_batch(actions.MOST - 1, module=module)
    by = UserFactory()

    at_once(lambda n: add(module, title=f"Blad {n}", by=by), list(range(10)))

    assert Material.objects.count() == actions.MOST


def test_a_new_file_takes_the_old_ones_place(module):
    first, by = add(module), UserFactory()

    replace(first, by=by)

    kept = Material.objects.get()
    assert (kept.pk, bytes(kept.content), kept.file_name) == (first.pk, PNG, "Arbetsblad.png")
    assert (kept.edition, kept.version, kept.uploaded_by) == (2, 2, by)


def test_the_same_bytes_again_are_no_new_edition(module):
    first = add(module)

    replace(first, content=PDF)

    assert Material.objects.get().edition == 1


def test_who_replaces_what_another_has_changed_is_told_and_nothing_is_lost(module):
    first = add(module)
    replace(first)

    with pytest.raises(Conflict) as refused:
        replace(first, content=picture("JPEG"))
    with pytest.raises(Conflict):
        actions.change(material=first, version=1, title="Nytt", retired=False)

    kept = Material.objects.get()
    assert (refused.value.field, bytes(kept.content), kept.title) == ("file", PNG, "Arbetsblad")


def test_what_is_replaced_by_no_document_stays(module):
    first = add(module)

    with pytest.raises(NotAccepted):
        replace(first, content=b"MZ")

    assert bytes(Material.objects.get().content) == PDF


BROKEN = [
    ("media_type", "text/html", "material_media_type_known"),
    ("size", 0, "material_has_a_size"),
    ("size", MOST_BYTES + 1, "material_has_a_size"),
    ("edition", 0, "material_edition_from_one"),
]


@pytest.mark.parametrize(("field", "value", "rule"), BROKEN, ids=str)
def test_the_database_refuses(field, value, rule):
    MaterialFactory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Material.objects.update(**{field: value})


def test_who_sees_and_who_may_change():
    nation, own, other = (MembershipFactory(**{role: True}) for role in ("national", "regional", "regional"))
    leader = MembershipFactory(leader=True, organisation=own.organisation)
    for_all, theirs = MaterialFactory(), MaterialFactory(owner=own.organisation)

    rows, people = Material.objects, (nation, own, other, leader)
    assert [set(rows.visible_to(who)) for who in people] == [{for_all, theirs}, {for_all, theirs}, {for_all}, set()]
    assert [set(rows.managed_by(who)) for who in people] == [{for_all, theirs}, {theirs}, set(), set()]


# The pages


def path(module: Module, *args: int, page: str = "material") -> str:
    return reverse(f"training:{page}", args=[module.programme_id, module.pk, *args])


@pytest.mark.parametrize("role", ["national", "regional"])
def test_a_coordinator_adds_a_file_and_fetches_it_as_something_to_save(module, role, signed_in):
    member = MembershipFactory(**{role: True})
    browser = signed_in(member)
    assert 'enctype="multipart/form-data"' in browser.get(path(module, page="material_new")).content.decode()

    given = {"key": str(uuid4()), "title": "Återhämtning på 5 minuter", "file": Upload("Annas blad.docx", PDF)}
    page = browser.post(path(module, page="material_new"), given, follow=True).content.decode()
    kept = Material.objects.get()
    answer = browser.get(path(module, kept.pk, page="material_file"))

    assert kept.owner == (None if role == "national" else member.organisation)
    assert ("Återhämtning på 5 minuter" in page, "Annas" in page) == (True, False)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    name = "filename*=utf-8''%C3%85terh%C3%A4mtning%20p%C3%A5%205%20minuter.pdf"
    assert answer["Content-Disposition"] == f"attachment; {name}"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert "1 fil" in browser.get(reverse("training:modules", args=[module.programme_id])).content.decode()


def test_a_file_that_another_replaced_meanwhile_is_replaced_once_it_is_chosen_again(module, national, signed_in):
    material, browser = add(module), signed_in(national)
    address = path(module, material.pk, page="material_replace")
    replace(material)

    told = browser.post(address, {"version": "1", "file": Upload("a.jpg", picture("JPEG"))})
    again = browser.post(address, {"version": told.context["form"]["version"].value(), "file": Upload("a.pdf", PDF)})

    assert (told.status_code, list(told.context["form"].errors)) == (200, ["file", "__all__"])
    assert (again.status_code, bytes(Material.objects.get().content)) == (302, PDF)


def test_a_region_changes_its_own_alone(module, signed_in):
    member = MembershipFactory(regional=True)
    browser = signed_in(member)
    for_all, theirs = MaterialFactory(module=module), MaterialFactory(module=module)
    own = MaterialFactory(module=module, owner=member.organisation)
    Material.objects.filter(pk=theirs.pk).update(owner=MembershipFactory(regional=True).organisation)

    pages = ("material_file", "material_edit", "material_replace")
    answers = [[browser.get(path(module, one.pk, page=page)).status_code for page in pages] for one in (for_all, own)]
    hidden = [browser.get(path(module, theirs.pk, page=page)).status_code for page in pages]

    assert (answers, hidden) == ([[200, 404, 404], [200, 200, 200]], [404, 404, 404])


def test_a_file_of_another_module_is_not_there(module, national, signed_in):
    assert signed_in(national).get(path(module, MaterialFactory().pk, page="material_file")).status_code == 404


@pytest.mark.parametrize("role", ["leader", "orderer", "supervisor"])
def test_others_look_after_no_material(module, role, signed_in):
    browser = signed_in(MembershipFactory(**{role: True}))

    assert [browser.get(path(module, page=page)).status_code for page in ("material", "material_new")] == [403, 403]


@pytest.mark.parametrize("count", [1, 3])
def test_a_modules_material_costs_the_same_and_none_of_its_bytes(
    module, count, national, signed_in, django_assert_num_queries
):
    MaterialFactory.create_batch(count, module=module, owner=MembershipFactory(regional=True).organisation)
    browser = signed_in(national)
    browser.get(path(module))

    with django_assert_num_queries(10) as asked:
        browser.get(path(module))

    assert [query["sql"] for query in asked.captured_queries if '"content"' in query["sql"]] == []
