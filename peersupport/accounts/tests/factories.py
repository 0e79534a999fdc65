import factory
from factory.django import DjangoModelFactory

from peersupport.accounts.models import User

PASSWORD = "korrekt häst batteri"


class UserFactory(DjangoModelFactory):
    """Somebody with an account; signs in with PASSWORD when a test asks for it by ``password=PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("user{}@example.org".format)
    given_name = "Test"
    family_name = factory.Sequence("Användare {}".format)
    password = "!"

    @classmethod
    def _create(cls, model_class, *args, password="!", **fields):
        user = model_class(**fields)
        user.set_password(password) if password != "!" else user.set_unusable_password()
        user.save()
        return user
