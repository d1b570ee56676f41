"""The account in whose name the clock acts: what lapses by itself is written down like any other step."""

from accounts.users.models import SYSTEM_USERNAME, User


def system_user() -> User:
    """The clock's account, made on first use. It is not active, has no password and holds no role."""
    found = User.objects.filter(username=SYSTEM_USERNAME).first()
    if found is not None:
        return found
    user = User(username=SYSTEM_USERNAME, name="Betang", email="sistem@betang.invalid", is_active=False)
    user.set_unusable_password()
    user.save()
    return user
