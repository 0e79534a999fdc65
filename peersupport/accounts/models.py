"""Who signs in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody with an account. What they may do is in their memberships (peersupport.directory), never here."""

    class Look(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Font(models.TextChoices):
        NORMAL = "normal", _("Normal letters")
        CLEAR = "clear", _("Clearer letters")

    PERSONAL = {"email": "erased@example.invalid", "given_name": "", "family_name": ""}

    email = models.EmailField(_("e-mail"), unique=True)
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    language = models.CharField(max_length=2, choices=[("sv", _("Swedish")), ("en", _("English"))], default="sv")
    look = models.CharField(max_length=5, choices=Look, default=Look.AUTO)
    font = models.CharField(max_length=6, choices=Font, default=Font.NORMAL)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # production refuses to start while one of these exists
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(name="address_in_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="user_language_known", condition=Q(language__in=["sv", "en"])),
            models.CheckConstraint(name="user_look_known", condition=Q(look__in=["auto", "light", "dark"])),
            models.CheckConstraint(name="user_font_known", condition=Q(font__in=["normal", "clear"])),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()
